package pipeline

import (
	"slices"
	"time"
)

// Action is what was done to a pipeline or a stage.
type Action string

// The actions.
const (
	Created  Action = "CREATE"
	Updated  Action = "UPDATE"
	Archived Action = "DELETE"
	Restored Action = "RESTORE"
)

// Change is one change to a pipeline or to one of its stages.
type Change struct {
	Action Action
	// Pipeline is the ID of the pipeline, ID that of what was changed: the pipeline's or a stage's.
	Pipeline, ID string
	At           time.Time
}

// maxAudit is how many changes are remembered.
const maxAudit = 10_000

func (s *Set) note(action Action, pipeline, id string) {
	if len(s.audit) == maxAudit {
		s.audit = s.audit[1:]
	}
	s.audit = append(s.audit, Change{Action: action, Pipeline: pipeline, ID: id, At: s.now()})
}

// Audit returns the changes of a pipeline, or of the stage of that ID, the latest first.
func (s *Set) Audit(pipeline, id string) []Change {
	s.mu.RLock()
	defer s.mu.RUnlock()
	changes := []Change{}
	for _, one := range slices.Backward(s.audit) {
		if one.Pipeline == pipeline && one.ID == id {
			changes = append(changes, one)
		}
	}
	return changes
}
