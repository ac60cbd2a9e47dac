package writing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// kind is an object type that both sides change.
type kind struct {
	object string
	key    string   // the unique property by which the ERP's things are found
	named  string   // a format of its values
	fields []string // properties that both sides change
	number string   // the field that is a number
	own    string   // a property that only HubSpot's users change
	wrong  []string // entities that cannot become records
}

var kinds = []*kind{
	{
		object: "contacts", key: "email", named: "p%d@example.com", fields: []string{"firstname", "lastname", "jobtitle"}, own: "city",
		wrong: []string{`{"_id":"wrong","email":"wrong@example.com","frstname":"x"}`, `{"_id":"wrong","email":"no address","firstname":"only HubSpot knows"}`},
	},
	{
		object: "products", key: "hs_sku", named: "SKU %d, blue", fields: []string{"name", "description", "price"}, number: "price", own: "hs_folder",
		wrong: []string{`{"_id":"wrong","hs_sku":"wrong","price":"1,50"}`},
	},
}

// same reports whether two values of a field are the same.
func (k *kind) same(field, a, b string) bool {
	if field == k.number && a != "" && b != "" {
		x, errA := strconv.ParseFloat(a, 64)
		y, errB := strconv.ParseFloat(b, 64)
		return errA == nil && errB == nil && x == y
	}
	return a == b || field == "email" && strings.EqualFold(a, b)
}

// value is a value that no field has had before.
func (k *kind) value(field string, n int) string {
	switch {
	case field == k.number:
		return strconv.Itoa(n)
	case n%11 == 0 && field != k.fields[0]:
		return "" // cleared
	default:
		return fmt.Sprintf("v%d", n)
	}
}

// goes reports whether a record goes by a value of the key; first leaves out the secondary ones.
func (k *kind) goes(r *fakehubspot.Record, value string, first bool) bool {
	if strings.EqualFold(r.Properties[k.key], value) {
		return true
	}
	for other := range strings.SplitSeq(r.Properties["hs_additional_emails"], ";") {
		if !first && k.key == "email" && other != "" && strings.EqualFold(strings.TrimSpace(other), value) {
			return true
		}
	}
	return false
}

// snapshot is what HubSpot has of a kind at one moment.
type snapshot struct {
	kind     *kind
	live     map[string]fakehubspot.Record
	archived map[string]fakehubspot.Record
}

func (w *world) snapshot(k *kind) (snapshot, error) {
	s := snapshot{kind: k, live: map[string]fakehubspot.Record{}, archived: map[string]fakehubspot.Record{}}
	live, err := w.hub.Object(k.object).All()
	if err != nil {
		return s, err
	}
	archived, err := w.hub.Object(k.object).Archived()
	for _, r := range live {
		s.live[r.ID] = r
	}
	for _, r := range archived {
		s.archived[r.ID] = r
	}
	return s, err
}

// mergedInto are the IDs that have become a record: its own, and those merged into it.
func mergedInto(r *fakehubspot.Record) []string {
	ids := []string{r.ID}
	for id := range strings.SplitSeq(r.Properties["hs_merged_object_ids"], ";") {
		if id = strings.TrimSpace(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// byID is the live record with the ID, or the one that it was merged into.
func (s snapshot) byID(id string) (fakehubspot.Record, bool) {
	for _, r := range s.live {
		if slices.Contains(mergedInto(&r), id) {
			return r, true
		}
	}
	return fakehubspot.Record{}, false
}

// byKey are the live records that go by a value of the key.
func (s snapshot) byKey(value string) (found []fakehubspot.Record) {
	for _, r := range s.live {
		if s.kind.goes(&r, value, false) {
			found = append(found, r)
		}
	}
	return found
}
