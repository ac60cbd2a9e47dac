package pump

import (
	"errors"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// Kind is a kind of run.
type Kind int

// Kinds of run.
const (
	// Normal continues after the offset, unless a rescan is due.
	Normal Kind = iota
	// Rescan reads everything.
	Rescan
)

// User is who requests something, for the execution log; the zero User is the node itself.
type User struct {
	Email      string `json:"email"`
	RemoteAddr string `json:"remote_addr"`
	UserID     string `json:"user_id"`
}

// Request is a request for one run.
type Request struct {
	Kind Kind
	User User
	// Body, if not nil, is read instead of the pipe's source: entities that a client has sent. The offset does not move.
	Body source.Source
	// Full means that Body is the whole set: what it lacks is deleted when it has been read to its end. Otherwise it is a part
	// of the set, and nothing is deleted.
	Full bool
	// Part says which request of a set in several requests Body is; nil if the client did not say. The whole of a full set is
	// then all its parts together.
	Part *Part
}

// Part is one request of a set that a client sends in several.
type Part struct {
	// Sequence identifies the set, ID this request, and Previous the request before it ("" for none).
	Sequence, ID, Previous string
	First, Last            bool
}

// Run is a run that has ended.
type Run struct {
	// SyncType is one of the Sync… constants.
	SyncType string `json:"sync_type"`
	// Outcome is Completed or Failed.
	Outcome string `json:"outcome"`
	// Rescan distinguishes a full rescan from a first run and from a run after a reset.
	Rescan bool `json:"rescan,omitempty"`
	// Began and Ended are by the node's clock.
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
	// Processed counts source entities, Changed those of them that changed the dataset, Deleted what deletion tracking deleted.
	Processed int `json:"processed"`
	Changed   int `json:"changed"`
	Deleted   int `json:"deleted"`
	// WriteErrors counts source entities that could not be transformed or written.
	WriteErrors int `json:"write_errors,omitempty"`
	// Offset is the pump's offset after the run; "" for none.
	Offset string `json:"offset"`
	// Warning says that the source is not as its configuration says, or what a real node might not accept of an answer.
	Warning string `json:"warning,omitempty"`
	// Reason and Error say why a run failed.
	Reason string `json:"reason,omitempty"`
	Error  string `json:"error,omitempty"`
	// Logged reports whether the run is in the execution log: by default a run without changes is not.
	Logged bool `json:"logged"`

	err error
}

// Err returns why a run failed, with any secrets; nil for a run that completed, or that was read from the store.
func (r *Run) Err() error { return r.err }

// Kinds of synchronisation, as in the execution log.
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

// Summary describes the run in one line.
func (r *Run) Summary() string {
	out := fmt.Sprintf("%s run %s: %d processed, %d changed, %d deleted", r.SyncType, r.Outcome, r.Processed, r.Changed, r.Deleted)
	if r.WriteErrors > 0 {
		out += fmt.Sprintf(", %d could not be written", r.WriteErrors)
	}
	if r.Error != "" {
		out += ": " + r.Error
	}
	if r.Warning != "" {
		out += "; warning: " + r.Warning
	}
	return out
}

// ErrSequence means that a part of a full set does not follow the part before it.
var ErrSequence = errors.New("the request does not follow the one before it; begin the full set again, with a new sequence_id")

// follows returns an error when a request cannot be the next one of its sequence. A request of another sequence begins that
// sequence and ends the one in progress. s is nil when none is in progress.
func (s *Sequence) follows(r Request) error {
	same := s != nil && s.ID == r.Part.Sequence
	switch {
	case same && !r.Full:
		return fmt.Errorf("%w: is_full was true for sequence %q", ErrSequence, s.ID)
	case !r.Full:
		return nil
	case same && r.Part.First:
		return fmt.Errorf("%w: is_first is true, but request %q of sequence %q has been received", ErrSequence, s.Request, s.ID)
	case same && r.Part.Previous != s.Request:
		return fmt.Errorf("%w: previous_request_id is %q, but the previous request was %q", ErrSequence, r.Part.Previous, s.Request)
	case !same && r.Part.Previous != "":
		return fmt.Errorf("%w: previous_request_id is %q, but no request of sequence %q has been received", ErrSequence,
			r.Part.Previous, r.Part.Sequence)
	default:
		return nil
	}
}
