package hubspot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Check asks HubSpot once whether the key may read contacts.
func (c *Client) Check(ctx context.Context) error {
	query := url.Values{"limit": {"1"}, "properties": {"hs_object_id"}}
	var into bytes.Buffer
	_, err := c.Session().attempt(ctx, call{
		op: "check", method: http.MethodGet, path: c.path("objects", ""), query: query, budget: c.requests,
	}, &into)
	if err == nil {
		// Learned while there is quota: when the day's calls are used up it
		// cannot be asked any more.
		c.zone.learn(ctx, c)
	}
	return err
}

// zone is the account's time zone, at whose midnight the daily limit resets.
type zone struct {
	mu     sync.Mutex
	asked  bool // and there is no use in asking again
	known  bool
	offset time.Duration // east of UTC
}

// learn asks HubSpot until it has answered or refused for good, which counts
// for the life of the process; until then the zone stays unknown.
func (z *zone) learn(ctx context.Context, c *Client) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.asked {
		return
	}
	var into bytes.Buffer
	got, err := c.Session().attempt(ctx, call{
		op: "account", method: http.MethodGet, path: strings.TrimSuffix(c.opts.Root.Path, "/crm") + "/account-info/v3/details", budget: c.requests,
	}, &into)
	wrong, refused := errors.AsType[*Error](err)
	z.asked = err == nil || refused && !wrong.passing() && wrong.Kind != KindDaily
	var details struct {
		UTCOffsetMilliseconds *int64 `json:"utcOffsetMilliseconds"`
	}
	if err != nil || json.Unmarshal(got.body.Bytes(), &details) != nil || details.UTCOffsetMilliseconds == nil {
		return
	}
	z.known, z.offset = true, time.Duration(*details.UTCOffsetMilliseconds)*time.Millisecond
}

// untilMidnight is the time from now (HubSpot's) to the account's next
// midnight, or 0 where the zone is not known.
func (z *zone) untilMidnight(now time.Time) time.Duration {
	z.mu.Lock()
	defer z.mu.Unlock()
	if !z.known || now.IsZero() {
		return 0
	}
	local := now.UTC().Add(z.offset)
	midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, time.UTC)
	return midnight.Sub(local)
}

// explainDaily adds to the error of a used-up day when calls are possible
// again.
func (c *Client) explainDaily(ctx context.Context, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != KindDaily || e.RetryAfter > 0 {
		return err
	}
	c.zone.learn(ctx, c)
	e.RetryAfter = c.zone.untilMidnight(e.at)
	if e.RetryAfter > 0 {
		e.Message += " It resets at " + e.at.Add(e.RetryAfter).UTC().Format(time.RFC3339) + "."
	} else {
		e.Message += " It resets at midnight in the account's time zone."
	}
	return err
}
