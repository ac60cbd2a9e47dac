package pump

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/mask"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// Types of events of the execution log; except for read and write errors, the type is also the _id of the event.
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
	// The node infers no schema, but logs that it was discarded.
	eventDiscardSchema = "pump-discard-inferred-schema"
	// A real node does not have this one.
	eventNotChronological = "source-not-chronological"
)

// Events that record decisions about what a circuit breaker holds back.
const (
	EventBreakerCommitted  = "circuit-breaker-commit"
	EventBreakerRolledBack = "circuit-breaker-rollback"
)

// timeFormat is that of the execution log: microseconds, UTC.
const timeFormat = "2006-01-02T15:04:05.000000Z"

func stamp(t time.Time) string { return t.UTC().Format(timeFormat) }

// LogName returns the name of the dataset that holds a pipe's execution log.
func LogName(pipe string) string { return "system:pump:" + pipe }

// event writes one event and returns its offset in the execution log.
func (p *Pump) event(tx *dataset.Tx, id, kind string, fields map[string]any) (int64, error) {
	all := map[string]any{"_id": id, "event_type": kind, "pipe": p.Pipe.ID}
	maps.Copy(all, fields)
	e, err := dataset.FromMap(all)
	if err != nil {
		return 0, fmt.Errorf("event %s: %w", kind, err)
	}
	return tx.AppendEvent(LogName(p.Pipe.ID), e)
}

// LogUserEvent writes an event that says only what happened and who caused it.
func (p *Pump) LogUserEvent(tx *dataset.Tx, kind string, user User) error {
	_, err := p.event(tx, kind, kind, map[string]any{"event_time": stamp(p.Clock.Now()), "user": user})
	return err
}

// startedEvent is the pump-started event of a run. It is written together with the first change, so that a run without
// changes leaves no trace.
type startedEvent struct {
	// written means that the event is in the log, pending that the current transaction writes it.
	written, pending bool
	location         int64
}

// logStarted writes pump-started, once.
func (x *execution) logStarted(tx *dataset.Tx) error {
	if x.started.written || x.started.pending {
		return nil
	}
	x.started.pending = true
	var err error
	x.started.location, err = x.event(tx, eventStarted, eventStarted, map[string]any{
		"start_time":      stamp(x.began),
		"sync_type":       x.plan.sync,
		"pump_definition": x.EffectivePump(),
		"metrics":         (&counters{}).event(0),
		"user":            x.request.User,
	})
	return err
}

// logReadError writes a failed read at once: the run may continue for long, with retries.
func (x *execution) logReadError(err error) error {
	fields := x.failure(err)
	fields["error_code"] = codeOf(err)
	fields["event_time"] = stamp(x.Clock.Now())
	fields["metrics"] = (&counters{reader: readerCounters{readErrors: 1}}).event(0)
	return x.guarded(func(tx *dataset.Tx) error {
		_, err := x.event(tx, eventReadError+":"+x.ID(), eventReadError, fields)
		return err
	})
}

// writeErrorID returns the _id of the events about an entity that could not be written. Names that differ only in a secret are
// told apart all the same.
func (p *Pump) writeErrorID(name string) string {
	shown := p.Mask(name)
	if shown != name {
		shown += ":" + sumOf([]byte(name))[:8]
	}
	return eventWriteError + ":" + shown
}

// logWriteError writes an entity that failed, or once failed and is resolved.
func (x *execution) logWriteError(tx *dataset.Tx, q *queued, fields map[string]any) error {
	if err := x.logStarted(tx); err != nil {
		return err
	}
	all := map[string]any{
		"error_code": source.CodeEntity, "event_time": stamp(x.Clock.Now()), "retry_attempts": q.Attempts,
		"retryable": false, "resolved": false, "dead": false, "entity": x.masked(q.Entity), "resolved_entity": nil,
		"metrics": (&counters{}).event(0),
	}
	maps.Copy(all, fields)
	_, err := x.event(tx, x.writeErrorID(q.Name), eventWriteError, all)
	return err
}

// logEnd writes pump-completed or pump-failed, and returns its offset in the log.
func (x *execution) logEnd(tx *dataset.Tx, out *Run, runErr error, next time.Time) (int64, error) {
	if err := x.logStarted(tx); err != nil {
		return -1, err
	}
	waiting, _ := x.countQueue(tx)
	elapsed := out.Ended.Sub(out.Began)
	fields := map[string]any{
		"start_time":            stamp(out.Began),
		"end_time":              stamp(out.Ended),
		"total_time":            fmt.Sprintf("%.6f", elapsed.Seconds()),
		"sync_type":             out.SyncType,
		"pump_definition":       x.EffectivePump(),
		"pump_started_location": x.started.location,
		"user":                  x.request.User,
		"retry_entities_exist":  waiting > 0,
		"entities_succeeded":    x.counters.writer.passed,
		"entities_failed":       x.counters.reader.writeErrors,
		"pipe_offset":           out.Offset,
		"metrics":               x.counters.event(elapsed),
	}
	if !next.IsZero() {
		fields["next_interval"] = round(next.Sub(out.Ended).Seconds())
	}
	if err := x.logDisorder(tx); err != nil {
		return -1, err
	}
	failed, entityFailed := errors.AsType[*entityError](runErr)
	if entityFailed && !failed.queued {
		q := queued{Name: nameOf(failed.entity), Entity: failed.entity}
		fields := x.failure(failed)
		fields["error_code"] = codeOfWrite(failed)
		if err := x.logWriteError(tx, &q, fields); err != nil {
			return -1, err
		}
	}
	kind := eventCompleted
	if runErr != nil {
		kind = eventFailed
		maps.Copy(fields, x.failure(runErr))
		fields["reason_why_stopped"] = out.Reason
		fields["exception_entity"] = nil
		if entityFailed {
			fields["exception_entity"] = x.masked(failed.entity)
		}
		fields["node_build_info"] = buildInfo()
	}
	return x.event(tx, kind, kind, fields)
}

// failure describes an error as the log does, without secrets.
func (p *Pump) failure(err error) map[string]any {
	message := p.Mask(err.Error())
	return map[string]any{
		"original_error_message": message,
		"traceback":              message,
		"original_traceback":     p.Mask(trace(err)),
	}
}

// trace lists an error and the errors it wraps, the innermost last: the closest thing Go has to a traceback that is the same
// for equal errors.
func trace(err error) string {
	var lines []string
	for ; err != nil; err = errors.Unwrap(err) {
		lines = append(lines, fmt.Sprintf("%T: %s", err, err))
	}
	return strings.Join(lines, "\n")
}

// codeOf returns the error_code of a read error.
func codeOf(err error) int {
	if failed, ok := errors.AsType[*source.ReadError](err); ok {
		return failed.Code
	}
	return source.CodeEntity
}

// codeOfWrite returns the error_code of a write error: whether the service could not be reached, or the entity is to blame.
func codeOfWrite(err error) int {
	if failed, ok := errors.AsType[*service.Error](err); ok && failed.Status == 0 {
		return source.CodeCommunication
	}
	return source.CodeEntity
}

// reasonStore is why a run stopped that could not store something.
const reasonStore = "the store failed"

// reasonOf says in a few words why a run stopped; the error itself has the details.
func reasonOf(err error) string {
	_, unread := errors.AsType[*source.ReadError](err)
	_, uncalled := errors.AsType[*CallError](err)
	switch {
	case errors.Is(err, ErrStopped):
		return ErrStopped.Error()
	case errors.Is(err, ErrStopping):
		return ErrStopping.Error()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "whoever started the run has ended it"
	case errors.Is(err, errTripped), errors.Is(err, errHeld):
		return "the circuit breaker"
	case errors.Is(err, dataset.ErrStore):
		return reasonStore
	case unread:
		return "too many read errors"
	case uncalled:
		return "the service of a transform failed"
	case errors.Is(err, service.ErrConflict):
		return "the receiver has lost the sequence"
	default:
		return "an entity or the sink failed"
	}
}

// masked returns an entity for the log, without secrets.
func (p *Pump) masked(entity []byte) json.RawMessage { return mask.JSON(entity, p.Mask) }

// EffectivePump returns the pump's configuration with every default.
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
