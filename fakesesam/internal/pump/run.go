package pump

import (
	"fmt"
	"time"
)

// Kinds of synchronisation, as the execution log has them.
const (
	SyncFull        = "full"
	SyncPartial     = "partial"
	SyncIncremental = "incremental"
)

// Outcomes of a run.
const (
	Completed = "completed"
	Failed    = "failed"
)

// Run is one run of a pump, ended.
type Run struct {
	// SyncType is one of the Sync… constants, Outcome "completed" or "failed".
	SyncType string `json:"sync_type"`
	Outcome  string `json:"outcome"`
	// Rescan tells a full rescan from a first or reset run.
	Rescan bool `json:"rescan,omitempty"`
	// Began and Ended are by the node's clock.
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
	// Processed counts source entities, Changed what was written of them, Deleted what deletion tracking deleted.
	Processed int `json:"processed"`
	Changed   int `json:"changed"`
	Deleted   int `json:"deleted"`
	// WriteErrors counts source entities that could not be transformed or written.
	WriteErrors int `json:"write_errors,omitempty"`
	// Offset is the pump's offset after the run; "" for none.
	Offset string `json:"offset"`
	// Reason and Error say why a run failed.
	Reason string `json:"reason,omitempty"`
	Error  string `json:"error,omitempty"`
	// Logged tells whether the run is in the execution log: one without changes is not, unless asked for.
	Logged bool `json:"logged"`
}

// Summary is the run in a line.
func (r *Run) Summary() string {
	out := fmt.Sprintf("%s run %s: %d processed, %d changed, %d deleted", r.SyncType, r.Outcome, r.Processed, r.Changed, r.Deleted)
	if r.WriteErrors > 0 {
		out += fmt.Sprintf(", %d could not be written", r.WriteErrors)
	}
	if r.Error != "" {
		out += ": " + r.Error
	}
	return out
}
