package writing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// TestLinksConverge plays random histories of associations: an ERP makes them and takes them away in batches while HubSpot fails, and
// between its requests HubSpot's users change, archive and merge.
func TestLinksConverge(t *testing.T) {
	ended := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(drawLinkStep, 1, 30).Draw(rt, "history")
		if err := playLinks(rapid.Uint64Max(1<<20).Draw(rt, "seed"), steps, ended); err != nil {
			rt.Fatal(err)
		}
	})
	t.Log("how requests ended:", ended)
}

// linkStep is something that happens; what its numbers mean depends on its kind.
type linkStep struct {
	Kind    string
	A, B, C int
}

var drawLinkStep = rapid.Custom(func(t *rapid.T) linkStep {
	return linkStep{Kind: rapid.SampledFrom([]string{
		"link", "link", "link", "label", "label", "label", "unlink", "unlabel", "unlabel", "send", "send", "send", "send", "fault", "fault",
		"user links", "user labels", "user labels", "user unlinks", "archive", "restore", "merge", "learn", "restart", "time passes",
	}).Draw(t, "kind"), A: draw(t, "a"), B: draw(t, "b"), C: draw(t, "c")}
})

// playLinks plays one history until nothing changes any more.
func playLinks(seed uint64, history []linkStep, ended map[string]int) (err error) {
	w, err := newLinkWorld(seed)
	if err != nil {
		return err
	}
	defer func() {
		for how, n := range w.answers {
			ended[how] += n
		}
		err = errors.Join(err, w.close())
	}()
	for n, s := range history {
		if err := s.play(w); err != nil {
			return fmt.Errorf("step %d, %v: %w", n+1, s, err)
		}
	}
	return w.settled()
}

// settled lets the ERP say what is left, and then all of its last words twice: the second time nothing is written.
func (w *linkWorld) settled() error {
	w.hub.ClearFaults()
	w.hub.Advance(24 * time.Hour)
	if err := w.send(linkStep{}); err != nil {
		return fmt.Errorf("the rest is sent: %w", err)
	}
	for range 2 {
		w.writes = 0
		for _, i := range w.last {
			if w.merged[i.contact] == "" { // or it may contradict what is said of the record that it has become
				w.unsent = append(w.unsent, i)
			}
		}
		slices.SortFunc(w.unsent, func(a, b *linkItem) int { return a.n - b.n })
		if err := w.send(linkStep{}); err != nil {
			return fmt.Errorf("all of it is sent once more: %w", err)
		}
	}
	if w.writes > 0 {
		return fmt.Errorf("all of it is sent a third time, and %d are written", w.writes)
	}
	return nil
}

// play lets the step happen. What HubSpot does not allow its users does not happen.
func (s linkStep) play(w *linkWorld) error {
	contact, company := w.contacts[s.A%len(w.contacts)], w.companies[s.B%len(w.companies)]
	here, there := fakehubspot.Ref{Object: "contacts", ID: contact}, fakehubspot.Ref{Object: "companies", ID: company}
	contacts := w.hub.Object("contacts")
	user := fakehubspot.AssociationType{Label: userLabels[s.C%2]}
	switch s.Kind {
	case "link", "label", "unlink", "unlabel":
		w.say(&linkItem{contact: contact, company: company, deleted: strings.HasPrefix(s.Kind, "un"), labels: s.labels(), back: s.C%5 == 4})
	case "send":
		return w.send(s)
	case "fault":
		return w.hub.AddFault(linkFault(s.A, s.B, s.C))
	case "restart":
		return w.start()
	case "time passes":
		w.hub.Advance(time.Duration(1+s.B%600) * time.Second)
	case "user links":
		_ = w.hub.Associate(here, there)
	case "user labels":
		_ = w.hub.Associate(here, there, user)
	case "user unlinks":
		if s.C%4 > 0 {
			_ = w.hub.Dissociate(here, there, user)
		} else {
			_ = w.hub.Dissociate(here, there)
		}
	case "archive":
		_ = contacts.Archive(contact)
	case "restore":
		_, _ = contacts.Restore(contact)
	case "merge":
		one, other := w.become(contact), w.become(w.contacts[s.C%len(w.contacts)])
		if record, err := contacts.Merge(one, other); err == nil {
			for _, id := range []string{one, other} {
				if id != record.ID {
					w.merged[id] = record.ID
				}
			}
		}
	case "learn":
		for n, id := range w.contacts {
			w.contacts[n] = w.become(id)
		}
	}
	return nil
}

// labels are those that the step is about.
func (s linkStep) labels() []string {
	switch {
	case !strings.HasSuffix(s.Kind, "label"):
		return nil
	case s.C%3 == 2:
		return erpLabels
	default:
		return erpLabels[s.C%3 : s.C%3+1]
	}
}

// become is the ID under which a record is now.
func (w *linkWorld) become(id string) string {
	for w.merged[id] != "" {
		id = w.merged[id]
	}
	return id
}

// linkFault is one of the faults that a write or a read before it may meet.
func linkFault(of, a, b int) fakehubspot.Fault {
	all := []fakehubspot.Fault{
		{Kind: fakehubspot.FaultStatus, Status: 500},
		{Kind: fakehubspot.FaultStatus, Status: 502},
		{Kind: fakehubspot.FaultStatus, Status: 429},
		{Kind: fakehubspot.FaultStatus, Status: 423},
		{Kind: fakehubspot.FaultStatus, Status: 403},
		{Kind: fakehubspot.FaultHTML},
		{Kind: fakehubspot.FaultLost},
		{Kind: fakehubspot.FaultLost, Loss: "cut", AfterBytes: 1 + b},
		{Kind: fakehubspot.FaultLost, Status: 504},
		{Kind: fakehubspot.FaultLost, Status: 401},
		{Kind: fakehubspot.FaultCut, AfterBytes: b - 1},
		{Kind: fakehubspot.FaultReset, AfterBytes: b - 1},
		{Kind: fakehubspot.FaultMalformed, AfterBytes: b},
		{Kind: fakehubspot.FaultLength, Delta: 7 - 14*(b%2)},
		{Kind: fakehubspot.FaultMissingRow, Row: b % 2},
		{Kind: fakehubspot.FaultDuplicateRow, Row: b % 2},
	}
	f := all[a%len(all)]
	paths := []string{"/crm/*", "/crm/v4/associations/*", "/crm/v4/associations/contacts/companies/batch/create", "/crm/v4/associations/contacts/companies/batch/associate/default"}
	f.Match.Path, f.Match.Nth, f.Count = paths[of%len(paths)], 1+b%4, 1+b%6
	if b%5 == 4 {
		f.Count = 60 // longer than a request is patient
	}
	if f.Kind == fakehubspot.FaultMissingRow { // nothing tells that two answers leave a record out
		f.Match.Path = paths[2+of%2]
	}
	return f
}
