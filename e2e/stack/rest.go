package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"
)

// pollInterval is how often a condition of a running program is checked.
const pollInterval = 20 * time.Millisecond

// rest is a small JSON client of one program. It calls base for the URL before
// each request, because a restarted program can have a new one.
type rest struct {
	base   func() string
	header http.Header
}

// StatusError is a response whose status was not 2xx.
type StatusError struct {
	Method, Path string
	Status       int
	Body         string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s %s: status %d: %s", e.Method, e.Path, e.Status, e.Body)
}

// call sends in as JSON (no body if it is nil) and decodes the response into out
// (discarded if it is nil).
func (r rest) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	contentType := ""
	if in != nil {
		encoded, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s %s: encoding the request: %w", method, path, err)
		}
		body, contentType = bytes.NewReader(encoded), "application/json"
	}
	return r.send(ctx, method, path, contentType, body, out)
}

func (r rest) send(ctx context.Context, method, path, contentType string, body io.Reader, out any) error {
	request, err := http.NewRequestWithContext(ctx, method, r.base()+path, body)
	if err != nil {
		return err
	}
	maps.Copy(request.Header, r.header)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // it has been read
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: reading the response: %w", method, path, err)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return &StatusError{Method: method, Path: path, Status: response.StatusCode, Body: string(answer)}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s %s: decoding the response: %w", method, path, err)
	}
	return nil
}

// awaitOK waits until path answers 2xx.
func (r rest) awaitOK(ctx context.Context, path string) error {
	return await(ctx, r.base()+path+" to answer", func() error {
		return r.call(ctx, http.MethodGet, path, nil, nil)
	})
}

// await checks a condition until it holds or ctx ends. The error then names what
// it waited for and why it did not hold.
func await(ctx context.Context, what string, condition func() error) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		err := condition()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w (last: %w)", what, ctx.Err(), err)
		case <-ticker.C:
		}
	}
}

// Await waits until something of a running stack has come to pass.
func Await(ctx context.Context, what string, passed func() bool) error {
	return await(ctx, what, func() error {
		if !passed() {
			return errors.New("not yet")
		}
		return nil
	})
}

// Read returns the body of the response from a URL, whatever its status.
func Read(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(response.Body)
	return string(text), errors.Join(err, response.Body.Close())
}
