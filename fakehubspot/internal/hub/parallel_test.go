package hub_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// passed is a call that the limits let pass, or not.
type passed struct {
	at        time.Time // on the account's clock
	remaining int
	status    int
}

// reader is one of several clients that share an account: it reads the IDs from one on up to another.
type reader struct {
	hub      *hub.Hub
	handler  http.Handler
	from, to int64
	pause    time.Duration // between calls

	calls []passed
	ids   []int64
}

func (r *reader) run(t *testing.T) {
	for next := r.from; next != 0; time.Sleep(r.pause) {
		request := httptest.NewRequest(http.MethodGet, "/crm/v3/objects/contacts?limit=20&after="+strconv.FormatInt(next, 10), http.NoBody)
		request.Header.Set("Authorization", "Bearer secret")
		w := httptest.NewRecorder()
		r.handler.ServeHTTP(w, request)
		remaining, err := strconv.Atoi(w.Header().Get("X-HubSpot-RateLimit-Remaining"))
		if err != nil {
			t.Error(err)
			return
		}
		r.calls = append(r.calls, passed{r.hub.Clock().Now(), remaining, w.Code})
		if w.Code == http.StatusTooManyRequests {
			continue
		}
		if next, err = r.take(w.Body.Bytes()); err != nil {
			t.Error(err)
			return
		}
	}
}

// take keeps the IDs of a page that lie in the reader's part, and returns the cursor that follows, 0 at the end of the part.
func (r *reader) take(body []byte) (next int64, err error) {
	var page struct {
		Results []struct{ ID string }
		Paging  struct {
			Next struct {
				After int64 `json:",string"`
			}
		}
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return 0, fmt.Errorf("%s: %w", body, err)
	}
	for _, one := range page.Results {
		id, err := strconv.ParseInt(one.ID, 10, 64)
		if err != nil {
			return 0, err
		}
		if id >= r.to {
			return 0, nil
		}
		r.ids = append(r.ids, id)
	}
	return page.Paging.Next.After, nil
}

// Sixteen clients that read their parts of an account at once, each answer late, get everything once and never more calls
// than the plan has in any ten seconds, and are told how many are left.
func TestManyClientsShareTheLimits(t *testing.T) {
	const contacts, clients, most = 20_000, 16, 190
	synctest.Test(t, func(t *testing.T) {
		h, err := hub.New(hub.Config{
			Seed: 1, Contacts: contacts, Lag: fixed, Logger: discard, Plan: "professional", Tokens: []token.Token{{Value: "secret"}},
			Real: time.Now, After: time.After,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		if _, err := h.Faults().Add(fault.Fault{Kind: "delay", Delay: fault.Duration(150 * time.Millisecond)}); err != nil {
			t.Fatal(err)
		}
		all, _ := h.Contacts().List(store.Start{}, contacts, false)
		handler := h.Handler()
		readers := make([]*reader, clients)
		var group sync.WaitGroup
		for i := range readers {
			r := &reader{hub: h, handler: handler, from: all[i*contacts/clients].ID, to: all[contacts-1].ID + 1}
			if i < clients-1 {
				r.to = all[(i+1)*contacts/clients].ID
			}
			r.pause = time.Duration(i%4)*25*time.Millisecond + time.Duration(i/8)*731*time.Microsecond // several call at one instant
			readers[i] = r
			group.Go(func() { r.run(t) })
		}
		group.Wait()
		var calls []passed
		var ids []int64
		for _, r := range readers {
			calls, ids = append(calls, r.calls...), append(ids, r.ids...)
		}
		if len(ids) != contacts || len(slices.Compact(ids)) != contacts || !slices.IsSorted(ids) {
			t.Errorf("%d contacts, want %d, each once", len(ids), contacts)
		}
		checkLimit(t, calls, most)
	})
}

// checkLimit holds the calls to a limit in ten seconds, and what they were told is left to what was.
func checkLimit(t *testing.T, calls []passed, most int) {
	t.Helper()
	slices.SortFunc(calls, func(a, b passed) int { return cmp.Or(a.at.Compare(b.at), b.remaining-a.remaining, a.status-b.status) })
	var window []time.Time
	refused, busiest := 0, 0
	for _, one := range calls {
		window = slices.DeleteFunc(window, func(at time.Time) bool { return one.at.Sub(at) >= 10*time.Second })
		if one.status == http.StatusTooManyRequests {
			refused++
		} else {
			window = append(window, one.at)
		}
		busiest = max(busiest, len(window))
		if len(window) > most || one.remaining != most-len(window) {
			t.Fatalf("%s, %d: %d calls in ten seconds and %d said to remain, of %d", one.at, one.status, len(window), one.remaining, most)
		}
	}
	if busiest != most || refused == 0 {
		t.Errorf("the limit was not reached: %d calls at most in ten seconds, %d refused", busiest, refused)
	}
}
