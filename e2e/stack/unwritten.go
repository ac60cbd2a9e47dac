package stack

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// WriteError is what the execution log says about an entity that a pipe could not write.
type WriteError struct {
	// ID is write-error: followed by the entity's _id.
	ID string `json:"_id"`
	// Entity is the entity as it was read.
	Entity Entity `json:"entity"`
	// Message is what went wrong; "" once the entity is resolved.
	Message string `json:"original_error_message"`
	// Retryable means that the entity waits for the next run, Dead that it was given up, Resolved that it has been written since.
	Retryable bool `json:"retryable"`
	Dead      bool `json:"dead"`
	Resolved  bool `json:"resolved"`
	// Attempts counts the retries.
	Attempts int `json:"retry_attempts"`
}

// WriteErrors returns the latest entry about each entity that a pipe could not write.
func (s *Sesam) WriteErrors(ctx context.Context, pipe string) ([]WriteError, error) {
	var events, latest []WriteError
	if err := s.http.call(ctx, http.MethodGet, "/api/pipes/"+url.PathEscape(pipe)+"/log", nil, &events); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, event := range events {
		if !strings.HasPrefix(event.ID, "write-error:") {
			continue
		}
		if i, again := at[event.ID]; again {
			latest[i] = event
			continue
		}
		at[event.ID] = len(latest)
		latest = append(latest, event)
	}
	return latest, nil
}

// Waiting returns how many entities of a pipe wait for the next run, because they could not be written.
func (s *Sesam) Waiting(ctx context.Context, pipe string) (int, error) {
	var shown struct {
		Runtime struct {
			Retries int `json:"retries"`
		} `json:"runtime"`
	}
	err := s.http.call(ctx, http.MethodGet, "/api/pipes/"+url.PathEscape(pipe), nil, &shown)
	return shown.Runtime.Retries, err
}
