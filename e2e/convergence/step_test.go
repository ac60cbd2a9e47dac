package convergence

import (
	"fmt"
	"strconv"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// step is something people or HubSpot do. A and B choose contacts, counts or
// kinds, whatever there is at the time.
type step struct {
	Kind string
	A, B int
}

func (s step) String() string { return fmt.Sprintf("%s(%d,%d)", s.Kind, s.A, s.B) }

// play makes the step happen. A step that has nothing to act on does nothing.
func (s step) play(w *world) error {
	switch s.Kind {
	case "create":
		_, err := w.hub.Create(map[string]string{
			"firstname": "New " + strconv.Itoa(s.A), "email": fmt.Sprintf("new-%d-%d@example.com", s.A, w.hub.Now().UnixMilli()),
		})
		return err
	case "update":
		return s.withContact(w, func(id string) error {
			_, err := w.hub.Update(id, map[string]string{"lastname": fmt.Sprintf("Changed %d %d", s.B, w.hub.Now().UnixMilli())})
			return err
		})
	case "archive":
		return s.withContact(w, w.hub.Archive)
	case "restore":
		return s.restore(w)
	case "merge":
		return s.merge(w)
	case "mass update":
		_, err := w.hub.Touch(w.someIDs(s.A)...)
		return err
	case "time passes":
		w.hub.Advance(time.Duration(s.A) * time.Second)
		return nil
	case "index lag":
		w.hub.SetIndexLag(settleWindow * time.Duration(s.A%101) / 100)
		return nil
	case "fault":
		return w.hub.AddFault(faults[s.A%len(faults)](s.B))
	case "connection lost":
		w.service.CloseClientConnections()
		return nil
	case "no faults":
		w.hub.ClearFaults()
		return nil
	}
	return fmt.Errorf("no step is called %q", s.Kind)
}

func (s step) withContact(w *world, do func(id string) error) error {
	contacts := w.hub.Contacts()
	if len(contacts) == 0 {
		return nil
	}
	return do(contacts[s.A%len(contacts)].ID)
}

func (s step) restore(w *world) error {
	archived := w.hub.Archived()
	if len(archived) == 0 {
		return nil
	}
	_, err := w.hub.Restore(archived[s.A%len(archived)].ID)
	return err
}

func (s step) merge(w *world) error {
	contacts := w.hub.Contacts()
	if len(contacts) < 2 {
		return nil
	}
	primary := s.A % len(contacts)
	other := (primary + 1 + s.B%(len(contacts)-1)) % len(contacts)
	_, err := w.hub.Merge(contacts[primary].ID, contacts[other].ID)
	return err
}

func (w *world) someIDs(n int) []string {
	var ids []string
	for i, contact := range w.hub.Contacts() {
		if i <= n {
			ids = append(ids, contact.ID)
		}
	}
	return ids
}

const contactsPath = "/crm/v3/objects/contacts"

// faults are HubSpot's ways to be unwell; n varies when and how often.
var faults = []func(n int) fakehubspot.Fault{
	func(n int) fakehubspot.Fault {
		return passing("status", n, func(f *fakehubspot.Fault) { f.Status = 500 })
	},
	func(n int) fakehubspot.Fault {
		return passing("status", n, func(f *fakehubspot.Fault) { f.Status = 429 })
	},
	func(n int) fakehubspot.Fault {
		return passing("status", n, func(f *fakehubspot.Fault) { f.Status = 401 })
	},
	func(n int) fakehubspot.Fault {
		return passing("cut", n, func(f *fakehubspot.Fault) { f.AfterBytes = 50 * (n % 10) })
	},
}

// passing is a fault that strikes a few times from some request on.
func passing(kind string, n int, set func(*fakehubspot.Fault)) fakehubspot.Fault {
	fault := fakehubspot.Fault{Kind: kind, Count: 1 + n%9}
	fault.Match.Path = contactsPath + "*"
	fault.Match.Nth = 1 + n%7
	set(&fault)
	return fault
}

// stepsDuringARun are what can happen at any time, also while a run reads.
var stepsDuringARun = []string{"create", "update", "update", "archive", "restore", "merge", "mass update", "time passes", "connection lost"}

// allSteps are what can happen between runs.
var allSteps = append([]string{"index lag", "fault", "no faults"}, stepsDuringARun...)

func drawStep(kinds []string) *rapid.Generator[step] {
	return rapid.Custom(func(t *rapid.T) step {
		return step{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			A:    rapid.IntRange(0, 400).Draw(t, "a"),
			B:    rapid.IntRange(0, 400).Draw(t, "b"),
		}
	})
}
