package convergence

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// step is something that users or HubSpot do. Of selects an object type, A and B select records, counts
// or kinds, all from what exists at the time.
type step struct {
	Kind     string
	Of, A, B int
}

func (s step) String() string { return fmt.Sprintf("%s(%d,%d,%d)", s.Kind, s.Of, s.A, s.B) }

// play takes the step. A step that has nothing to act on does nothing.
func (s step) play(w *world) error {
	if err := s.take(w); err != nil {
		return fmt.Errorf("%s: %w", s, err)
	}
	if slices.Contains(leaveTies, s.Kind) {
		return nil
	}
	return w.noteTies()
}

// leaveTies are the steps after which every link is as it was.
var leaveTies = []string{"owner", "update", "mass update", "time passes", "index lag", "fault", "no faults", "connection lost"}

func (s step) take(w *world) error {
	of := w.objects[s.Of%len(w.objects)]
	records := w.hub.Object(of.name)
	switch s.Kind {
	case "create":
		w.created++
		_, err := records.Create(of.created(w.created))
		return err
	case "update":
		return s.withRecord(w, of, func(id string) error {
			_, err := records.Update(id, map[string]string{of.title: fmt.Sprintf("Changed %d %d", s.B, w.hub.Now().UnixMilli())})
			return err
		})
	case "archive":
		return s.withRecord(w, of, records.Archive)
	case "archive newest":
		return s.archiveNewest(w, of)
	case "restore":
		return s.restore(w, of)
	case "merge":
		return s.merge(w, of)
	case "erase":
		return s.erase(w, of)
	case "owner":
		return s.owner(w)
	case "tie", "primary", "untie":
		if len(w.ties) == 0 {
			return nil
		}
		return s.link(w, w.ties[s.Of%len(w.ties)])
	case "mass update":
		ids, err := w.everyNth(of, 1+s.A%3)
		if err == nil {
			_, err = records.Touch(ids...)
		}
		return err
	case "time passes":
		w.hub.Advance(pauses[s.A%len(pauses)])
		return nil
	case "index lag":
		return w.hub.SetIndexLag(settleWindow * time.Duration(s.A%101) / 100)
	case "fault":
		return w.hub.AddFault(fault(s.Of, s.A, s.B))
	case "connection lost":
		w.service.CloseClientConnections()
		return nil
	case "no faults":
		w.hub.ClearFaults()
		return nil
	}
	return fmt.Errorf("unknown step %q", s.Kind)
}

func (s step) withRecord(w *world, of object, do func(id string) error) error {
	records, err := w.live(of)
	if err != nil || len(records) == 0 {
		return err
	}
	return do(records[s.A%len(records)].ID)
}

// archiveNewest archives the record that was changed last: after a merge, the one that came of it.
func (s step) archiveNewest(w *world, of object) error {
	records, err := w.live(of)
	if err != nil || len(records) == 0 {
		return err
	}
	newest := slices.MaxFunc(records, func(a, b fakehubspot.Record) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	return w.hub.Object(of.name).Archive(newest.ID)
}

func (s step) restore(w *world, of object) error {
	archived, err := w.archived(of)
	if err != nil || len(archived) == 0 {
		return err
	}
	id := archived[s.A%len(archived)].ID
	w.traces.restored(of, id)
	_, err = w.hub.Object(of.name).Restore(id)
	return err
}

func (s step) merge(w *world, of object) error {
	records, err := w.live(of)
	if err != nil || len(records) < 2 {
		return err
	}
	primary := s.A % len(records)
	other := (primary + 1 + s.B%(len(records)-1)) % len(records)
	merged, err := w.hub.Object(of.name).Merge(records[primary].ID, records[other].ID)
	if err == nil {
		w.traces.merged(of, merged.ID, records[primary].ID, records[other].ID)
	}
	return err
}

// erase erases a live record, or an archived one.
func (s step) erase(w *world, of object) error {
	live, err := w.live(of)
	if err != nil {
		return err
	}
	archived, err := w.archived(of)
	if err != nil {
		return err
	}
	records := slices.Concat(live, archived)
	if len(records) == 0 {
		return nil
	}
	id := records[s.A%len(records)].ID
	w.traces.erased(of, id, w.hub.Now())
	return w.hub.Object(of.name).Erase(id)
}

// link makes, changes or takes away a link.
func (s step) link(w *world, t *ties) error {
	if s.Kind == "untie" {
		present := t.present()
		if len(present) == 0 {
			return nil
		}
		l := present[s.A%len(present)]
		return w.hub.Dissociate(fakehubspot.Ref{Object: t.from.name, ID: l.from}, fakehubspot.Ref{Object: t.to.name, ID: l.to})
	}
	from, err := w.live(t.from)
	if err != nil {
		return err
	}
	to, err := w.live(t.to)
	if err != nil || len(from) == 0 || len(to) == 0 {
		return err
	}
	a := fakehubspot.Ref{Object: t.from.name, ID: from[s.A%len(from)].ID}
	b := fakehubspot.Ref{Object: t.to.name, ID: to[s.B%len(to)].ID}
	if primary := primaries[[2]string{t.from.name, t.to.name}]; primary != 0 && s.Kind == "primary" {
		return w.hub.Associate(a, b, fakehubspot.AssociationType{Category: fakehubspot.HubSpotDefined, TypeID: primary})
	}
	return w.hub.Associate(a, b)
}

// primaries are the types that say of a record which one of several it is associated with counts.
var primaries = map[[2]string]int{{"contacts", "companies"}: 1, {"deals", "companies"}: 5}

// everyNth returns every nth live record.
func (w *world) everyNth(of object, n int) ([]string, error) {
	records, err := w.live(of)
	var ids []string
	for i, record := range records {
		if i%n == 0 {
			ids = append(ids, record.ID)
		}
	}
	return ids, err
}

// pauses are times in which nothing happens: shorter and longer than the settle window.
var pauses = []time.Duration{settleWindow + time.Minute, time.Second, settleWindow - time.Second, 30 * time.Second, time.Hour}

// stepsDuringARun are what can happen at any time, also while a run reads.
var stepsDuringARun = []string{"create", "update", "update", "archive", "restore", "merge", "mass update", "time passes", "connection lost"}

// allSteps are what can happen between runs.
var allSteps = append([]string{"index lag", "fault", "no faults"}, stepsDuringARun...)

// Where there are several object types and links between them, there is more that can happen.
var (
	linking             = []string{"owner", "erase", "tie", "tie", "primary", "untie", "untie"}
	wideStepsDuringARun = append(linking, stepsDuringARun...)
	allWideSteps        = append(linking, allSteps...)
)

func drawStep(kinds []string) *rapid.Generator[step] {
	return rapid.Custom(func(t *rapid.T) step {
		return step{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			Of:   rapid.IntRange(0, 5).Draw(t, "of"),
			A:    rapid.IntRange(0, 400).Draw(t, "a"),
			B:    rapid.IntRange(0, 400).Draw(t, "b"),
		}
	})
}
