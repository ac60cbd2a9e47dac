package ui

import (
	"fmt"
	"net/url"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// unwrittenShown is how many of the entities that could not be written are shown.
const unwrittenShown = 50

// queueView is what a pipe could not write.
type queueView struct {
	// Waiting are the first of those that are tried again, Dead of those that were given up.
	Waiting, Dead []unwrittenRow
	// Letters is the dataset of dead letters; "" if there is none.
	Letters string
}

// unwrittenRow is an entity that could not be written.
type unwrittenRow struct {
	event
	// Retries counts the retries so far; Most is how many there will be.
	Retries, Most int
	// JSON is the link to the event, Letter that to the entity among the dead letters; "" if it is not there.
	JSON, Letter string
}

func queueOf(tx *dataset.Tx, each *pump.Pump, s *pump.Status) (queueView, error) {
	out := queueView{Letters: each.Pipe.Pump.WriteRetries.DeadLetters}
	var err error
	if s.Waiting > 0 {
		out.Waiting, err = unwritten(tx, each, false)
	}
	if err == nil && s.Dead > 0 {
		out.Dead, err = unwritten(tx, each, true)
	}
	return out, err
}

// unwritten returns the first entities of a pipe that wait for a retry or, if dead is true, that were given up.
func unwritten(tx *dataset.Tx, each *pump.Pump, dead bool) ([]unwrittenRow, error) {
	var out []unwrittenRow
	for u, err := range each.Unwritten(tx, dead) {
		if err != nil {
			return nil, err
		}
		e, err := eventOf(u.Event, 0)
		if err != nil {
			return nil, err
		}
		row := unwrittenRow{event: e, Retries: u.Attempts, Most: u.Most}
		if e.Logged != nil {
			row.JSON = fmt.Sprintf("/api/pipes/%s/log?since=%d&limit=1", url.PathEscape(each.Pipe.ID), *e.Logged-1)
		}
		if letters := each.Pipe.Pump.WriteRetries.DeadLetters; dead && letters != "" && e.id() != "" {
			row.Letter = "/api/datasets/" + url.PathEscape(letters) + "/entity?entity_id=" + url.QueryEscape(e.id())
		}
		if out = append(out, row); len(out) == unwrittenShown {
			break
		}
	}
	return out, nil
}
