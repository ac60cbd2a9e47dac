package stack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// Tolerance is how many entities that the connector does not accept a pipe puts aside instead of ending its run.
type Tolerance struct {
	// Waiting is how many may wait to be sent again; 0 leaves it to the system.
	Waiting int
	// Retries is how often each is sent again before it is given up, and DeadLetters the dataset where it is then.
	Retries     int
	DeadLetters string
	// Once makes the pipe send a batch that has failed entity by entity at once, and not three more times as a whole.
	Once bool
}

// settings returns it in the node's own names, DeadLetters left out.
func (a Tolerance) settings() map[string]any {
	settings := map[string]any{}
	if a.Waiting > 0 {
		settings["max_write_errors_in_retry_dataset"] = a.Waiting
		settings["max_consecutive_write_errors"] = a.Waiting + 1
		settings["max_retries_per_entity"] = a.Retries
	}
	if a.Once {
		settings["batch_retries"] = 0
	}
	return settings
}

// pump returns the settings of a pump with this tolerance.
func (a Tolerance) pump() map[string]any {
	pump := a.settings()
	pump["log_events_noop_runs"] = true
	if a.DeadLetters != "" {
		pump["dead_letter_dataset"] = a.DeadLetters
	}
	return pump
}

// TolerateStatus gives the connector's system a tolerance for answers with a status, of pipes that have none of their own. It is gone
// when the node is restarted.
func (s *Sesam) TolerateStatus(ctx context.Context, status string, tolerance Tolerance) error {
	const path = "/api/systems/" + System + "/config"
	var system map[string]any
	if err := s.http.call(ctx, http.MethodGet, path, nil, &system); err != nil {
		return err
	}
	system["retry_strategy"] = map[string]any{status: tolerance.settings()}
	return s.http.call(ctx, http.MethodPut, path, system, nil)
}

// AddTolerantPush is [Sesam.AddPush] of a pipe that puts aside what the connector does not accept: as much as the tolerance says, or
// else the system.
func (s *Sesam) AddTolerantPush(ctx context.Context, id, dataset, path string, tolerance Tolerance) error {
	return s.addPush(ctx, id, dataset, path, tolerance.pump())
}

func (s *Sesam) addPush(ctx context.Context, id, dataset, path string, pump map[string]any) error {
	return s.http.call(ctx, http.MethodPost, "/api/pipes", map[string]any{
		"_id":            id,
		"type":           "pipe",
		"source":         map[string]any{"type": "dataset", "dataset": dataset},
		"sink":           map[string]any{"type": "json", "system": System, "url": path, "batch_size": 1000},
		"pump":           pump,
		"batch_size":     1000,
		"add_namespaces": false,
	}, nil)
}

// AddTransform adds a pipe that sends the entities of a dataset to the connector, at a path with its query: transform_contacts. What
// comes back is in the dataset that has the pipe's name. It is gone when the node is restarted.
func (s *Sesam) AddTransform(ctx context.Context, id, dataset, path string) error {
	return s.http.call(ctx, http.MethodPost, "/api/pipes", map[string]any{
		"_id":            id,
		"type":           "pipe",
		"source":         map[string]any{"type": "dataset", "dataset": dataset},
		"transform":      map[string]any{"type": "http", "system": System, "url": path, "batch_size": 1000},
		"pump":           map[string]any{"log_events_noop_runs": true},
		"batch_size":     1000,
		"add_namespaces": false,
	}, nil)
}

// Push sends a body to the connector, at a path with its query, as a pipe does: push_contacts. It returns the status of the answer and
// its body.
func (c *Connector) Push(ctx context.Context, path, body string) (status int, answer string, err error) {
	var said json.RawMessage
	err = c.http.call(ctx, http.MethodPost, "/"+path, json.RawMessage(body), &said)
	if refused, ok := errors.AsType[*StatusError](err); ok {
		return refused.Status, refused.Body, nil
	}
	return http.StatusOK, string(said), err
}
