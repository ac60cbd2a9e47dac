package limit

import (
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Wrap returns a handler that counts the requests and refuses those beyond the limits. Requests without one of the
// account's tokens pass uncounted. Answers to searches, and to the batches of associations that only the limit of the day
// counts, have no rate-limit headers.
func (l *Limiter) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller := token.Of(r)
		if !l.known(caller) {
			next.ServeHTTP(w, r)
			return
		}
		verdict := l.judge(caller, classOf(r))
		for _, header := range verdict.headers {
			w.Header().Set(header.name, strconv.Itoa(header.value))
		}
		if verdict.policy == "" {
			next.ServeHTTP(w, r)
			return
		}
		answer := refusal.RateLimited(verdict.policy)
		if verdict.retryAfter > 0 {
			answer = answer.With("Retry-After", refusal.Seconds(verdict.retryAfter))
		}
		answer.Write(w)
	})
}

// verdict says whether a call passes, and with which headers.
type verdict struct {
	headers    []header
	policy     string // that refuses the call; empty if it passes
	retryAfter time.Duration
}

type header struct {
	name  string
	value int
}

func (l *Limiter) judge(token string, of class) verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.plan.Name == Off {
		return verdict{}
	}
	now := l.now()
	l.turnDay(now)
	calls, span, limit, policy := l.window(token), Interval, l.plan.TenSecondly, refusal.PolicyTenSecondly
	switch of {
	case search:
		calls, span, limit, policy = &l.searches, time.Second, l.plan.Search, refusal.PolicySecondly
	case exempt:
		calls, limit = &window{}, 1
	case ordinary:
	}
	calls.prune(now, span)
	var v verdict
	var wait time.Duration
	switch {
	case l.plan.Daily > 0 && l.today >= l.plan.Daily:
		v.policy, wait = refusal.PolicyDaily, l.midnight(now).Sub(now)
	case calls.total >= limit:
		v.policy, wait = policy, calls.wait(now, span, limit)
	default:
		calls.add(now, 1)
		l.today++
	}
	if l.settings.RetryAfter && v.policy != "" {
		v.retryAfter = wait
	}
	if of == ordinary {
		v.headers = l.headers(calls, now)
	}
	return v
}

// window returns the window of a token.
func (l *Limiter) window(token string) *window {
	calls := l.tokens[token]
	if calls == nil {
		maps.DeleteFunc(l.tokens, func(token string, _ *window) bool { return !l.known(token) }) // those that were removed
		calls = &window{}
		l.tokens[token] = calls
	}
	return calls
}

// headers returns the seven headers that every answer but a search's has; the two of the day are left out if the plan
// has no daily limit. The -Secondly pair is deprecated and a tenth of the ten-second limit.
func (l *Limiter) headers(calls *window, now time.Time) []header {
	const prefix = "X-HubSpot-RateLimit-"
	perSecond := max(l.plan.TenSecondly/10, 1)
	headers := []header{
		{prefix + "Interval-Milliseconds", int(Interval / time.Millisecond)},
		{prefix + "Max", l.plan.TenSecondly},
		{prefix + "Remaining", max(l.plan.TenSecondly-calls.total, 0)},
		{prefix + "Secondly", perSecond},
		{prefix + "Secondly-Remaining", max(perSecond-calls.count(now, time.Second), 0)},
	}
	if l.plan.Daily > 0 {
		headers = append(headers,
			header{prefix + "Daily", l.plan.Daily},
			header{prefix + "Daily-Remaining", max(l.plan.Daily-l.today, 0)})
	}
	return headers
}

// class is how calls are limited.
type class int

const (
	ordinary class = iota
	search         // by a limit of its own
	exempt         // by that of the day alone
)

// classOf returns how a call is limited. The batches of associations, and what sets them up, are exempt from the limit of
// ten seconds; calls about the associations of one record are not.
func classOf(r *http.Request) class {
	switch path := r.URL.Path; {
	case r.Method == http.MethodPost && strings.HasSuffix(path, "/search"):
		return search
	case strings.HasPrefix(path, "/crm/v4/associations/"), strings.HasPrefix(path, "/crm/v3/associations/"),
		strings.HasPrefix(path, "/crm/associations/"):
		return exempt
	}
	return ordinary
}
