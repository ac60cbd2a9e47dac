package pump

import (
	"encoding/json"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// entityError is one entity that could not be transformed, or that no dataset can take.
type entityError struct {
	entity json.RawMessage // as the source gave it
	place  int             // counted from 1
	err    error
}

func (e *entityError) Error() string { return fmt.Sprintf("source entity %d: %v", e.place, e.err) }

func (e *entityError) Unwrap() error { return e.err }

// name is the entity's _id, or where it stood when it has none.
func (e *entityError) name() string {
	var named struct {
		ID any `json:"_id"`
	}
	if err := json.Unmarshal(e.entity, &named); err == nil {
		if id, ok := named.ID.(string); ok && id != "" {
			return id
		}
	}
	return fmt.Sprintf("source entity %d", e.place)
}

// writeError puts an entity that failed into the log. It ends the run, as it does on a node that keeps no retry queue.
func (r *run) writeError(tx *dataset.Tx, failed *entityError) error {
	fields := r.failure(failed)
	fields["error_code"] = 0
	fields["event_time"] = stamp(r.Clock.Now())
	fields["retry_attempts"] = 0
	fields["retryable"] = false
	fields["resolved"] = false
	fields["dead"] = false
	fields["entity"] = json.RawMessage(r.Mask(string(failed.entity)))
	fields["resolved_entity"] = nil
	_, err := r.event(tx, eventWriteError+":"+failed.name(), eventWriteError, fields)
	return err
}
