package ui

import (
	"errors"
	"sort"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// cause is why a version was written, as far as the execution logs tell: the run during which it was.
type cause struct {
	// Pipe is the pipe that ran; without a text it is unknown.
	Pipe link
	// What says in words what the pipe did; Run is the address of the run, once it has ended.
	What, Run string
}

// eventsOfCause is how many events of an execution log are looked at for one version.
const eventsOfCause = 20

// causesOf finds the runs during which versions were written, in the logs of the pipes that write the dataset. Several runs at
// one time, as with a clock that stands still, leave it open.
func (p *pages) causesOf(writers []writer, times []int64) ([]cause, error) {
	out := make([]cause, len(times))
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		known := map[int64]cause{}
		for i, at := range times {
			found, there := known[at]
			if !there {
				var err error
				if found, err = causeOf(tx, writers, at); err != nil {
					return err
				}
				known[at] = found
			}
			out[i] = found
		}
		return nil
	})
	return out, err
}

func causeOf(tx *dataset.Tx, writers []writer, at int64) (cause, error) {
	var found []cause
	for _, w := range writers {
		runs, err := runsAt(tx, pump.LogName(w.Text), at)
		if err != nil {
			return cause{}, err
		}
		for _, run := range runs {
			c := cause{Pipe: w.link, What: run.Sync + " run", Run: w.Href + "?run=" + strconv.FormatInt(run.At, 10)}
			switch run.Type {
			case "pump-started":
				c.What, c.Run = run.Sync+" run in progress", ""
				if !w.Running {
					c.What = run.Sync + " run that did not end"
				}
			case "pump-failed":
				c.What = run.Sync + " run that failed later"
			}
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return cause{}, nil
	case 1:
		return found[0], nil
	default:
		return cause{What: "one of " + countText(len(found)) + " runs at that time"}, nil
	}
}

// runsAt returns the runs in a log that were under way at a time. Events are in the order of time.
func runsAt(tx *dataset.Tx, log string, at int64) ([]*event, error) {
	m, err := tx.Meta(log)
	if errors.Is(err, dataset.ErrNoDataset) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	first := int64(sort.Search(int(m.Next), func(i int) bool {
		if err != nil {
			return true
		}
		var v *dataset.Version
		v, err = tx.At(log, int64(i))
		return v == nil || v.Timestamp >= at
	}))
	if err != nil {
		return nil, err
	}
	return runsAround(tx, log, first, m.Next, time.UnixMicro(at))
}

// runsAround looks for the runs at the events from first on, the first ones after a moment. A run that has not ended, or was
// cut off, has only its beginning there, or before it.
func runsAround(tx *dataset.Tx, log string, first, next int64, moment time.Time) ([]*event, error) {
	var ended, begun []*event
	for offset := max(first-1, 0); offset < next && offset < first+eventsOfCause; offset++ {
		e, err := eventAt(tx, log, offset)
		if err != nil {
			return nil, err
		}
		switch {
		case e == nil || e.Began().After(moment):
		case e.Type == "pump-started":
			begun = append(begun, e)
		case (e.Type == "pump-completed" || e.Type == "pump-failed") && !e.When().Before(moment):
			ended = append(ended, e)
		}
	}
	if len(ended) == 0 {
		return begun, nil
	}
	return ended, nil
}
