package ui

import (
	"encoding/json"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// unwrittenRow is an entity that could not be written.
type unwrittenRow struct {
	eventRow
	// Attempts counts the retries so far; Most is how many there will be.
	Attempts, Most int
	// Content is the entity as JSON.
	Content string
}

// unwritten returns the first entities of a pipe that wait for a retry or, if dead is true, that were given up.
func (p *pages) unwritten(each *pump.Pump, dead bool) ([]unwrittenRow, error) {
	var out []unwrittenRow
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		for u, err := range each.Unwritten(tx, dead) {
			if err != nil {
				return err
			}
			row := unwrittenRow{Attempts: u.Attempts, Most: u.Most}
			if row.eventRow, err = eventOf(u.Event); err != nil {
				return err
			}
			row.Content = indented(row.Entity)
			if out = append(out, row); len(out) == shown {
				break
			}
		}
		return nil
	})
	return out, err
}

// Name is the _id of the entity that an event is about; an entity without one is described.
func (e eventRow) Name() string {
	var entity struct {
		ID any `json:"_id"`
	}
	_ = json.Unmarshal(e.Entity, &entity) // no entity has no name
	if id, isText := entity.ID.(string); isText && id != "" {
		return id
	}
	return "an entity without _id"
}

// Fate says in a word what has become of the entity that a write error is about.
func (e eventRow) Fate() string {
	switch {
	case e.Type != "write-error":
		return ""
	case e.Resolved:
		return "resolved"
	case e.Dead:
		return "given up"
	case e.Retryable:
		return "waits"
	default:
		return "ended the run"
	}
}
