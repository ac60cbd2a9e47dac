package hubspot

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// timeZone is the account's time zone. The daily limit resets at its midnight.
type timeZone struct {
	asking sync.Mutex // held by the run that asks

	mu      sync.Mutex
	settled bool // HubSpot has answered, or refused for good
	known   bool
	offset  time.Duration // east of UTC
}

// learnWithin bounds a question about the time zone, which only makes an error more precise.
const learnWithin = 10 * time.Second

// learn asks HubSpot until it has answered or refused for good, which then counts for the life of the process. Until then,
// and while another run asks, the time zone remains unknown.
func (z *timeZone) learn(ctx context.Context, s *Session) {
	if !z.asking.TryLock() {
		return
	}
	defer z.asking.Unlock()
	if z.isSettled() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, learnWithin)
	defer cancel()
	c := s.client
	b := c.newBody()
	defer b.release()
	var offset time.Duration
	known := false
	err := s.attempt(ctx, call{op: "account", method: http.MethodGet, path: c.accountPath(), line: s.requests}, &b, func(time.Time) (err error) {
		offset, known, err = readAccount(b.text(), c.mask)
		return err
	})
	failure, failed := errors.AsType[*Error](err)
	z.mu.Lock()
	defer z.mu.Unlock()
	z.settled = err == nil || failed && !failure.temporary() && failure.Kind != KindDaily
	if err == nil {
		z.known, z.offset = known, offset
	}
}

// accountMembers are the members of the details of an account that matter.
var accountMembers = []string{"utcOffsetMilliseconds", "status", "numErrors", "errors"}

// readAccount returns how far east of UTC an account's time zone is, if the account says so.
func readAccount(body []byte, mask *said.Mask) (offset time.Duration, known bool, err error) {
	var reported reported
	err = readAnswer(body, mask, accountMembers, func(w *walk, name []byte) error {
		if string(name) != "utcOffsetMilliseconds" {
			return reported.member(w, name)
		}
		ms, errNumber := strconv.ParseInt(string(w.value()), 10, 64)
		offset, known = time.Duration(ms)*time.Millisecond, errNumber == nil
		return nil
	})
	if err == nil {
		err = wholeBody(&reported, body, mask)
	}
	return offset, known, err
}

func (z *timeZone) isSettled() bool {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.settled
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
func (s *Session) explainDailyLimit(ctx context.Context, e *Error) *Error {
	if e.Kind != KindDaily || e.RetryAfter > 0 {
		return e
	}
	zone := &s.client.zone
	zone.learn(ctx, s)
	e.RetryAfter = zone.untilMidnight(e.at)
	if e.RetryAfter > 0 {
		e.Message = said.Words("%s It resets at %s.", e.Message, said.Instant(e.at.Add(e.RetryAfter)))
	} else {
		e.Message = said.Words("%s It resets at midnight in the account's time zone.", e.Message)
	}
	return e
}
