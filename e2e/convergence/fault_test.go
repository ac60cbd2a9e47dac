package convergence

import (
	"slices"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

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

// faulty are the paths at which faults strike: every one, or only those of associations.
var faulty = []string{"/crm/*", "/crm/v4/associations/*"}

// fault returns a fault that is applied a few times from some request on.
func fault(of, a, b int) fakehubspot.Fault {
	chosen := faults[a%len(faults)]
	f := fakehubspot.Fault{Kind: chosen.kind, Count: 1 + b%9}
	f.Match.Path = faulty[of%len(faulty)]
	f.Match.Nth = 1 + b%7
	if chosen.set != nil {
		chosen.set(&f, b)
	}
	return f
}

// The histories have every kind of fault there is, but for a missing record, and lost answers, which are those to writes.
func TestEveryKindOfFaultIsPlayed(t *testing.T) {
	except := []fakehubspot.FaultKind{fakehubspot.FaultMissingRow, fakehubspot.FaultLost}
	for _, kind := range fakehubspot.FaultKinds() {
		played := slices.ContainsFunc(faults, func(f setFault) bool { return f.kind == kind })
		if played == slices.Contains(except, kind) {
			t.Errorf("%s: played is %v", kind, played)
		}
	}
}
