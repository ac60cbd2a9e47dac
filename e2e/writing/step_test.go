package writing

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// step is something that happens; what its numbers mean depends on its kind.
type step struct {
	Kind    string
	A, B, C int
	Plan    plan // of a "send"
}

func (s step) String() string {
	if s.Kind != "send" {
		return fmt.Sprintf("%s %d %d %d", s.Kind, s.A, s.B, s.C)
	}
	return fmt.Sprintf("send %d %d %d %+v", s.A, s.B, s.C, s.Plan)
}

var (
	userSteps = []string{"user changes", "user changes", "user's own", "user creates", "archive", "restore", "merge"}
	allSteps  = append([]string{
		"change", "change", "change", "delete", "send", "send", "send", "send", "look", "fault", "restart", "time passes",
	}, userSteps...)
)

var drawUserStep = rapid.Custom(func(t *rapid.T) step {
	return step{Kind: rapid.SampledFrom(userSteps).Draw(t, "kind"), A: draw(t, "a"), B: draw(t, "b"), C: draw(t, "c")}
})

var drawStep = rapid.Custom(func(t *rapid.T) step {
	s := step{Kind: rapid.SampledFrom(allSteps).Draw(t, "kind"), A: draw(t, "a"), B: draw(t, "b"), C: draw(t, "c")}
	if s.Kind != "send" {
		return s
	}
	switch rapid.IntRange(0, 5).Draw(t, "plan") {
	case 0:
		s.Plan.At, s.Plan.During = rapid.IntRange(1, 5).Draw(t, "at"), rapid.SliceOfN(drawUserStep, 1, 3).Draw(t, "during")
	case 1, 2:
		s.Plan.Lose, s.Plan.Lost = rapid.IntRange(1, 3).Draw(t, "lose"), rapid.IntRange(1, 3).Draw(t, "lost")
	case 3:
		s.Plan.Cut = rapid.IntRange(1, 5).Draw(t, "cut")
	}
	return s
})

func draw(t *rapid.T, label string) int { return rapid.IntRange(0, 511).Draw(t, label) }

// play lets the step happen.
func (s step) play(w *world) error {
	k := kinds[s.A%len(kinds)]
	switch s.Kind {
	case "change":
		t := w.pick(k, s.B)
		w.values++
		t.change(k.fields[s.C%len(k.fields)], w.values)
	case "delete":
		if t := w.pick(k, s.B); !t.ended {
			t.deleted, t.unsent = true, true
		}
	case "look":
		return w.look()
	case "send":
		return w.send(k, s)
	case "fault":
		return w.hub.AddFault(faultOf(s.A/2, s.B, s.C))
	case "restart":
		return w.restartConnector()
	case "time passes":
		w.hub.Advance(time.Duration(1+s.B%600) * time.Second)
	default:
		s.user(w, k)
	}
	return nil
}

// user lets HubSpot's users do something to records. It returns the IDs of those concerned. What HubSpot does not allow does not
// happen.
func (s step) user(w *world, k *kind) []string {
	now, err := w.snapshot(k)
	if err != nil {
		return nil
	}
	records := w.hub.Object(k.object)
	pick := func(of map[string]fakehubspot.Record, n int) string {
		ids := slices.Sorted(maps.Keys(of))
		ids = slices.DeleteFunc(ids, func(id string) bool { return w.crowd[id] })
		if len(ids) == 0 {
			return ""
		}
		return ids[n%len(ids)]
	}
	w.values++
	id := pick(now.live, s.B)
	switch s.Kind {
	case "user changes":
		field := k.fields[s.C%len(k.fields)]
		_, _ = records.Update(id, map[string]string{field: k.value(field, w.values)})
	case "user's own":
		if _, err := records.Update(id, map[string]string{k.own: fmt.Sprintf("own%d", w.values)}); err == nil {
			w.own[id] = fmt.Sprintf("own%d", w.values)
			return nil // nobody else changes that
		}
	case "user creates":
		t := w.pick(k, s.B)
		if record, err := records.Create(map[string]string{k.key: t.key, k.fields[0]: k.value(k.fields[0], w.values)}); err == nil {
			t.ended = t.ended || t.deleted // that one is the users', whether the deletion comes before or after it
			return []string{record.ID}
		}
	case "archive":
		_ = records.Archive(id)
	case "restore":
		id = pick(now.archived, s.B)
		if record, err := records.Restore(id); err == nil {
			w.revive(k, record)
			w.restored = append(w.restored, record)
		}
	case "merge":
		if k.key != "email" {
			return nil // HubSpot would forget one of the keys
		}
		other := pick(now.live, s.B+1+s.C)
		if merged, err := records.Merge(id, other); err == nil {
			w.own[merged.ID] = merged.Properties[k.own]
			return []string{id, other, merged.ID}
		}
	}
	return []string{id}
}

// faults are those that a write or a read before it may meet.
var faults = []struct {
	kind fakehubspot.FaultKind
	set  func(f *fakehubspot.Fault, n int)
}{
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 500 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 502 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 429 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 423 }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status, f.RetryAfter = 477, time.Minute }},
	{"status", func(f *fakehubspot.Fault, _ int) { f.Status = 401 }},
	{"html", nil},
	{"hang", func(f *fakehubspot.Fault, n int) { f.Count, f.AfterBytes = 1, n%300-1 }},
	{"cut", func(f *fakehubspot.Fault, n int) { f.AfterBytes = 3*n - 1 }},
	{"reset", func(f *fakehubspot.Fault, n int) { f.AfterBytes = 3*n - 1 }},
	{"length", func(f *fakehubspot.Fault, n int) { f.Delta = 7 - 14*(n%2) }},
	{"malformed", func(f *fakehubspot.Fault, n int) { f.AfterBytes = 3 * n }},
	{"duplicate-row", func(f *fakehubspot.Fault, n int) { f.Row = n % 3 }},
	{"missing-row", func(f *fakehubspot.Fault, n int) {
		f.Row = n % 3
		if f.Match.Path == faulty[0] { // nothing tells that a list of properties lacks one
			f.Match.Path = "/crm/v3/objects/*"
		}
	}},
}

// faulty are the paths at which faults strike.
var faulty = []string{"/crm/*", "/crm/v3/objects/contacts/batch/update", "/crm/v3/objects/contacts/batch/create", "/crm/v3/objects/products/batch/upsert"}

// faultOf returns a fault that strikes a few times from some call on.
func faultOf(of, a, b int) fakehubspot.Fault {
	chosen := faults[a%len(faults)]
	f := fakehubspot.Fault{Kind: chosen.kind, Count: 1 + b%9}
	f.Match.Path, f.Match.Nth = faulty[of%len(faulty)], 1+b%5
	if chosen.set != nil {
		chosen.set(&f, b)
	}
	return f
}
