package convergence

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// step is something that users or HubSpot do. A and B select contacts, counts
// or kinds from what exists at the time.
type step struct {
	Kind string
	A, B int
}

func (s step) String() string { return fmt.Sprintf("%s(%d,%d)", s.Kind, s.A, s.B) }

// play takes the step. A step that has nothing to act on does nothing.
func (s step) play(w *world) error {
	switch s.Kind {
	case "create":
		w.created++
		_, err := w.hub.Create(map[string]string{"firstname": "New", "email": fmt.Sprintf("new-%d@example.com", w.created)})
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
		_, err := w.hub.Touch(w.everyNth(1 + s.A%3)...)
		return err
	case "time passes":
		w.hub.Advance(pauses[s.A%len(pauses)])
		return nil
	case "index lag":
		return w.hub.SetIndexLag(settleWindow * time.Duration(s.A%101) / 100)
	case "fault":
		return w.hub.AddFault(fault(s.A, s.B))
	case "connection lost":
		w.service.CloseClientConnections()
		return nil
	case "no faults":
		w.hub.ClearFaults()
		return nil
	}
	return fmt.Errorf("unknown step %q", s.Kind)
}

func (s step) withContact(w *world, do func(id string) error) error {
	contacts := w.hub.Contacts()
	if len(contacts) == 0 {
		return nil
	}
	return do(contacts[s.A%len(contacts)].ID)
}

func (s step) restore(w *world) error {
	archived := w.hub.ArchivedContacts()
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

// everyNth returns every nth live contact.
func (w *world) everyNth(n int) []string {
	var ids []string
	for i, contact := range w.hub.Contacts() {
		if i%n == 0 {
			ids = append(ids, contact.ID)
		}
	}
	return ids
}

// pauses are times in which nothing happens: shorter and longer than the settle window.
var pauses = []time.Duration{settleWindow + time.Minute, time.Second, settleWindow - time.Second, 30 * time.Second, time.Hour}

const contactsPath = "/crm/v3/objects/contacts"

// setFault is a fault's kind with its parameters; n varies them.
type setFault struct {
	kind fakehubspot.FaultKind
	set  func(f *fakehubspot.Fault, n int)
}

// faults are all kinds of faults that the fake knows, except the missing
// record: a connector cannot detect that HubSpot leaves out a contact it has, and
// only the nightly rescan repairs it.
var faults = []setFault{
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 500 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 503 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 429 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 423 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status, f.RetryAfter = 477, time.Minute }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 401 }},
	{"html", nil},
	{"delay", func(f *fakehubspot.Fault, _ int) { f.Delay = time.Millisecond }},
	{"hang", func(f *fakehubspot.Fault, n int) { f.Count, f.AfterBytes = 1, n%300-1 }},
	{"trickle", func(f *fakehubspot.Fault, _ int) { f.Delay, f.Chunk = 50*time.Microsecond, 512 }},
	{"cut", func(f *fakehubspot.Fault, n int) { f.AfterBytes = 3*n - 1 }},
	{"reset", func(f *fakehubspot.Fault, n int) { f.AfterBytes = 3*n - 1 }},
	{"length", func(f *fakehubspot.Fault, n int) { f.Delta = 7 - 14*(n%2) }},
	{"malformed", func(f *fakehubspot.Fault, n int) { f.AfterBytes = 3 * n }},
	{"repeat-cursor", nil},
	{"empty-page", nil},
	{"duplicate-row", func(f *fakehubspot.Fault, n int) { f.Row = n % few.Page }},
}

// fault returns a fault that is applied a few times from some request on.
func fault(a, b int) fakehubspot.Fault {
	chosen := faults[a%len(faults)]
	f := fakehubspot.Fault{Kind: chosen.kind, Count: 1 + b%9}
	f.Match.Path = contactsPath + "*"
	f.Match.Nth = 1 + b%7
	if chosen.set != nil {
		chosen.set(&f, b)
	}
	return f
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
