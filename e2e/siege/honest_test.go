package siege

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what an honest client got in the end.
type answer struct {
	changed map[string]time.Time // when each entity was changed last, by _id
	offset  string               // the largest _updated
	text    string               // of an answer that is no array
	took    time.Duration        // from the first attempt to the end
	refused int                  // attempts that were answered with 503
}

// honest is a client as a node is one: every request has a connection for itself.
var honest = &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}

// pull reads an array as a node does: whole, or again after the pause that a 503 demands.
func pull(ctx context.Context, address string) (answer, error) {
	got := answer{changed: map[string]time.Time{}}
	err := attempts(ctx, &got, func() (*http.Response, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		return honest.Do(request)
	}, func(body io.Reader) error {
		clear(got.changed)
		return got.read(body)
	})
	return got, err
}

// push sends entities as a node does, until HubSpot has them.
func push(ctx context.Context, address string, entities []byte) (answer, error) {
	var got answer
	err := attempts(ctx, &got, func() (*http.Response, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(entities))
		if err != nil {
			return nil, err
		}
		return honest.Do(request)
	}, func(body io.Reader) error {
		text, err := io.ReadAll(body)
		got.text = string(text)
		return err
	})
	return got, err
}

// attempts asks until the answer is 200, and then takes it.
func attempts(ctx context.Context, got *answer, ask func() (*http.Response, error), take func(io.Reader) error) error {
	began := time.Now()
	for {
		response, err := ask()
		if err != nil {
			return err
		}
		var pause time.Duration
		switch response.StatusCode {
		case http.StatusOK:
			err = take(response.Body)
			got.took = time.Since(began)
			return errors.Join(err, response.Body.Close())
		case http.StatusServiceUnavailable:
			got.refused++
			pause, err = refusal(response)
		default:
			text, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
			err = fmt.Errorf("%s: %s: %s", response.Request.URL.Path, response.Status, text)
		}
		if err := errors.Join(err, response.Body.Close()); err != nil {
			return err
		}
		select {
		case <-time.After(pause): // what the answer demands
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// refusal is how long the answer tells to wait. It must say why there is no place, and nothing that is not so.
func refusal(response *http.Response) (time.Duration, error) {
	var body struct {
		Error struct {
			Message string `json:"message"`
			Status  int    `json:"hubspotStatus"`
		} `json:"error"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		return 0, fmt.Errorf("a 503 without an error in JSON: %w", err)
	}
	if !strings.HasPrefix(body.Error.Message, "as many reads and pushes are running as may, so try again later: ") || body.Error.Status != 0 {
		return 0, fmt.Errorf("a 503 for another reason than that all places are taken: %+v", body.Error)
	}
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	return time.Duration(seconds) * time.Second, err
}

// read takes an array, which must be whole and name every entity once.
func (a *answer) read(body io.Reader) error {
	decoder := json.NewDecoder(body)
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		var entity struct {
			ID      string    `json:"_id"`
			Updated string    `json:"_updated"`
			Changed time.Time `json:"updatedAt"`
		}
		if err := decoder.Decode(&entity); err != nil {
			return fmt.Errorf("after %d entities: %w", len(a.changed), err)
		}
		if _, again := a.changed[entity.ID]; again {
			return fmt.Errorf("entity %s came twice", entity.ID)
		}
		a.changed[entity.ID] = entity.Changed
		a.offset = max(a.offset, entity.Updated)
	}
	_, err := decoder.Token()
	return err
}
