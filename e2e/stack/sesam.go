package stack

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// Sesam is a client of the node's REST API.
type Sesam struct {
	http rest
}

// NewSesam returns a client that calls base for the URL before each request.
func NewSesam(base func() string) *Sesam {
	return &Sesam{http: rest{base: base}}
}

// Event is an entry of a pipe's execution log, in the node's own names.
type Event struct {
	ID                   string  `json:"_id"`
	Type                 string  `json:"event_type"`
	SyncType             string  `json:"sync_type"`
	PipeOffset           string  `json:"pipe_offset"`
	OriginalPipeOffset   string  `json:"original_pipe_offset"`
	IsReset              bool    `json:"is_reset"`
	ReasonWhyStopped     string  `json:"reason_why_stopped"`
	OriginalErrorMessage string  `json:"original_error_message"`
	Metrics              Metrics `json:"metrics"`
	// Retryable means, in a write-error, that the entity waits to be sent again.
	Retryable bool `json:"retryable"`
}

// Metrics are the counts of a run.
type Metrics struct {
	Entities struct {
		// EntitiesLastRun is how many entities were read from the source.
		EntitiesLastRun int `json:"entities_last_run"`
		// ChangesLastRun is how many of them changed the dataset.
		ChangesLastRun int `json:"changes_last_run"`
		// ProcessedLastRun is the tutorial's name for EntitiesLastRun.
		ProcessedLastRun int `json:"processed_last_run"`
	} `json:"entities"`
}

// AwaitHealth waits until the node answers.
func (s *Sesam) AwaitHealth(ctx context.Context) error { return s.http.awaitOK(ctx, "/api/health") }

// Run starts the pipe and waits for the event that ends the run:
// pump-completed or pump-failed.
func (s *Sesam) Run(ctx context.Context, pipe string) (Event, error) {
	return s.operate(ctx, pipe, "start")
}

// Rescan starts a full rescan of the pipe and waits for it to end.
func (s *Sesam) Rescan(ctx context.Context, pipe string) (Event, error) {
	return s.operate(ctx, pipe, "start-rescan")
}

func (s *Sesam) operate(ctx context.Context, pipe, operation string) (Event, error) {
	before, err := s.Log(ctx, pipe)
	if err != nil {
		return Event{}, err
	}
	if err := s.Pump(ctx, pipe, operation, nil); err != nil {
		return Event{}, err
	}
	return s.AwaitEnd(ctx, pipe, len(before))
}

// errRunning is returned while a run has not ended yet.
var errRunning = errors.New("no pump-completed or pump-failed event yet")

// AwaitEnd waits for the first event that ends a run among those after the
// first skip events of the log.
func (s *Sesam) AwaitEnd(ctx context.Context, pipe string, skip int) (Event, error) {
	var end Event
	err := await(ctx, "the run of "+pipe+" to end", func() error {
		events, err := s.Log(ctx, pipe)
		if err != nil {
			return err
		}
		for _, event := range events[min(skip, len(events)):] {
			if event.Type == "pump-completed" || event.Type == "pump-failed" {
				end = event
				return s.idle(ctx, pipe)
			}
		}
		return errRunning
	})
	return end, err
}

// idle returns nil if the pump can be started again.
func (s *Sesam) idle(ctx context.Context, pipe string) error {
	runtime, err := s.Runtime(ctx, pipe)
	if err != nil {
		return err
	}
	if runtime.IsRunning {
		return errRunning
	}
	return nil
}

// Runtime is the current state of a pump.
type Runtime struct {
	IsRunning bool    `json:"is-running"`
	LastSeen  *string `json:"last-seen"`
	Progress  struct {
		Processed int `json:"processed"`
	} `json:"progress"`
}

// Runtime returns the pump's runtime.
func (s *Sesam) Runtime(ctx context.Context, pipe string) (Runtime, error) {
	var pump struct {
		Runtime Runtime `json:"runtime"`
	}
	err := s.http.call(ctx, http.MethodGet, pumpPath(pipe), nil, &pump)
	return pump.Runtime, err
}

// Offset returns the stored pipe_offset, or "" if there is none.
func (s *Sesam) Offset(ctx context.Context, pipe string) (string, error) {
	runtime, err := s.Runtime(ctx, pipe)
	if err != nil || runtime.LastSeen == nil {
		return "", err
	}
	return *runtime.LastSeen, nil
}

// Reset deletes the pipe's offset, so that its next run reads everything.
func (s *Sesam) Reset(ctx context.Context, pipe string) error {
	return s.Pump(ctx, pipe, "update-last-seen", url.Values{"last-seen": {""}})
}

// Pump posts an operation to the pipe's pump.
func (s *Sesam) Pump(ctx context.Context, pipe, operation string, fields url.Values) error {
	form := url.Values{"operation": {operation}}
	maps.Copy(form, fields)
	return s.http.send(ctx, http.MethodPost, pumpPath(pipe), "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), nil)
}

// Log returns the pipe's execution log, oldest event first.
func (s *Sesam) Log(ctx context.Context, pipe string) ([]Event, error) {
	var events []Event
	err := s.http.call(ctx, http.MethodGet, "/api/pipes/"+url.PathEscape(pipe)+"/log", nil, &events)
	return events, err
}

func pumpPath(pipe string) string { return "/api/pipes/" + url.PathEscape(pipe) + "/pump" }
