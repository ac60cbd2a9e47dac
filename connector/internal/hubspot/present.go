package hubspot

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// BatchLimit is how many records one call reads or writes.
const BatchLimit = 100

// Present is what HubSpot has of a record now.
type Present struct {
	ID     string
	Values map[string]string // of the properties asked for; those without a value are missing or ""
	New    bool              // an upsert has created it
	Merged []string          // IDs that were merged into the record, and have become other names of it

	missing map[string]bool // keys that HubSpot has not found
	same    func(stored, key string) bool
}

// PresentQuery asks for records as they are now, BatchLimit at most.
type PresentQuery struct {
	Keys       []string // values of By, each another one
	By         string   // a unique property, "" for IDs
	Properties []string
	Archived   bool // records that have been archived, not live ones

	// Same reports whether a stored value of By is that of a key, although it is written in another way. nil if there is one way only.
	Same func(stored, key string) bool
	// Missing takes the keys that HubSpot has not found. Queries that share it are like a single one: what one has not found does not
	// go by the records of another. nil if there is no other.
	Missing map[string]bool
}

type presentBody struct {
	Inputs     []batchInput `json:"inputs"`
	Properties []string     `json:"properties"`
	IDProperty string       `json:"idProperty,omitempty"`
}

// Present returns the records that there are of those asked for, in no particular order. One whose ID was merged away is there
// under its new ID. HubSpot must account for every key.
func (s *Session) Present(ctx context.Context, q PresentQuery) ([]Present, error) {
	request := presentBody{Properties: slices.Compact(slices.Sorted(slices.Values(append(q.own(s.object), q.Properties...)))), IDProperty: q.By}
	for _, key := range q.Keys {
		request.Inputs = append(request.Inputs, batchInput{key})
	}
	text, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	c := call{
		op: OpBatch, method: http.MethodPost, path: s.client.recordsPath(s.object, "/batch/read"), body: text,
		line: s.requests, scope: s.object.Scope, partial: true,
	}
	if q.Archived {
		c.query = url.Values{"archived": {"true"}}
	}
	var found []Present
	page, err := s.readPage(ctx, c, func(p *Page) error {
		found = nil
		for i := range p.Records {
			found = append(found, presentOf(&p.Records[i]))
		}
		return q.account(p, found, s.object)
	})
	if err != nil {
		return nil, err
	}
	page.Release()
	return found, nil
}

// own are the properties without which the answer could not be accounted for.
func (q *PresentQuery) own(object *Object) []string {
	own := []string{object.Merged}
	if q.By != "" {
		own = append(own, q.By)
		own = append(own, object.OtherKeys[q.By]...)
	}
	return own
}

// account makes sure that the answer tells of every key: a record has it, or HubSpot reports it as not found.
func (q *PresentQuery) account(p *Page, found []Present, object *Object) error {
	known, err := p.gone()
	if err != nil {
		return err
	}
	missing := map[string]bool{}
	for key := range known {
		missing[strings.ToLower(key)] = true
	}
	if q.Missing == nil {
		q.Missing = map[string]bool{}
	}
	maps.Copy(q.Missing, known)
	for i := range found {
		found[i].missing, found[i].same = q.Missing, q.Same
	}
	for _, key := range q.Keys {
		if missing[strings.ToLower(key)] || slices.ContainsFunc(found, func(r Present) bool { return r.Goes(key, q.By, object) }) {
			continue
		}
		return contractError(said.Words("a batch of %s lacks a %s and gives no reason", said.Number(len(q.Keys)), p.mask.Text(object.Singular)))
	}
	return nil
}

// Is reports whether the record has the very value of the property by, or the ID if that is "".
func (r *Present) Is(key, by string) bool {
	return by == "" && r.ID == key || by != "" && r.Values[by] == key
}

// Goes reports whether the record goes by a value of the property by, or by an ID if that is "". HubSpot ignores case in some
// properties, and may compare numbers as such: in which, only its answer tells.
func (r *Present) Goes(key, by string, object *Object) bool {
	if by == "" {
		return r.ID == key || slices.Contains(r.Merged, key)
	}
	if r.Is(key, by) || r.equals(r.Values[by], key) && !r.missing[key] {
		return true
	}
	for _, other := range object.OtherKeys[by] {
		if slices.ContainsFunc(strings.Split(r.Values[other], ";"), func(value string) bool { return strings.EqualFold(strings.TrimSpace(value), key) }) {
			return true
		}
	}
	return false
}

func (r *Present) equals(stored, key string) bool {
	return strings.EqualFold(stored, key) || r.same != nil && r.same(stored, key)
}

// presentOf decodes a record.
func presentOf(record *Record) Present {
	p := Present{ID: string(record.ID), Values: map[string]string{}}
	for id := range strings.SplitSeq(string(record.Merged), ";") {
		if id = strings.TrimSpace(id); id != "" {
			p.Merged = append(p.Merged, id)
		}
	}
	w := walk{text: record.Raw}
	for more := w.open(); more; more = w.next() {
		switch name := string(w.name()); {
		case name == "new":
			p.New = w.truth()
		case name == "properties" && w.kind() == '{':
			for more := w.open(); more; more = w.next() {
				property := string(w.name())
				p.Values[property] = valueText(&w)
			}
		default:
			w.value()
		}
	}
	return p
}

// valueText returns the value of a property as text, "" for none.
func valueText(w *walk) string {
	switch w.kind() {
	case '"':
		return string(w.str())
	case 'n':
		w.value()
		return ""
	default:
		return string(w.value())
	}
}
