package limit_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// account is a limiter under a clock that the test moves.
type account struct {
	*limit.Limiter
	now time.Time
}

func newAccount(t interface{ Fatal(...any) }, s limit.Settings) *account {
	a := &account{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	a.Limiter = limit.New(func() time.Time { return a.now }, time.FixedZone("account", 3600),
		func(token string) bool { return token != "" && token != "stranger" })
	if err := a.Set(s); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *account) call(token, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	a.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
	return w
}

func (a *account) get(token string) *httptest.ResponseRecorder {
	return a.call(token, http.MethodGet, "/crm/v3/objects/contacts")
}

func (a *account) search() *httptest.ResponseRecorder {
	return a.call("any", http.MethodPost, "/crm/v3/objects/contacts/search")
}

// refused counts the refusals of the policy among n calls.
func refused(n int, policy string, call func() *httptest.ResponseRecorder) (count int) {
	for range n {
		w := call()
		if w.Code == http.StatusTooManyRequests && strings.Contains(w.Body.String(), `"policyName":"`+policy+`"`) {
			count++
		}
	}
	return count
}

func TestTheWindowRolls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 5).Draw(t, "most")
		a := newAccount(t, limit.Settings{Plan: "oauth", TenSecondly: most})
		var passed []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "calls") {
			a.now = a.now.Add(time.Duration(rapid.IntRange(-500, 6000).Draw(t, "ms")) * time.Millisecond)
			// A call is forgotten once it is ten seconds old, and when the clock is
			// set back behind it.
			passed = slices.DeleteFunc(passed, func(call time.Time) bool {
				return call.After(a.now) || a.now.Sub(call) >= 10*time.Second
			})
			inside := len(passed)
			w := a.get("t")
			if (w.Code == http.StatusOK) != (inside < most) {
				t.Fatalf("with %d of %d in the last ten seconds: %d", inside, most, w.Code)
			}
			if w.Code == http.StatusOK {
				passed = append(passed, a.now)
			}
		}
	})
}

func TestTokensHaveAWindowEachAndADayTogether(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free", TenSecondly: 2, Daily: 5})
	call := func(token string) func() *httptest.ResponseRecorder {
		return func() *httptest.ResponseRecorder { return a.get(token) }
	}
	for _, token := range []string{"a", "b"} {
		if got := refused(3, "TEN_SECONDLY_ROLLING", call(token)); got != 1 {
			t.Errorf("token %s: %d of 3 refused, want 1", token, got)
		}
	}
	a.now = a.now.Add(10 * time.Second)
	if got := refused(3, "DAILY", call("c")); got != 2 {
		t.Errorf("after five calls of the day %d of 3 refused, want 2", got)
	}
	a.now = time.Date(2026, 3, 1, 22, 59, 59, 999_000_000, time.UTC)
	if got := refused(1, "DAILY", call("c")); got != 1 {
		t.Error("a millisecond before the account's midnight the day has begun anew")
	}
	a.now = a.now.Add(time.Millisecond)
	if got := refused(1, "DAILY", call("c")); got != 0 {
		t.Error("at the account's midnight the day has not begun anew")
	}
}

func TestSearches(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free", TenSecondly: 1})
	a.get("any") // searches have nothing to do with the ten seconds
	if got := refused(7, "SECONDLY", a.search); got != 2 {
		t.Errorf("%d of 7 refused, want 2", got)
	}
	a.now = a.now.Add(999 * time.Millisecond)
	if got := refused(1, "SECONDLY", a.search); got != 1 {
		t.Error("within the second a sixth search passed")
	}
	a.now = a.now.Add(time.Millisecond)
	if got := refused(6, "SECONDLY", a.search); got != 1 {
		t.Errorf("a second later %d of 6 refused, want 1", got)
	}
	if got := a.Usage(); got.Today != 11 || got.Searches != 5 || got.Busiest != 1 {
		t.Errorf("usage %+v, want 11 today, 5 searches, busiest 1", got)
	}
}

func TestRetryAfter(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free", TenSecondly: 1, RetryAfter: true})
	a.get("t")
	a.now = a.now.Add(2500 * time.Millisecond)
	if got := a.get("t").Header().Get("Retry-After"); got != "8" {
		t.Errorf("7.5 s before the next call: %q", got)
	}
	if err := a.Set(limit.Settings{Plan: "free", Daily: 1, RetryAfter: true}); err != nil {
		t.Fatal(err)
	}
	if got := a.get("t").Header().Get("Retry-After"); got != fmt.Sprint(11*3600-2) {
		t.Errorf("at 13:00:02.5 in the account's zone: %q seconds to midnight", got)
	}
	if err := a.Set(limit.Settings{Plan: "free", TenSecondly: 1}); err != nil {
		t.Fatal(err)
	}
	if w := a.get("t"); w.Code != 429 || w.Header().Get("Retry-After") != "" {
		t.Errorf("switched off: %d, %q", w.Code, w.Header().Get("Retry-After"))
	}
}

func TestStrangersAreNotCounted(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free", TenSecondly: 1, Daily: 1})
	for range 3 {
		if w := a.get("stranger"); w.Code != http.StatusOK || len(w.Header()) != 0 {
			t.Errorf("a token of nobody's: %d, %v", w.Code, w.Header())
		}
	}
	if got := a.Usage(); got.Today != 0 || got.Busiest != 0 {
		t.Errorf("%+v", got)
	}
}

func TestConcurrentCallsAreCountedExactly(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free"})
	var all sync.WaitGroup
	passed := make([]int, 8)
	for worker := range passed {
		all.Go(func() {
			passed[worker] = 25 - refused(25, "TEN_SECONDLY_ROLLING", func() *httptest.ResponseRecorder { return a.get("t") })
		})
	}
	all.Wait()
	sum := 0
	for _, n := range passed {
		sum += n
	}
	if sum != 100 {
		t.Errorf("%d calls passed, want 100", sum)
	}
}

// The batches of associations count against the day and nothing else, and their answers do not speak of limits; the
// associations of one record are calls as all others.
func TestBatchesOfAssociationsAreExempt(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free", TenSecondly: 2, Daily: 8})
	for _, path := range []string{"/crm/v4/associations/contacts/companies/batch/read", "/crm/associations/2026-03/0-1/0-2/batch/create", "/crm/v3/associations/a/b/batch/read"} {
		w := a.call("any", http.MethodPost, path)
		if w.Code != http.StatusOK || w.Header().Get("X-HubSpot-RateLimit-Max") != "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
	one := func() *httptest.ResponseRecorder {
		return a.call("any", http.MethodGet, "/crm/v4/objects/contacts/1/associations/companies")
	}
	if n := refused(5, "TEN_SECONDLY_ROLLING", one); n != 3 {
		t.Errorf("%d calls about one record were refused", n)
	}
	batch := func() *httptest.ResponseRecorder {
		return a.call("any", http.MethodPost, "/crm/v4/associations/contacts/companies/batch/read")
	}
	if n := refused(5, "DAILY", batch); n != 2 {
		t.Errorf("%d batches were refused on a day with 3 calls left", n)
	}
	if usage := a.Usage(); usage.Today != 8 || usage.Busiest != 2 {
		t.Errorf("%+v", usage)
	}
}
