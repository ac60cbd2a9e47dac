package ui

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// longestText is how much of a text of an event a page shows, in bytes. The event's JSON has it all.
const longestText = 64 << 10

// event is one event of an execution log.
type event struct {
	// At is its offset in the log.
	At int64 `json:"-"`
	// Logged is the same as the event says it; nil if it is not in the log any more.
	Logged *int64 `json:"_updated"`
	// Current means that it belongs to a run that is in progress.
	Current bool `json:"-"`

	Type    string `json:"event_type"`
	Sync    string `json:"sync_type"`
	Start   string `json:"start_time"`
	End     string `json:"end_time"`
	Time    string `json:"event_time"`
	Offset  string `json:"pipe_offset"`
	Before  string `json:"original_pipe_offset"`
	Message string `json:"message"`
	Error   string `json:"original_error_message"`
	Trace   string `json:"original_traceback"`
	Reason  string `json:"reason_why_stopped"`
	Failed  int    `json:"entities_failed"`
	// Started is the offset of the first event of the run that this event ends.
	Started int64 `json:"pump_started_location"`

	// Entity is that of a write error; the others say what became of it. Exception is the entity that ended a run.
	Entity    json.RawMessage `json:"entity"`
	Exception json.RawMessage `json:"exception_entity"`
	Attempts  int             `json:"retry_attempts"`
	Retryable bool            `json:"retryable"`
	Resolved  bool            `json:"resolved"`
	Dead      bool            `json:"dead"`

	Metrics struct {
		Entities struct {
			Processed  int `json:"entities_last_run"`
			Changes    int `json:"changes_last_run"`
			Deleted    int `json:"deletes_last_run"`
			ReadErrors int `json:"read_errors_last_run"`
			Retries    int `json:"number_of_failed_retries_last_run"`
		} `json:"entities"`
	} `json:"metrics"`
}

// eventOf reads an event of an execution log.
func eventOf(text []byte, at int64) (event, error) {
	e := event{At: at}
	if err := json.Unmarshal(text, &e); err != nil {
		return e, fmt.Errorf("the event at %d of the execution log cannot be read: %w", at, err)
	}
	return e, nil
}

// eventAt returns the event at an offset; nil if there is none.
func eventAt(tx *dataset.Tx, log string, at int64) (*event, error) {
	v, err := tx.At(log, at)
	if err != nil || v == nil {
		return nil, err
	}
	e, err := eventOf(v.AppendJSON(nil), at)
	return &e, err
}

// When returns when the event happened; the zero time if it does not say.
func (e *event) When() time.Time {
	for _, text := range []string{e.End, e.Time, e.Start} {
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return at
		}
	}
	return time.Time{}
}

// Began returns when the run began that the event ends.
func (e *event) Began() time.Time {
	at, _ := time.Parse(time.RFC3339Nano, e.Start)
	return at
}

// Since is the offset after which the event is the first of the log.
func (e *event) Since() int64 { return e.At - 1 }

// Kind says in words what happened.
func (e *event) Kind() string {
	switch e.Type {
	case "pump-started":
		if e.Current {
			return "the run in progress began"
		}
		return "a run began, and its end is not in the log"
	case "pump-offset-set":
		if e.Offset == "" {
			return "the offset was reset"
		}
		return "the offset was set to " + cut(e.Offset, 100)
	case "pump-enabled":
		return "the pump was enabled"
	case "pump-disabled":
		return "the pump was disabled"
	case "pump-discard-retries":
		return "what waited for a retry was discarded"
	case "circuit-breaker-commit":
		return "what the circuit breaker held back was committed"
	case "circuit-breaker-rollback":
		return "what the circuit breaker held back was rolled back"
	case "source-not-chronological":
		return "the source is not chronological"
	case "read-error":
		return "the source could not be read"
	case "write-error":
		return e.Name()
	default:
		return e.Type
	}
}

// Name is the _id of the entity that an event is about; an entity without one is described.
func (e *event) Name() string {
	if id := e.id(); id != "" {
		return id
	}
	return "an entity without _id"
}

func (e *event) id() string {
	var entity struct {
		ID any `json:"_id"`
	}
	_ = json.Unmarshal(e.Entity, &entity) // no entity has no name
	id, _ := entity.ID.(string)
	return id
}

// Fate says in a word what has become of the entity that a write error is about.
func (e *event) Fate() string {
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

// Content is the entity as JSON, as far as a page shows it.
func (e *event) Content() string { return shownJSON(e.Entity) }

// shownJSON indents JSON and shortens it; "" stands for none.
func shownJSON(text json.RawMessage) string {
	if len(text) == 0 || string(text) == "null" {
		return ""
	}
	if len(text) > longestText {
		return cut(string(text), longestText)
	}
	return cut(indented(text), longestText)
}

// cut shortens a text, and says so.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// Line is how what went wrong begins, for a row of a table.
func (e *event) Line() string {
	line, _, more := strings.Cut(strings.TrimSpace(e.Error), "\n")
	if more && len(line) <= 200 {
		return line + " …"
	}
	return cut(line, 200)
}

// logOf is the name of the dataset that has a pipe's execution log.
func logOf(each *pump.Pump) string { return pump.LogName(each.Pipe.ID) }
