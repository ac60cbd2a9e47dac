package writing

import "testing"

// known are histories in which something once went wrong, or would without a promise of the connector's.
var known = []struct {
	name    string
	crowd   bool
	history []step
}{
	{name: "the answer to a creation gets lost", history: []step{
		{Kind: "send", A: 0, B: 0, C: 0, Plan: plan{Lose: 1, Lost: 1}},
		{Kind: "send", A: 1, B: 1, C: 0, Plan: plan{Lose: 1, Lost: 1}},
	}},
	{name: "the answer to a change of several entities gets lost", history: []step{
		{Kind: "send", A: 250, B: 6, C: 63},
		{Kind: "send", A: 0, B: 20, C: 246, Plan: plan{Lose: 2, Lost: 2}},
		{Kind: "send", A: 36, B: 3, C: 7, Plan: plan{Lose: 2, Lost: 2}},
	}},
	{name: "somebody creates the same meanwhile", history: []step{
		{Kind: "send", A: 0, B: 0, C: 0, Plan: plan{At: 5, During: []step{{Kind: "user creates", B: 3}, {Kind: "user creates", B: 4}}}},
		{Kind: "send", A: 1, B: 0, C: 0, Plan: plan{At: 5, During: []step{{Kind: "user creates", A: 1, B: 3}, {Kind: "user creates", A: 1, B: 4}}}},
	}},
	{name: "what is archived is changed from what was there", history: []step{
		{Kind: "archive", A: 1, B: 1}, {Kind: "change", A: 1, B: 1, C: 1}, {Kind: "send", A: 9, B: 4, C: 5},
	}},
	{name: "a merged record is found by an ID and by a secondary address", history: []step{
		{Kind: "change", A: 0, B: 1, C: 0}, {Kind: "merge", A: 0, B: 0, C: 0}, {Kind: "send", A: 448, B: 1, C: 41}, {Kind: "send", A: 0, B: 4, C: 30},
	}},
	{name: "both change the same", history: []step{
		{Kind: "user changes", A: 0, B: 0, C: 0},
		{Kind: "user changes", A: 0, B: 1, C: 1},
		{Kind: "change", A: 0, B: 0, C: 0},
		{Kind: "change", A: 0, B: 1, C: 1},
		{Kind: "change", A: 0, B: 2, C: 1},
		{Kind: "send", A: 0, B: 0, C: 2},
		{Kind: "send", A: 0, B: 2, C: 3},
		{Kind: "send", A: 0, B: 4, C: 6},
	}},
	{name: "one of several things is wrong", history: []step{
		{Kind: "change", A: 0, B: 0},
		{Kind: "change", A: 0, B: 1},
		{Kind: "change", A: 0, B: 2},
		{Kind: "send", A: 2, B: 4, C: 0},
		{Kind: "send", A: 2, B: 8, C: 0},
		{Kind: "send", A: 4, B: 4, C: 0},
	}},
	{name: "HubSpot leaves a record out of its answer", history: []step{
		{Kind: "change", A: 0, B: 0},
		{Kind: "change", A: 0, B: 1},
		{Kind: "fault", A: 2, B: 13, C: 0},
		{Kind: "send", A: 0, B: 0, C: 1},
		{Kind: "send", A: 0, B: 4, C: 1},
	}},
	{name: "records are shared by several batches", crowd: true, history: []step{
		{Kind: "send", A: 0, B: 0, C: 0},
		{Kind: "change", A: 0, B: 0},
		{Kind: "send", A: 0, B: 4, C: 4},
		{Kind: "send", A: 0, B: 8, C: 1},
		{Kind: "send", A: 2, B: 12, C: 1},
		{Kind: "send", A: 4, B: 16, C: 2},
		{Kind: "send", A: 1, B: 20, C: 2},
	}},
	{name: "what a batch finds as it wants it was not changed by others", crowd: true, history: []step{
		{Kind: "change", A: 474, B: 201, C: 211},
		{Kind: "change", A: 0, B: 167, C: 320},
		{Kind: "change", A: 1, B: 468, C: 214},
		{Kind: "send", A: 84, B: 139, C: 20, Plan: plan{Lose: 2, Lost: 3}},
		{Kind: "fault", A: 5, B: 4, C: 1},
		{Kind: "user creates", A: 18, B: 7, C: 17},
		{Kind: "send", A: 294, B: 511, C: 1, Plan: plan{Cut: 2}},
		{Kind: "send", A: 0, B: 0, C: 193, Plan: plan{Lose: 3, Lost: 3}},
	}},
	{name: "a run ends after it has sent again what comes before a deletion", history: []step{
		{Kind: "fault", A: 3, B: 33},
		{Kind: "user changes", A: 0, B: 7, C: 7},
		{Kind: "change", A: 22, B: 6, C: 44},
		{Kind: "send", A: 496, B: 308, C: 1, Plan: plan{Lose: 2, Lost: 3}},
	}},
	{name: "users restore what the same request deletes", history: []step{
		{Kind: "change", A: 0, B: 1},
		{Kind: "delete", A: 0, B: 2},
		{Kind: "send", A: 304, B: 511, C: 61, Plan: plan{At: 3, During: []step{
			{Kind: "user changes", A: 21, B: 444, C: 3}, {Kind: "archive", A: 248, B: 350, C: 368}, {Kind: "restore", A: 1, B: 1},
		}}},
	}},
	{name: "users merge what the same request has looked up and not yet written", history: mergedMeanwhile(0, 0)},
	{name: "users make one of two records that the same request changes", history: mergedMeanwhile(43, 1)},
	{name: "what was merged away is deleted", history: []step{
		{Kind: "merge", A: 0, B: 0, C: 0}, {Kind: "delete", A: 0, B: 0}, {Kind: "delete", A: 0, B: 1}, {Kind: "send", A: 0, B: 0, C: 1}, {Kind: "send", A: 0, B: 4, C: 0},
	}},
}

// mergedMeanwhile is a history in which HubSpot leaves out what users have merged away since it was looked up.
func mergedMeanwhile(sent, merged int) []step {
	return []step{
		{Kind: "send", A: 0, B: 8, C: 0},
		{Kind: "change", A: 0, B: 0},
		{Kind: "change", A: 0, B: 1},
		{Kind: "change", A: 0, B: 2},
		{Kind: "send", A: 0, B: 0, C: sent, Plan: plan{At: 2, During: []step{{Kind: "merge", A: 0, B: 0, C: merged}}}},
	}
}

func TestKnownHistories(t *testing.T) {
	for _, k := range known {
		t.Run(k.name, func(t *testing.T) {
			for seed := range uint64(4) {
				if err := play(account{Seed: seed, Crowd: k.crowd, Whole: seed%2 > 0}, k.history, map[string]int{}); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
