package hub_test

import (
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// world is an account with made-up records of several object types from the start.
func world(t *testing.T, contacts int, records ...hub.Records) *hub.Hub {
	t.Helper()
	h, err := hub.New(hub.Config{
		Seed: 3, Contacts: contacts, Records: records, Frozen: noon, Lag: fixed, Logger: slog.New(slog.DiscardHandler),
		Real: time.Now, After: time.After,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// partners counts the associations of each record of an object type to another one, and how many of them are primary.
func partners(t *testing.T, h *hub.Hub, object, to string) (counts map[int]int, primary int) {
	t.Helper()
	o, err := h.Object(object)
	if err != nil {
		t.Fatal(err)
	}
	counts = map[int]int{}
	for _, id := range o.Draw(1_000_000) {
		all, err := h.Associations(hub.Ref{Object: object, ID: text(id)}, to)
		if err != nil {
			t.Fatal(err)
		}
		counts[len(all)]++
		for _, one := range all {
			for _, kind := range one.Types {
				if kind.Label == "Primary" {
					primary++
				}
			}
		}
	}
	return counts, primary
}

// Made-up records are associated with one another in whatever order they are generated, and what somebody made himself is
// left alone.
func TestMadeUpRecordsAreAssociated(t *testing.T) {
	for name, make := range map[string]func(h *hub.Hub) error{
		"contacts first": func(h *hub.Hub) error { return seedAll(h, "contacts", "companies", "deals", "notes", "line_items") },
		"contacts last":  func(h *hub.Hub) error { return seedAll(h, "line_items", "notes", "deals", "companies", "contacts") },
	} {
		h := newHub(t, 0, time.After)
		own, err := h.Object("contacts")
		if err != nil {
			t.Fatal(err)
		}
		mine, err := own.Create(map[string]string{"email": "mine@x.no"}, store.UI)
		if err != nil {
			t.Fatal(err)
		}
		if err := make(h); err != nil {
			t.Fatal(err)
		}
		if counts, primary := partners(t, h, "contacts", "companies"); counts[1] != 60 || counts[0] != 1 || primary != 60 {
			t.Errorf("%s: companies of contacts: %v, %d primary", name, counts, primary)
		}
		if all, _ := h.Associations(hub.Ref{Object: "contacts", ID: text(mine.ID)}, "companies"); len(all) != 0 {
			t.Errorf("%s: a contact that somebody created has %v", name, all)
		}
		if counts, _ := partners(t, h, "deals", "contacts"); counts[1]+counts[2]+counts[3] != 60 || counts[1] < 10 || counts[3] < 10 {
			t.Errorf("%s: contacts of deals: %v", name, counts)
		}
		if counts, primary := partners(t, h, "deals", "companies"); counts[1] != 60 || primary != 60 {
			t.Errorf("%s: companies of deals: %v", name, counts)
		}
		for from, to := range map[string]string{"notes": "contacts", "line_items": "deals"} {
			if counts, _ := partners(t, h, from, to); counts[1] != 60 {
				t.Errorf("%s: %s of %s: %v", name, to, from, counts)
			}
		}
	}
}

// seedAll generates records of object types, one after the other and in two goes.
func seedAll(h *hub.Hub, objects ...string) error {
	for range 2 {
		for _, name := range objects {
			if err := h.Seed(name, 30, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// The same seed makes the same world, with the contacts of an account that has nothing else.
func TestAWorldIsReproducible(t *testing.T) {
	records := []hub.Records{{Object: "companies", Count: 40}, {Object: "deals", Count: 50}, {Object: "tickets", Count: 20}, {Object: "tasks", Count: 10}}
	first, second := world(t, 100, records...), world(t, 100, records...)
	if one, other := exported(t, first), exported(t, second); one != other {
		t.Errorf("got\n%s\nand\n%s", one, other)
	}
	alone, together := world(t, 100).Contacts(), first.Contacts()
	for _, id := range alone.Draw(100) {
		one, _ := alone.Get(id)
		other, ok := together.Get(id)
		if !ok || one.Values != other.Values || one.Created != other.Created || one.Modified != other.Modified {
			t.Errorf("contact %d is %+v beside other objects, and %+v alone", id, other, one)
		}
	}
}

// Deals are in a stage of a pipeline that there is, and two records of three have an owner who can be looked up.
func TestMadeUpRecordsReferToWhatThereIs(t *testing.T) {
	h := world(t, 0, hub.Records{Object: "deals", Count: 100})
	deals, err := h.Object("deals")
	if err != nil {
		t.Fatal(err)
	}
	owned := 0
	for _, id := range deals.Draw(100) {
		r, _ := deals.Get(id)
		values := deals.Schema.Named(r)
		p, err := deals.Pipelines.Get(values["pipeline"])
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := p.Stage(values["dealstage"]); !ok {
			t.Errorf("deal %d is in the stage %q", id, values["dealstage"])
		}
		if owner := values["hubspot_owner_id"]; owner != "" {
			owned++
			number, err := hub.ParseID("owner", owner)
			if err != nil {
				t.Fatal(err)
			}
			if found, ok := h.Account().Owners.Get(number); !ok || found.Archived {
				t.Errorf("deal %d belongs to %s", id, owner)
			}
		}
	}
	if owned < 50 || owned > 85 {
		t.Errorf("%d of 100 have an owner", owned)
	}
}

func text(id int64) string { return strconv.FormatInt(id, 10) }

// An import goes on as the account that was exported: the next made-up records are the same, and belong to the same owners,
// although an account of another seed begins with others.
func TestAnImportGoesOn(t *testing.T) {
	first, same := world(t, 10, hub.Records{Object: "deals", Count: 20}), world(t, 0)
	other, err := hub.New(hub.Config{Seed: 99, Lag: fixed, Logger: discard, Real: time.Now, After: time.After})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	text := exported(t, first)
	for _, h := range []*hub.Hub{same, other} {
		if err := h.Import(strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first.Account().Owners.All(), h.Account().Owners.All()); diff != "" {
			t.Error(diff)
		}
	}
	for _, h := range []*hub.Hub{first, same} {
		if err := h.Seed("deals", 5, ""); err != nil {
			t.Fatal(err)
		}
	}
	if one, two := exported(t, first), exported(t, same); one != two {
		t.Errorf("got\n%s\nwant\n%s", two, one)
	}
}
