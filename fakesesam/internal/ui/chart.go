package ui

import (
	"fmt"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// The size of a chart, in units of its own: it is stretched to the width of the page.
const (
	chartHeight = 100
	// tallest is the height of the highest bar: the mark of a run that failed stands above it.
	tallest     = 90
	slotWidth   = 10
	fewestSlots = 20
	// lowest is the height of the least that is not nothing.
	lowest = 2
)

// charts are the last runs as bars, the oldest first.
type charts struct {
	// Runs are the same as a table, the newest first.
	Runs []pastRun
	// Width is that of both charts.
	Width int
	Bars  []bars
	// Most is the largest number of entities, Longest the longest duration: what the highest bar stands for.
	Most    int
	Longest time.Duration
	Failed  int
	// Pushes means that the runs send entities to a service.
	Pushes bool
}

// bars are one run.
type bars struct {
	X      int
	Failed bool
	Title  string
	// Processed, Changed and Took are the heights of the bars.
	Processed, Changed, Took int
	// Last is where the run is in the log; -1 if it is not there.
	Last int64
}

// Top returns where a bar of some height begins, from above.
func (bars) Top(height int) int { return chartHeight - height }

// Highest returns the height of the higher of the two bars of entities.
func (b bars) Highest() int { return max(b.Processed, b.Changed) }

// Inner returns where the narrower bar begins, from the left.
func (b bars) Inner() int { return b.X + slotWidth/4 }

func chartsOf(past []pump.Past, pushes bool) charts {
	out := charts{Width: slotWidth * max(len(past), fewestSlots), Pushes: pushes}
	for _, each := range past {
		run := pastRun{each}
		out.Runs = append(out.Runs, run)
		out.Most = max(out.Most, run.Processed, run.Changes())
		out.Longest = max(out.Longest, run.Took())
	}
	x := out.Width - slotWidth*len(past)
	for _, run := range slices.Backward(out.Runs) {
		b := bars{
			X: x, Failed: run.Outcome == pump.Failed, Title: run.title(out.Wrote()), Last: run.Last,
			Processed: height(run.Processed, out.Most), Changed: height(run.Changes(), out.Most),
			Took: height(run.Took(), out.Longest),
		}
		if b.Failed {
			out.Failed++
		}
		out.Bars = append(out.Bars, b)
		x += slotWidth
	}
	return out
}

// Wrote is the word for what the runs did with entities: those that go to a service are sent, others change a dataset.
func (c *charts) Wrote() string {
	if c.Pushes {
		return "sent"
	}
	return "changed"
}

// Few reports whether the bars leave a part of the chart empty, on the left.
func (c *charts) Few() bool { return len(c.Runs) < fewestSlots }

// First is the oldest run, Latest the newest.
func (c *charts) First() pastRun { return c.Runs[len(c.Runs)-1] }

// Latest is the newest run.
func (c *charts) Latest() pastRun { return c.Runs[0] }

// height returns that of a bar; what is not nothing can be seen.
func height[N int | time.Duration](n, most N) int {
	if n <= 0 || most <= 0 {
		return 0
	}
	return max(lowest, int(float64(n)/float64(most)*tallest))
}

// pastRun is a run of which the charts tell.
type pastRun struct{ pump.Past }

// Took returns how long the run took, by the node's clock.
func (run pastRun) Took() time.Duration { return run.Ended.Sub(run.Began) }

// Changes counts what the run wrote, deletions included, as the execution log does.
func (run pastRun) Changes() int { return run.Changed + run.Deleted }

// title tells the figures of the run, and with a word what it did with the entities.
func (run pastRun) title(wrote string) string {
	out := fmt.Sprintf("Run %d, %s UTC, %s: %s processed, %s %s, %s", run.Number, clockText(run.Began), run.Outcome,
		countText(run.Processed), countText(run.Changes()), wrote, durationText(run.Took()))
	if run.Reason != "" {
		out += ". " + run.Reason
	}
	return out
}
