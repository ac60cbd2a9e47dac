package hubspot

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

const (
	// leastAnnounced is the lowest limit that is believed, in calls per second. The lowest one of any plan is ten; a header
	// that announces much less must not bring everything to a standstill.
	leastAnnounced = 1

	// unannounced is the limit, in calls per second, of an account that has answered 429 a few times and has never announced
	// one: that of HubSpot's smallest plan.
	unannounced = 10
	fewTimes    = 3

	// longestInterval is the longest interval of a limit: HubSpot's own.
	longestInterval = 10 * time.Second
)

// budget spaces calls out, for all runs of the process together, so that the connector stays within HubSpot's limits by
// itself and leaves a share of them to other apps of the account.
type budget struct {
	name     string
	clock    clock.Clock
	observer Observer
	share    float64 // fraction of an announced limit that is used
	fixed    bool    // the rate is configured; announced limits do not change it
	limiter  *rate.Limiter

	logger    *slog.Logger
	mu        sync.Mutex
	paused    time.Time // no call before this
	why       said.Text // the reason for that
	distrusts bool      // a limit has been announced that is not believed
	known     bool      // a limit has been announced or assumed
	exceeded  int       // answers 429 before that
}

// newBudget returns a budget of perSecond calls per second, evenly spaced, or with 0 one without a limit until HubSpot
// announces it.
func newBudget(name string, o *Options, perSecond float64) *budget {
	b := &budget{name: name, clock: o.Clock, observer: o.Observer, share: o.RateShare, fixed: perSecond > 0, logger: o.Logger}
	b.limiter = rate.NewLimiter(rate.Inf, 1)
	if b.fixed {
		b.limiter.SetLimitAt(b.clock.Now(), rate.Limit(perSecond))
	}
	return b
}

// refusal is a call that would have to wait for longer than it may.
type refusal struct {
	left time.Duration
	why  said.Text
}

// wait waits until the next call may be made, at most as long as allowed, and returns how long that took. If it would
// take longer, it refuses at once. It tells announce of a long wait.
func (b *budget) wait(ctx context.Context, allowed time.Duration, announce func(time.Duration, said.Text)) (time.Duration, *refusal, error) {
	start := b.clock.Now()
	held := false
	for now := start; ; now = b.clock.Now() {
		// Every caller that waits for the end of a pause continues at the same moment, so callers line up only after it.
		delay, why := b.pauseLeft(now)
		var reservation *rate.Reservation
		if delay <= 0 {
			reservation = b.limiter.ReserveN(now, 1)
			delay, why = reservation.DelayFrom(now), b.pace()
		}
		if now.Add(delay).Sub(start) > max(allowed, 0) {
			if reservation != nil {
				reservation.CancelAt(now)
			}
			return b.waited(start, held), &refusal{delay, why}, nil
		}
		held = held || delay > 0
		if delay >= longWait {
			announce(delay, why)
		}
		if err := clock.Sleep(ctx, b.clock, delay); err != nil {
			if reservation != nil {
				reservation.CancelAt(b.clock.Now())
			}
			return 0, nil, err
		}
		if left, _ := b.pauseLeft(b.clock.Now()); reservation != nil && left <= 0 {
			return b.waited(start, held), nil, nil
		}
	}
}

// spare is the time until another call would be allowed, at most that between two calls.
func (b *budget) spare() time.Duration {
	perSecond := b.limiter.Limit()
	missing := 1 - b.limiter.TokensAt(b.clock.Now())
	if perSecond == rate.Inf || missing <= 0 {
		return 0
	}
	return time.Duration(min(missing, 1) / float64(perSecond) * float64(time.Second))
}

// pace is why calls are spaced out.
func (b *budget) pace() said.Text {
	if b.fixed {
		return said.Words("other requests come first, at the rate that is configured (search-rate, request-rate)")
	}
	return said.Words("other requests come first, at the rate that HubSpot's limit allows (rate-share)")
}

// waited counts the time since start if a call has been held back.
func (b *budget) waited(start time.Time, held bool) time.Duration {
	if !held {
		return 0
	}
	waited := b.clock.Now().Sub(start)
	b.observer.Waited(b.name, waited)
	return waited
}

// pauseLeft is what is left of a pause, 0 or less if there is none, and the reason for it.
func (b *budget) pauseLeft(now time.Time) (time.Duration, said.Text) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.paused.Sub(now), b.why
}

// pause holds every call back for d from now.
func (b *budget) pause(d time.Duration, why said.Text) {
	until := b.clock.Now().Add(d)
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.paused) {
		b.paused, b.why = until, why
	}
}

// The limits that an Observer is told of.
const (
	intervalLimit = "interval"
	dailyLimit    = "daily"
)

// learn follows the limits that HubSpot announces with an answer. Answers to searches have none of these headers.
func (b *budget) learn(header http.Header) {
	limit, okLimit := number(header, "X-HubSpot-RateLimit-Max")
	interval, okInterval := number(header, "X-HubSpot-RateLimit-Interval-Milliseconds")
	remaining, okRemaining := number(header, "X-HubSpot-RateLimit-Remaining")
	okRemaining = okRemaining && remaining >= 0
	if okLimit && limit >= 0 {
		b.observer.Allowed(intervalLimit, limit)
	}
	if okRemaining {
		b.observer.Left(intervalLimit, remaining)
	}
	if daily, ok := number(header, "X-HubSpot-RateLimit-Daily"); ok && daily >= 0 {
		b.observer.Allowed(dailyLimit, daily)
	}
	if daily, ok := number(header, "X-HubSpot-RateLimit-Daily-Remaining"); ok && daily >= 0 {
		b.observer.Left(dailyLimit, daily)
	}
	if !okLimit || !okInterval || interval <= 0 {
		return
	}
	b.announced()
	announced := float64(limit) / (float64(interval) / 1000)
	believed := announced >= leastAnnounced
	if !believed {
		b.distrust(limit, interval)
		announced = leastAnnounced
	}
	if !b.fixed {
		perSecond := rate.Limit(announced * b.share)
		if b.limiter.Limit() != perSecond {
			b.limiter.SetLimitAt(b.clock.Now(), perSecond)
		}
	}
	// The connector's own pace leaves limit × (1 − share) unused. When less than half of that remains, other apps are
	// busy, and the less remains, the longer the connector pauses.
	spare := float64(limit) * (1 - b.share) / 2
	if okRemaining && believed && float64(remaining) < spare {
		seconds := min(float64(interval)/1000, longestInterval.Seconds())
		b.pause(time.Duration(seconds*(spare-float64(remaining))/spare*float64(time.Second)), said.Words("HubSpot says that other apps have almost used up the limit of the account"))
	}
}

// announced notes that the limit is known.
func (b *budget) announced() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known = true
}

// refused is called after a 429. If HubSpot, or what is in front of it, announces no limit, calls side by side would exceed
// it again and again, so one is assumed.
func (b *budget) refused() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.exceeded++; b.fixed || b.known || b.exceeded < fewTimes {
		return
	}
	b.known = true
	perSecond := unannounced * b.share
	b.limiter.SetLimitAt(b.clock.Now(), rate.Limit(perSecond))
	b.logger.Warn("HubSpot answers 429 and announces no limit, so that of its smallest plan is assumed; the setting request-rate replaces it",
		slog.Float64("requestsPerSecond", perSecond))
}

// distrust logs, once, a limit that is too low to be believed.
func (b *budget) distrust(limit, interval int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.distrusts {
		return
	}
	b.distrusts = true
	b.logger.Warn("HubSpot announces a limit that is too low to be believed; one request a second is made",
		slog.Int("max", limit), slog.Int("intervalMilliseconds", interval))
}

func number(header http.Header, name string) (int, bool) {
	n, err := strconv.Atoi(header.Get(name))
	return n, err == nil
}
