package writing

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// keyKind is a match property, and how the same value of it is spelt. Each list is one value.
type keyKind struct {
	object, match string
	define        fakehubspot.PropertyType // "" for HubSpot's own
	spelt         [][]any
}

var keyKinds = []keyKind{
	{"contacts", "email", "", [][]any{{"a@example.com", "A@example.com", " a@Example.COM\n"}, {"b@example.com", "B@EXAMPLE.com"}, {"c@example.com"}}},
	{"contacts", "no", fakehubspot.PropertyNumber, [][]any{{7, "7", "7.0", "007", "70e-1"}, {-3, "-3.0", "-03"}, {0, "-0", "0.00"}, {100, "1e2"}, {"12345678901234567890", "12345678901234567890.0"}}},
	{"contacts", "day", fakehubspot.PropertyDate, [][]any{{"2026-03-01", "2026-03-01T08:00:00Z", "~t2026-03-01T00:00:00Z", 1772323200000}, {"1969-12-31", -86400000}, {"2026-03-02"}}},
	{"contacts", "at", fakehubspot.PropertyDateTime, [][]any{{"2026-03-01", "2026-03-01T00:00:00Z", 1772323200000, "2026-03-01T00:00:00.000000001Z"}, {"2026-03-01T08:00:00.25Z", "~t2026-03-01T08:00:00.250000000Z"}}},
	{"contacts", "ref", fakehubspot.PropertyString, [][]any{{"x-1"}, {"X-1"}, {" x-1"}, {"ſ-1"}, {"s-1"}, {"S-1"}, {"7"}, {"7.0"}}},
	{"products", "hs_sku", "", [][]any{{"p-1", "P-1"}, {"q-1"}, {"Q-2", "q-2"}}},
}

// quirksOf are those of HubSpot's that are chosen by bits.
func quirksOf(bits int) (chosen []fakehubspot.Option) {
	for i, quirk := range []fakehubspot.Option{
		fakehubspot.NormalizesValues(), fakehubspot.StagesGoForward(), fakehubspot.UnorderedResults(),
		fakehubspot.UpsertConflictsRefuseAll(), fakehubspot.RefusedUpsertsWrite(),
	} {
		if bits>>i&1 == 1 {
			chosen = append(chosen, quirk)
		}
	}
	return chosen
}

// Whatever HubSpot's quirks, and however a key is spelt: there is one record for one value, it is as the last entity has it, and what is
// sent again moves nothing.
func TestOneRecordForOneKey(t *testing.T) {
	for n := range 96 {
		kind := keyKinds[n%len(keyKinds)]
		t.Run(fmt.Sprintf("%d %s", n, kind.match), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, uint64(n)))
			b := newBed(t, nil, quirksOf(random.IntN(32))...)
			if kind.define != "" {
				b.define(kind.object, kind.match, kind.define, true)
			}
			note := "lastname"
			if kind.object == "products" {
				note = "name"
			}
			last := map[int]string{} // by value: "" if it is deleted
			var batch []map[string]any
			for i := range 1 + random.IntN(130) {
				value := random.IntN(len(kind.spelt))
				entity := map[string]any{"_id": fmt.Sprint(i), kind.match: kind.spelt[value][random.IntN(len(kind.spelt[value]))]}
				if last[value] = fmt.Sprint(i); random.IntN(5) == 0 {
					entity["_deleted"], last[value] = true, ""
				} else {
					entity[note] = last[value]
				}
				batch = append(batch, entity)
			}
			path := kind.object + "?match=" + kind.match
			body, err := json.Marshal(batch)
			if err != nil {
				t.Fatal(err)
			}
			if a := b.push(path, string(body)); a.status != http.StatusOK {
				t.Fatalf("%s: %d %s", body, a.status, a.body)
			}
			if diff := b.differs(kind.object, note, last); diff != "" {
				t.Errorf("%s\n%s", body, diff)
			}
			var again []map[string]any
			for _, entity := range slices.Backward(batch) {
				for _, text := range last {
					if text == entity["_id"] {
						again = append(again, entity)
					}
				}
			}
			if again == nil {
				return
			}
			b.hub.ResetRequests()
			if body, err = json.Marshal(again); err != nil {
				t.Fatal(err)
			}
			if a := b.push(path, string(body)); a.status != http.StatusOK || len(b.writes()) > 0 {
				t.Errorf("%s again: %d %s, %d writes", body, a.status, a.body, len(b.writes()))
			}
		})
	}
}

// differs says what is not so of this: HubSpot has one record of the object for each value that entities were last sent of, the text of
// the last of them in a property, and none where that is "".
func (b *bed) differs(object, property string, last map[int]string) string {
	b.t.Helper()
	records, err := b.hub.Object(object).All()
	if err != nil {
		b.t.Fatal(err)
	}
	var want, got []string
	for _, text := range last {
		if text != "" {
			want = append(want, text)
		}
	}
	for _, r := range records {
		got = append(got, r.Properties[property])
	}
	slices.Sort(want)
	if slices.Sort(got); slices.Equal(want, got) {
		return ""
	}
	return fmt.Sprintf("HubSpot has %q, want %q", got, want)
}

// A number that others have stored in another form is found by the form that is sent, and leads to the same record as any other form
// beside it.
func TestNumbersAsOthersHaveStoredThem(t *testing.T) {
	b := newBed(t, nil)
	b.define("contacts", "no", fakehubspot.PropertyNumber, true)
	b.create("theirs", "contacts", map[string]string{"no": "7.0", "lastname": "before"})
	for _, send := range []string{`[{"no":"7.0","lastname":"1"}]`, `[{"no":7,"lastname":"0"},{"no":"7.0","lastname":"2"}]`, `[{"no":"7.0","_deleted":true},{"no":7,"_deleted":true}]`} {
		if a := b.push("contacts?match=no", send); a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", send, a.status, a.body)
		}
		records := b.hub.Contacts()
		if gone := len(records) == 0; gone != (send[len(send)-6:] == `true}]`) {
			t.Fatalf("%s: HubSpot has %+v", send, records)
		} else if !gone && (len(records) != 1 || records[0].ID != b.ids["theirs"] || records[0].Properties["no"] != "7.0") {
			t.Errorf("%s: HubSpot has %+v", send, records)
		}
	}
}

// A record that is deleted by its number, in whatever form it has that, is not one that has been merged away because others were merged
// into it.
func TestDeletionByANumberAfterAMerge(t *testing.T) {
	b := newBed(t, nil)
	b.define("contacts", "no", fakehubspot.PropertyNumber, true)
	b.create("kept", "contacts", map[string]string{"no": "7.0", "lastname": "kept"})
	b.create("gone", "contacts", map[string]string{"no": "8", "lastname": "gone"})
	if _, err := b.hub.Merge(b.ids["kept"], b.ids["gone"]); err != nil {
		t.Fatal(err)
	}
	if a := b.push("contacts?match=no", `[{"no":"7.0","_deleted":true}]`); a.status != http.StatusOK || !strings.Contains(a.body, `"archived":1`) || len(b.hub.Contacts()) != 0 {
		t.Errorf("%d %s, HubSpot has %d contacts", a.status, a.body, len(b.hub.Contacts()))
	}
}
