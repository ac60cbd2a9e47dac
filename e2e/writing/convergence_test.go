package writing

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestConvergence plays random histories. rapid shrinks one that fails and prints its seed; -rapid.checks=N plays N of them
// (`make converge`).
func TestConvergence(t *testing.T) {
	ended := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		a := account{Seed: rapid.Uint64Max(1<<20).Draw(rt, "seed"), Crowd: rapid.IntRange(0, 9).Draw(rt, "crowd") == 9, Whole: rapid.Bool().Draw(rt, "whole")}
		steps := rapid.SliceOfN(drawStep, 1, 20).Draw(rt, "history")
		if err := play(a, steps, ended); err != nil {
			rt.Fatal(err)
		}
	})
	t.Log("how requests ended:", ended)
}

// play plays one history until nothing changes any more.
func play(a account, history []step, ended map[string]int) (err error) {
	w, err := newWorld(a)
	if err != nil {
		return err
	}
	defer func() {
		for how, n := range w.errs {
			ended[how] += n
		}
		err = errors.Join(err, w.close())
	}()
	for n, s := range history {
		if err := s.play(w); err != nil {
			return fmt.Errorf("step %d, %s: %w", n+1, s, err)
		}
	}
	if err := w.quiet(); err != nil {
		return fmt.Errorf("in the quiet phase: %w", err)
	}
	return w.converged()
}

// quiet lets the ERP send what HubSpot may not have, until there is nothing.
func (w *world) quiet() error {
	w.hub.ClearFaults()
	for round := range 6 {
		if err := errors.Join(w.look(), w.unite()); err != nil {
			return err
		}
		left := 0
		for _, k := range kinds {
			var items []*item
			for _, t := range w.erp {
				if t.kind == k && t.unsent && !t.ended {
					items = append(items, t.send(mannerOf(round*7+len(items))))
				}
			}
			if left += len(items); len(items) == 0 {
				continue
			}
			if err := w.pump(routeOf(round), k, items, plan{}); err != nil {
				return err
			}
		}
		if left == 0 {
			return nil
		}
	}
	return errors.New("some things are never taken")
}

// unite lets only one thing live of those that are the same record in HubSpot.
func (w *world) unite() error {
	of := map[string]*thing{}
	for _, t := range w.erp {
		s, err := w.snapshot(t.kind)
		if err != nil {
			return err
		}
		record, found := s.byID(t.id)
		if all := s.byKey(t.key); !found && len(all) > 0 {
			record, found = all[0], true
		}
		switch {
		case !found || t.ended:
		case of[record.ID] == nil:
			of[record.ID] = t
		case s.kind.goes(&record, t.key, true):
			of[record.ID].ended, of[record.ID] = true, t
		default:
			t.ended = true
		}
	}
	return nil
}

// converged checks that both sides have the same, and that sending all of it once more writes nothing.
func (w *world) converged() error {
	if err := w.look(); err != nil {
		return err
	}
	for _, k := range kinds {
		s, err := w.snapshot(k)
		if err != nil {
			return err
		}
		var items []*item
		for n, t := range w.erp {
			if t.kind != k || t.ended {
				continue
			}
			if err := t.same(s); err != nil {
				return err
			}
			if !t.deleted { // or users may have one of that name
				items = append(items, t.send(mannerOf(4+n%4)))
			}
		}
		for _, route := range routes {
			if len(items) == 0 {
				continue
			}
			verdicts, err := w.request(route, k, items, plan{})
			switch {
			case err != nil:
				return fmt.Errorf("what both sides have is sent once more: %w", err)
			case !clean(verdicts):
				return fmt.Errorf("what both sides have is sent once more by %s, and not taken: %v, %+v", route, verdicts, w.last)
			case w.gate.writes > 0:
				return fmt.Errorf("what both sides have is sent once more by %s, and %d are written", route, w.gate.writes)
			}
		}
	}
	return nil
}

// same compares the thing with HubSpot's record.
func (t *thing) same(s snapshot) error {
	found := s.byKey(t.key)
	if t.deleted {
		for _, r := range found {
			if s.kind.goes(&r, t.key, true) && (t.id == "" || t.id == r.ID) { // not another one that users have created
				return fmt.Errorf("%s is deleted, and is there as %s", t.key, r.ID)
			}
		}
		return nil
	}
	if record, merged := s.byID(t.id); merged && len(found) == 0 {
		found = append(found, record) // HubSpot forgets the keys of some kinds that are merged away
	}
	if len(found) != 1 {
		return fmt.Errorf("%s is there %d times", t.key, len(found))
	}
	for field, value := range t.values {
		if !s.kind.same(field, found[0].Properties[field], value) {
			return fmt.Errorf("%s of %s is %q in the ERP and %q in HubSpot", field, t.key, value, found[0].Properties[field])
		}
	}
	return nil
}
