package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// HubSpot calls HubSpot's API.
type HubSpot struct {
	URL, Token string
	// Wait waits before a call is repeated.
	Wait func(ctx context.Context, d time.Duration) error
}

// Contact is a contact as HubSpot's API has it.
type Contact struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
	CreatedAt  time.Time         `json:"createdAt"`
}

// Update is what a batch changes of a contact.
type Update struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
}

// maxBatch is how many contacts HubSpot takes in one batch, and gives on one page.
const maxBatch = 100

// Contacts returns all contacts, with the properties named.
func (h HubSpot) Contacts(ctx context.Context, properties string) ([]Contact, error) {
	var all []Contact
	query := url.Values{"limit": {strconv.Itoa(maxBatch)}, "properties": {properties}}
	for {
		var page struct {
			Results []Contact `json:"results"`
			Paging  struct {
				Next struct {
					After string `json:"after"`
				} `json:"next"`
			} `json:"paging"`
		}
		if err := h.call(ctx, http.MethodGet, "/crm/v3/objects/contacts?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Results...)
		if page.Paging.Next.After == "" {
			return all, nil
		}
		query.Set("after", page.Paging.Next.After)
	}
}

// Update changes at most maxBatch contacts.
func (h HubSpot) Update(ctx context.Context, updates []Update) error {
	var answer struct {
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	err := h.call(ctx, http.MethodPost, "/crm/v3/objects/contacts/batch/update", map[string]any{"inputs": updates}, &answer)
	if err == nil && len(answer.Errors) > 0 { // a 207: the other contacts were changed
		err = fmt.Errorf("contacts not updated: %s", answer.Errors[0].Message)
	}
	return err
}

// attempts is how often a call is tried. All calls here can be repeated: the same update twice changes nothing.
const attempts = 5

func (h HubSpot) call(ctx context.Context, method, path string, body, answer any) error {
	var sent []byte
	if body != nil {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return err
		}
	}
	pause := time.Second
	for attempt := 1; ; attempt++ {
		retryAfter, err := h.try(ctx, method, path, sent, answer)
		if err == nil || retryAfter < 0 || attempt == attempts {
			return err
		}
		if err := h.Wait(ctx, max(pause, retryAfter)); err != nil {
			return err
		}
		pause *= 2
	}
}

// never says that a call would fail again.
const never = -1

// try makes a call once. After an error, the call may be repeated when retryAfter has passed.
func (h HubSpot) try(ctx context.Context, method, path string, body []byte, answer any) (retryAfter time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, method, h.URL+path, bytes.NewReader(body))
	if err != nil {
		return never, err
	}
	request.Header.Set("Authorization", "Bearer "+h.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, fmt.Errorf("%s %s: reading the answer: %w", method, request.URL.Path, err)
	}
	if response.StatusCode >= 300 {
		err := fmt.Errorf("%s %s: HubSpot answered %s: %.300s", method, request.URL.Path, response.Status, received)
		if response.StatusCode != http.StatusTooManyRequests && response.StatusCode < 500 {
			return never, err
		}
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // 0 without the header
		return time.Duration(seconds) * time.Second, err
	}
	if err := json.Unmarshal(received, answer); err != nil {
		return 0, fmt.Errorf("%s %s: %w", method, request.URL.Path, err)
	}
	return 0, nil
}
