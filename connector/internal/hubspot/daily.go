package hubspot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"
)

// timeZone is the account's time zone. The daily limit resets at its midnight.
type timeZone struct {
	mu      sync.Mutex
	settled bool // HubSpot has answered, or refused for good
	known   bool
	offset  time.Duration // east of UTC
}

// learn asks HubSpot until it has answered or refused for good, which then counts for the life of the process. Until then
// the time zone remains unknown.
func (z *timeZone) learn(ctx context.Context, c *Client) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.settled {
		return
	}
	var body bytes.Buffer
	_, err := c.Session(nil).attempt(ctx, call{
		op: "account", method: http.MethodGet, path: c.accountPath(), budget: c.requests,
	}, &body)
	failure, ok := errors.AsType[*Error](err)
	z.settled = err == nil || ok && !failure.temporary() && failure.Kind != KindDaily
	var details struct {
		UTCOffsetMilliseconds *int64 `json:"utcOffsetMilliseconds"`
	}
	if err != nil || json.Unmarshal(body.Bytes(), &details) != nil || details.UTCOffsetMilliseconds == nil {
		return
	}
	z.known, z.offset = true, time.Duration(*details.UTCOffsetMilliseconds)*time.Millisecond
}

// untilMidnight is the time from now (HubSpot's) to the account's next midnight, or 0 if the time zone is unknown.
func (z *timeZone) untilMidnight(now time.Time) time.Duration {
	z.mu.Lock()
	defer z.mu.Unlock()
	if !z.known || now.IsZero() {
		return 0
	}
	local := now.UTC().Add(z.offset)
	midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, time.UTC)
	return midnight.Sub(local)
}

// explainDailyLimit adds to the error of an exhausted daily limit when calls are possible again. It returns any other
// error as it is.
func (c *Client) explainDailyLimit(ctx context.Context, e *Error) *Error {
	if e.Kind != KindDaily || e.RetryAfter > 0 {
		return e
	}
	c.zone.learn(ctx, c)
	e.RetryAfter = c.zone.untilMidnight(e.at)
	if e.RetryAfter > 0 {
		e.Message += " It resets at " + e.at.Add(e.RetryAfter).UTC().Format(time.RFC3339) + "."
	} else {
		e.Message += " It resets at midnight in the account's time zone."
	}
	return e
}
