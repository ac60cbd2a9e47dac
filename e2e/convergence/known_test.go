package convergence

import (
	"cmp"
	"testing"
)

// The hard cases by name: histories in which other extractors lose records.
// Each mutant of the connector must fail at least one history.
var known = []struct {
	name    string
	size    size   // few if it is not said
	inParts string // the mode that must be read in parts
	history []move
}{
	{
		name: "a contact already read is archived while the run reads on",
		history: []move{
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "mass update"}},
			{Kind: "run", Settled: true, During: []meanwhile{{Before: 2, Do: step{Kind: "archive"}}}},
		},
	},
	{
		name: "a contact already read is merged away while the run reads on",
		history: []move{
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "mass update"}},
			{Kind: "run", Settled: true, During: []meanwhile{{Before: 3, Do: step{Kind: "merge", A: 0, B: 0}}}},
		},
	},
	{
		name: "a late index still shows a contact that is archived",
		history: []move{
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "update", A: 3}},
			{Kind: "step", Step: step{Kind: "index lag", A: 100}},
			{Kind: "step", Step: step{Kind: "archive", A: 3}},
			{Kind: "run"},
		},
	},
	{
		name: "a mass update surfaces in the index bit by bit",
		history: []move{
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "index lag", A: 100}},
			{Kind: "step", Step: step{Kind: "mass update"}},
			{Kind: "step", Step: step{Kind: "time passes", A: 3}},
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "time passes", A: 3}},
			{Kind: "run"},
		},
	},
	{
		name: "contacts change while a full run reads",
		history: []move{
			{Kind: "run", During: []meanwhile{
				{Before: 3, Do: step{Kind: "update", A: 0}},
				{Before: 4, Do: step{Kind: "create"}},
				{Before: 5, Do: step{Kind: "archive", A: 1}},
			}},
		},
	},
	{
		name: "a full run breaks after some pages",
		history: []move{
			{Kind: "run"},
			{Kind: "reset"},
			{Kind: "step", Step: step{Kind: "fault", A: 5, B: 23}}, // 401 from the third request on
			{Kind: "run"},
		},
	},
	{
		name: "contacts come and go while a full run reads in parts",
		size: many, inParts: "full",
		history: []move{
			{Kind: "run", During: []meanwhile{
				{Before: 3, Do: step{Kind: "archive", A: 9}},
				{Before: 4, Do: step{Kind: "create"}},
				{Before: 5, Do: step{Kind: "merge", A: 12, B: 5}},
				{Before: 7, Do: step{Kind: "archive", A: 18}},
				{Before: 8, Do: step{Kind: "restore", A: 0}},
			}},
		},
	},
	{
		name: "so many have changed that they are searched for in parts",
		size: thousand, inParts: "since",
		history: []move{
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "create"}}, // far beyond all others
			{Kind: "step", Step: step{Kind: "mass update"}},
			{Kind: "run", Settled: true, During: []meanwhile{
				{Before: 3, Do: step{Kind: "archive", A: 300}},
				{Before: 4, Do: step{Kind: "update", A: 350}},
				{Before: 6, Do: step{Kind: "merge", A: 100, B: 200}},
			}},
		},
	},
	{
		name: "an archived contact comes back while a run reads",
		history: []move{
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "archive", A: 4}},
			{Kind: "run", During: []meanwhile{{Before: 2, Do: step{Kind: "restore"}}}},
		},
	},
	{
		name: "an archived contact comes back while a run reads, and is archived again",
		history: []move{
			{Kind: "step", Step: step{Kind: "create"}},
			{Kind: "step", Step: step{Kind: "archive", A: 1}},
			{Kind: "run", Settled: true, During: []meanwhile{{Before: 1, Do: step{Kind: "restore"}}, {Before: 2, Do: step{Kind: "archive", A: 1}}}},
		},
	},
}

func TestKnownHistories(t *testing.T) {
	for _, k := range known {
		t.Run(k.name, func(t *testing.T) {
			seeds := uint64(6) // all three kinds of lag
			if k.size == thousand {
				seeds = 3
			}
			for seed := range seeds {
				for _, parallel := range []int{1, 16} {
					a := usual(seed)
					a.Parallel, a.Size = parallel, cmp.Or(k.size, few)
					w, err := play(t, a, k.history)
					if err != nil {
						t.Fatalf("%s: %v", a, err)
					}
					if parallel == 1 && len(w.inParts) > 0 || parallel > 1 && k.inParts != "" && !w.inParts[k.inParts] {
						t.Errorf("%s: in parts: %v", a, w.inParts)
					}
				}
			}
		})
	}
}

// Whatever HubSpot makes of a cursor that it has not issued.
func TestKnownHistoriesWithHabitsOfCursors(t *testing.T) {
	for _, k := range known {
		if k.inParts == "since" {
			continue // searches have no such cursors
		}
		t.Run(k.name, func(t *testing.T) {
			seeds := uint64(1)
			if k.inParts == "full" {
				seeds = 10 // where parts begin differs
			}
			for i, habit := range habits {
				for seed := range seeds {
					a := usual(uint64(i) + seed)
					a.Size, a.Cursors = cmp.Or(k.size, many), habit
					if _, err := play(t, a, k.history); err != nil {
						t.Errorf("%s: %v", a, err)
					}
				}
			}
		})
	}
}
