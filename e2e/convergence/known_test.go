package convergence

import "testing"

// The hard cases by name: histories in which other extractors lose records.
// Each mutant of the connector must fail at least one history.
var known = []struct {
	name    string
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
		name: "an archived contact comes back while a run reads",
		history: []move{
			{Kind: "run"},
			{Kind: "step", Step: step{Kind: "archive", A: 4}},
			{Kind: "run", During: []meanwhile{{Before: 2, Do: step{Kind: "restore"}}}},
		},
	},
}

func TestKnownHistories(t *testing.T) {
	for _, k := range known {
		t.Run(k.name, func(t *testing.T) {
			for seed := range uint64(6) { // all three kinds of lag
				if err := play(t, seed, k.history); err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
			}
		})
	}
}
