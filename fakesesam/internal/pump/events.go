package pump

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Types of events of the execution log; also the _id of the event, but for read and write errors.
const (
	eventStarted        = "pump-started"
	eventCompleted      = "pump-completed"
	eventFailed         = "pump-failed"
	eventReadError      = "read-error"
	eventOffsetSet      = "pump-offset-set"
	eventEnabled        = "pump-enabled"
	eventDisabled       = "pump-disabled"
	eventWriteError     = "write-error"
	eventDiscardRetries = "pump-discard-retries"
	// The node infers no schema; that it was discarded is on the record all the same.
	eventDiscardSchema = "pump-discard-inferred-schema"

	EventBreakerCommitted  = "circuit-breaker-commit"
	EventBreakerRolledBack = "circuit-breaker-rollback"
)

// timeFormat is the execution log's: microseconds, UTC.
const timeFormat = "2006-01-02T15:04:05.000000Z"

func stamp(t time.Time) string { return t.UTC().Format(timeFormat) }

// LogName is the dataset that holds a pipe's execution log.
func LogName(pipe string) string { return "system:pump:" + pipe }

// event writes one event and gives its offset in the execution log.
func (p *Pump) event(tx *dataset.Tx, id, kind string, fields map[string]any) (int64, error) {
	all := map[string]any{"_id": id, "event_type": kind, "pipe": p.Pipe.ID}
	maps.Copy(all, fields)
	e, err := dataset.FromMap(all)
	if err != nil {
		return 0, fmt.Errorf("event %s: %w", kind, err)
	}
	return tx.AppendEvent(LogName(p.Pipe.ID), e)
}

// failure is how the log describes an error. Secrets are taken out of it.
func (p *Pump) failure(err error) map[string]any {
	message := p.Mask(err.Error())
	return map[string]any{
		"original_error_message": message,
		"traceback":              message,
		"original_traceback":     p.Mask(trace(err)),
	}
}

// trace lists an error and what it wraps, the innermost last: the closest thing Go has to a traceback that is the same
// for equal errors.
func trace(err error) string {
	var lines []string
	for ; err != nil; err = errors.Unwrap(err) {
		lines = append(lines, fmt.Sprintf("%T: %s", err, err))
	}
	return strings.Join(lines, "\n")
}

// EffectivePump is the pump as it is configured, with every default.
func (p *Pump) EffectivePump() json.RawMessage {
	var pipe struct {
		Pump json.RawMessage `json:"pump"`
	}
	if err := json.Unmarshal(p.Pipe.Effective, &pipe); err != nil || pipe.Pump == nil {
		return json.RawMessage("{}")
	}
	return pipe.Pump
}

// buildInfo says which program wrote the log.
func buildInfo() map[string]any {
	info := map[string]any{"name": "fakesesam"}
	if build, ok := debug.ReadBuildInfo(); ok {
		info["go"] = build.GoVersion
		info["version"] = build.Main.Version
	}
	return info
}
