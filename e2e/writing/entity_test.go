package writing

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// row is what becomes of the entities of one request. Names in braces stand for the IDs of records.
type row struct {
	name string
	to   string // "" for contacts; what follows push_ or transform_
	send string
	// want has for each entity its status, and then the ID of its record or, of a failure, a part of the reason.
	want []string
	// then has what HubSpot has afterwards: values of "record.property", or "archived".
	then map[string]string
	// moves means that sending the same again writes again.
	moves bool
}

func (r row) object() string {
	object, _, _ := strings.Cut(r.to, "?")
	return cmp.Or(object, "contacts")
}

func TestEntities(t *testing.T) {
	for _, rows := range [][]row{addressed, matched, spelt, deleted, valued, typed, refused, unchanged, conflicting, several} {
		for _, r := range rows {
			t.Run(r.name, r.test)
		}
	}
}

// test sends the entities to a pipe's sink, and to a transform of another HubSpot, and each of them once more.
func (r row) test(t *testing.T) {
	for _, by := range []string{"push", "transform"} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			b := newBed(t, func(c *connector.Config) { c.Parallel = 4 })
			b.furnish()
			r.check(b, by, r.send)
			before := len(b.writes())
			if r.idle() && before > 0 {
				t.Errorf("nothing had to be written, but HubSpot was asked to: %v", b.writes())
			}
			for place, want := range r.then {
				r.checkPlace(b, place, b.with(want))
			}
			if r.moves {
				return
			}
			again := b.post("/transform_"+cmp.Or(r.to, "contacts"), strings.NewReader(b.with(r.send)))
			for _, o := range again.outcomes(t) {
				if o.Status == "created" || o.Status == "updated" || o.Status == "archived" {
					t.Errorf("sent again, entity %d is %s", o.Index, o.Status)
				}
			}
		})
	}
}

// idle reports whether nothing is to be written.
func (r row) idle() bool {
	for _, want := range r.want {
		status, _, _ := strings.Cut(want, " ")
		if status != "unchanged" && status != "ignored" && status != "conflict" {
			return false
		}
	}
	return true
}

func (r row) check(b *bed, by, body string) {
	b.t.Helper()
	a := b.post("/"+by+"_"+cmp.Or(r.to, "contacts"), strings.NewReader(b.with(body)))
	if a.err != nil {
		b.t.Fatal(a.err)
	}
	if by == "transform" {
		r.checkOutcomes(b, a)
		return
	}
	failures := map[int]string{}
	for i, want := range r.want {
		if failed(want) {
			failures[i] = want
		}
	}
	if len(failures) == 0 {
		if a.status != 200 {
			b.t.Errorf("answered %d %s", a.status, a.body)
		}
		return
	}
	told := a.failure(b.t)
	if a.status != 400 || told.Failed != len(failures) || len(told.Entities) != len(failures) {
		b.t.Fatalf("answered %d %s, want failures %v", a.status, a.body, failures)
	}
	for _, o := range told.Entities {
		r.checkOutcome(b, o, failures[o.Index])
	}
}

func failed(want string) bool {
	return strings.HasPrefix(want, "refused") || strings.HasPrefix(want, "conflict")
}

func (r row) checkOutcomes(b *bed, a answer) {
	b.t.Helper()
	if a.status != 200 {
		b.t.Fatalf("answered %d %s", a.status, a.body)
	}
	told := a.outcomes(b.t)
	if len(told) != len(r.want) {
		b.t.Fatalf("%d entities came back, want %d: %s", len(told), len(r.want), a.body)
	}
	for i, o := range told {
		r.checkOutcome(b, o, r.want[i])
	}
}

func (r row) checkOutcome(b *bed, o outcome, want string) {
	b.t.Helper()
	status, rest, _ := strings.Cut(b.with(want), " ")
	good := o.Status == status
	switch {
	case failed(want):
		good = good && strings.Contains(o.Error, rest) && o.Error != ""
	case rest != "":
		good = good && o.ID == rest
	}
	if !good {
		b.t.Errorf("entity %d is %s %s: %s; want %s", o.Index, o.Status, o.ID, o.Error, b.with(want))
	}
}

// checkPlace compares a value in HubSpot.
func (r row) checkPlace(b *bed, place, want string) {
	b.t.Helper()
	cut := strings.LastIndex(place, ".")
	name, property := place[:cut], place[cut+1:]
	record := b.one(r.object(), name)
	got := record.Properties[property]
	if property == "archived" {
		got = fmt.Sprint(record.Archived)
	}
	if got != want {
		b.t.Errorf("%s of %s is %q, want %q", property, name, got, want)
	}
}
