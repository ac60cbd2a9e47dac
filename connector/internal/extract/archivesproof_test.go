package extract_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var drawSetup = rapid.Custom(func(t *rapid.T) setup {
	return setup{
		Interval:  rapid.SampledFrom([]time.Duration{5 * time.Hour, time.Hour, time.Hour, 10 * time.Minute, 0}).Draw(t, "interval"),
		Settle:    rapid.SampledFrom([]time.Duration{0, 0, 5 * time.Minute}).Draw(t, "settle"),
		Parallel:  rapid.SampledFrom([]int{1, 16}).Draw(t, "parallel"),
		Memory:    rapid.SampledFrom([]int64{1 << 20, 1 << 20, 4 * 16}).Draw(t, "memory"),
		Inclusive: rapid.Bool().Draw(t, "inclusive"),
	}
})

// drawHistory draws a history with a few stories in it: what the memory of an archive can be wrong about.
var drawHistory = rapid.Custom(func(t *rapid.T) []act {
	var history []act
	for range rapid.IntRange(1, 8).Draw(t, "parts") {
		for _, kind := range rapid.SampledFrom(stories).Draw(t, "story") {
			history = append(history, rapid.SliceOfN(drawAct, 0, 2).Draw(t, "meanwhile")...)
			a := drawAct.Draw(t, "next")
			a.Kind = kind
			history = append(history, a)
		}
	}
	return history
})

// stories are what drawHistory is made of.
var stories = [][]string{
	{},
	{"archive", "run", "restore", "run", "time", "run"},
	{"archive", "run", "restore", "rescan", "run", "run"},
	{"archive", "start", "go on", "go on", "go on", "restore", "run", "time", "run"},
	{"archive", "archive", "archive", "start", "go on", "go on", "go on", "go on", "stop", "time", "run"},
	{"merge", "archive", "run", "time", "run"},
	{"run", "archive", "time", "run", "time", "run"},
}

// Whatever is archived, restored, modified and merged, and whichever runs fail, are stopped, or read side by side, and however
// late the index is: the offset of every pipe means what it says after each run, every deletion is known an interval later,
// and in the end every pipe has HubSpot's contacts.
func TestEveryPipeHearsOfEveryDeletion(t *testing.T) {
	runs, reused := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		p := newPipes(drawSetup.Draw(rt, "setup"))
		err := p.play(t, drawHistory.Draw(rt, "history"))
		runs, reused = runs+p.completed, reused+p.reused
		if err != nil {
			rt.Fatalf("%v\n%s", err, strings.Join(p.story, "\n"))
		}
	})
	t.Logf("%d runs, %d with an archive that was remembered", runs, reused)
	if 10*reused < runs {
		t.Errorf("of %d runs only %d knew the archive already", runs, reused)
	}
}
