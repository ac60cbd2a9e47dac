package hubspot_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// options returns options for calls to up without a network and, because of the clock, without waiting.
func options(up http.RoundTripper, clock *clocktest.Clock) hubspot.Options {
	return hubspot.Options{
		Root: &url.URL{Scheme: "http", Host: "hubspot.test", Path: "/crm"}, Version: "v3", Key: "the-key",
		Transport: up, Clock: clock, Chance: func() float64 { return 0 }, Logger: slog.New(slog.DiscardHandler),
		SearchRate: 4, RateShare: 0.9, RetryFor: 10 * time.Minute, PageMemory: 48 << 20,
	}
}

// status makes the upstream fail call by call; 0 is a correct answer.
func status(up *hubspottest.Upstream, header http.Header, codes ...int) *hubspottest.Upstream {
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		code := codes[min(n, len(codes))-1]
		if code == 0 {
			return false
		}
		maps.Copy(w.Header(), header)
		w.WriteHeader(code)
		return true
	}
	return up
}

func list(o hubspot.Options) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // broken code may never end
	defer cancel()
	page, err := hubspot.New(o).Session(hubspot.Contacts).List(ctx, hubspot.ListQuery{})
	if err == nil {
		page.Release()
	}
	return err
}

func TestWhatIsAskedAgain(t *testing.T) {
	for code, again := range map[int]bool{
		408: true, 423: true, 429: true, 477: true, 500: true, 502: true, 503: true, 504: true, 520: true, 521: true, 522: true, 523: true, 524: true,
		201: true, 202: true, 204: true, 206: true, 207: true,
		400: false, 401: false, 403: false, 404: false, 409: false, 414: false, 501: false, 525: false, 530: false, 301: false, 304: false,
	} {
		up := status(hubspottest.New(1), nil, code, 0)
		err := list(options(up, clocktest.New()))
		if calls := len(up.Requests()); (err == nil) != again || calls != map[bool]int{true: 2, false: 1}[again] {
			t.Errorf("%d: %d calls, %v", code, calls, err)
		}
	}
}

func TestKinds(t *testing.T) {
	for code, kind := range map[int]hubspot.Kind{
		401: hubspot.KindUnauthorized, 530: hubspot.KindUnauthorized, 403: hubspot.KindForbidden, 414: hubspot.KindRefused,
		423: hubspot.KindBusy, 503: hubspot.KindUnavailable,
	} {
		e, ok := errors.AsType[*hubspot.Error](list(options(status(hubspottest.New(1), nil, code), clocktest.New())))
		if !ok || e.Kind != kind || e.Status != code || e.Op != "list" {
			t.Errorf("%d: %+v", code, e)
		}
	}
}

// The pauses grow, and retrying ends: sooner before the first page.
func TestBackoffGrowsAndEnds(t *testing.T) {
	clock := clocktest.New()
	start := clock.Now()
	if err := list(options(status(hubspottest.New(1), nil, 500), clock)); err == nil {
		t.Fatal("no error")
	}
	waits := clock.Waits()
	if !slices.IsSorted(waits) || waits[0] != 250*time.Millisecond {
		t.Errorf("waits %v", waits)
	}
	if took := clock.Now().Sub(start); took < 20*time.Second || took > 30*time.Second {
		t.Errorf("gave up after %s, want almost 30 s and no more", took)
	}

	// After a page it takes longer, and the pauses are capped.
	clock = clocktest.New()
	s := hubspot.New(options(status(hubspottest.New(1), nil, 0, 500), clock)).Session(hubspot.Contacts)
	for range 2 {
		start = clock.Now()
		page, err := s.List(context.Background(), hubspot.ListQuery{})
		if err != nil {
			break
		}
		page.Release()
	}
	if took := clock.Now().Sub(start); took < 9*time.Minute+40*time.Second || took > 10*time.Minute {
		t.Errorf("gave up after %s, want almost 10 min and no more", took)
	}
	if waits := clock.Waits(); slices.Max(waits) != 15*time.Second {
		t.Errorf("longest wait %v, want half of 30 s with the least jitter", slices.Max(waits))
	}
}

func TestProgressStartsTheRetryTimeAgain(t *testing.T) {
	clock := clocktest.New()
	up := hubspottest.New(1)
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n%20 == 1 {
			return false
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	s := hubspot.New(options(up, clock)).Session(hubspot.Contacts)
	start := clock.Now()
	for i := range 20 {
		page, err := s.List(context.Background(), hubspot.ListQuery{})
		if err != nil {
			t.Fatalf("page %d after %s: %v", i, clock.Now().Sub(start), err)
		}
		page.Release()
	}
	if took := clock.Now().Sub(start); took < time.Hour {
		t.Errorf("only %s of failures", took)
	}
	if stats := s.Stats(); stats.Pages != 20 || stats.Retries != 19*19 {
		t.Errorf("%+v", stats)
	}
}

func TestRetryAfter(t *testing.T) {
	date := hubspottest.New().Now
	for _, test := range []struct {
		code   int
		header http.Header
		least  time.Duration
	}{
		{429, http.Header{"Retry-After": {"7"}}, 7 * time.Second},
		{503, http.Header{"Retry-After": {"2.5"}}, 2500 * time.Millisecond},
		{503, http.Header{"Retry-After": {date.Add(9 * time.Second).Format(http.TimeFormat)}}, 9 * time.Second},
		{503, http.Header{"Retry-After": {"soon"}}, 250 * time.Millisecond},
		{477, http.Header{"Retry-After": {"20"}}, 20 * time.Second},
		{423, nil, 2 * time.Second},
		{429, nil, time.Second},
	} {
		clock := clocktest.New()
		if err := list(options(status(hubspottest.New(1), test.header, test.code, 0), clock)); err != nil {
			t.Fatal(err)
		}
		if waits := clock.Waits(); len(waits) == 0 || waits[0] != test.least {
			t.Errorf("%d %v: waited %v, want %s", test.code, test.header, waits, test.least)
		}
	}
}

// Moving an account to another data centre may take a day: that is too long to wait.
func TestADemandedPauseThatIsTooLongFailsAtOnce(t *testing.T) {
	clock := clocktest.New()
	err := list(options(status(hubspottest.New(1), http.Header{"Retry-After": {"86400"}}, 477), clock))
	if e, ok := errors.AsType[*hubspot.Error](err); !ok || e.RetryAfter != 24*time.Hour || len(clock.Waits()) != 0 {
		t.Errorf("%v after %v", err, clock.Waits())
	}
}

func TestTheDailyLimitFailsAtOnceAndNamesItsReset(t *testing.T) {
	up := hubspottest.New(1) // it is 12:00 in UTC, 17:30 with the account
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/account-info/") {
			_, _ = io.WriteString(w, `{"portalId":1,"timeZone":"Asia/Kolkata","utcOffsetMilliseconds":19800000}`)
			return true
		}
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","policyName":"DAILY"}`)
		return true
	}
	clock := clocktest.New()
	e, ok := errors.AsType[*hubspot.Error](list(options(up, clock)))
	if !ok || e.Kind != hubspot.KindDaily || e.RetryAfter != 6*time.Hour+30*time.Minute || len(clock.Waits()) != 0 {
		t.Errorf("%+v after %v", e, clock.Waits())
	}
	if !strings.Contains(e.Error(), "resets at 2026-03-01T18:30:00Z") || e.Category.String() != "RATE_LIMIT" {
		t.Errorf("%v", e)
	}
}

// After a temporary failure the time zone is asked for again.
func TestTheTimeZoneIsLearnedAfterAFailure(t *testing.T) {
	for name, test := range map[string]struct {
		status, calls int
		known         bool
	}{
		"busy":      {http.StatusServiceUnavailable, 2, true},
		"forbidden": {http.StatusForbidden, 1, false},
	} {
		up, usedUp, asked := hubspottest.New(1), false, 0
		up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			switch account := strings.HasPrefix(r.URL.Path, "/account-info/"); {
			case account && asked == 0:
				asked++
				w.WriteHeader(test.status)
			case account:
				asked++
				_, _ = io.WriteString(w, `{"utcOffsetMilliseconds":0}`)
			case usedUp:
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = io.WriteString(w, `{"message":"You have reached your daily limit.","policyName":"DAILY"}`)
			default:
				return false
			}
			return true
		}
		client := hubspot.New(options(up, clocktest.New()))
		for range 3 {
			if err := client.Check(t.Context(), hubspot.Contacts); err != nil {
				t.Fatal(err)
			}
		}
		usedUp = true
		_, err := client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{})
		e, ok := errors.AsType[*hubspot.Error](err)
		if !ok || (e.RetryAfter == 12*time.Hour) != test.known || asked != test.calls {
			t.Errorf("%s: %v, again in %s, after %d calls", name, err, e.RetryAfter, asked)
		}
	}
}

func TestNetworkFailures(t *testing.T) {
	up := hubspottest.New(1)
	for name, test := range map[string]struct {
		trouble func(*http.Request) (*http.Response, error)
	}{
		"no answer": {func(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") }},
		"cut body": {func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"results":[`), failingReader{}))}, nil
		}},
	} {
		n := 0
		rt := roundTripper(func(r *http.Request) (*http.Response, error) {
			if n++; n == 1 {
				return test.trouble(r)
			}
			return up.RoundTrip(r)
		})
		if err := list(options(rt, clocktest.New())); err != nil || n != 2 {
			t.Errorf("%s: %d calls, %v", name, n, err)
		}
		rt = func(r *http.Request) (*http.Response, error) { return test.trouble(r) }
		e, ok := errors.AsType[*hubspot.Error](list(options(rt, clocktest.New())))
		if !ok || e.Kind != hubspot.KindNetwork || strings.Contains(e.Error(), "hubspot.test") {
			t.Errorf("%s: %v", name, e)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAnAnswerThatNeverEndsIsRefused(t *testing.T) {
	rt := roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(endless{})}, nil
	})
	if err := list(options(rt, clocktest.New())); err == nil || !strings.Contains(err.Error(), "larger than 24 MiB") {
		t.Error(err)
	}
}

func TestVersionsAndAuthorization(t *testing.T) {
	for _, test := range []struct {
		version string
		inQuery bool
		asked   string
	}{
		{"v3", false, "/crm/v3/objects/contacts?limit=100 Bearer the-key;/crm/v3/objects/contacts/search? Bearer the-key;/crm/v3/properties/contacts? Bearer the-key"},
		{"2026-09", false, "/crm/objects/2026-09/contacts?limit=100 Bearer the-key;/crm/objects/2026-09/contacts/search? Bearer the-key;/crm/properties/2026-09/contacts? Bearer the-key"},
		{"v3", true, "/crm/v3/objects/contacts?hapikey=the-key&limit=100 ;/crm/v3/objects/contacts/search?hapikey=the-key ;/crm/v3/properties/contacts?hapikey=the-key "},
	} {
		up := hubspottest.New(1)
		up.Names = []string{"email"}
		o := options(up, clocktest.New())
		o.Version, o.KeyInQuery = test.version, test.inQuery
		s := hubspot.New(o).Session(hubspot.Contacts)
		_, err1 := s.List(context.Background(), hubspot.ListQuery{})
		_, err2 := s.Search(context.Background(), hubspot.SearchQuery{})
		_, err3 := s.Properties(context.Background())
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		var asked []string
		for _, r := range up.Requests() {
			asked = append(asked, fmt.Sprintf("%s?%s %s", r.Path, r.Query, r.Authorization))
		}
		if got := strings.Join(asked, ";"); got != test.asked {
			t.Errorf("asked %s\nwant  %s", got, test.asked)
		}
	}
}

func TestCancelEndsTheWaiting(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("reader gone")
	up := hubspottest.New(1)
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		cancel(gone)
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	if _, err := hubspot.New(options(up, clocktest.New())).Session(hubspot.Contacts).List(ctx, hubspot.ListQuery{}); !errors.Is(err, gone) {
		t.Error(err)
	}
	if n := len(up.Requests()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// The Date header is written when HubSpot answers. The run began before that, by no more than the answer took.
func TestBeganIsBeforeTheRequest(t *testing.T) {
	up, clock := hubspottest.New(1), clocktest.New()
	slow := roundTripper(func(r *http.Request) (*http.Response, error) {
		clock.Advance(3 * time.Second)
		return up.RoundTrip(r)
	})
	page, err := hubspot.New(options(slow, clock)).Session(hubspot.Contacts).List(context.Background(), hubspot.ListQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if want := up.Now.Add(-3 * time.Second); !page.Began.Equal(want) {
		t.Errorf("began %v, want %v", page.Began, want)
	}
}
