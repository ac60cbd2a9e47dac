package extract_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// spread returns n IDs with gaps between them.
func spread(n int) []uint64 {
	ids := make([]uint64, n)
	for i := range ids {
		ids[i] = uint64(1000 + 3*i)
	}
	return ids
}

// ofAssociations reports whether a request asks for associations.
func ofAssociations(r *http.Request) bool { return strings.Contains(r.URL.Path, "/associations/") }

// withCompanies is a request for all contacts with their companies.
var withCompanies = extract.Request{Object: hubspot.Contacts, Associations: []*hubspot.Object{companies}}

// However many parts a read has, its batches of associations are full: it makes hardly more calls for them than one reader would.
func TestBatchesAreFullHoweverManyPartsThereAre(t *testing.T) {
	const contacts = 8_000
	for _, since := range []time.Time{{}, at(10, 0, 0, 0)} {
		synctest.Test(t, func(t *testing.T) {
			d := &distant{up: hubspottest.New(spread(contacts)...), latency: 600 * time.Millisecond}
			o, opts := clientOptions(d), options()
			o.Clock, opts.Clock, o.SearchRate = clock.System{}, clock.System{}, 20
			req := associated(since)
			run := extract.Start(hubspot.New(o), opts, req)
			n := 0
			for _, err := range run.Entities(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			most := len(req.Associations) * (contacts/hubspot.AssociationsLimit + 1)
			if parts := run.Summary().Cursors; n != contacts || parts < 6 || d.links > most {
				t.Errorf("since %v: %d contacts in %d parts, %d calls for associations, want at most %d", since, n, parts, d.links, most)
			}
		})
	}
}

// While batches are in flight, their reader goes on with pages, until every slot is taken by a batch. Then nothing is queued
// any more, and there are never more calls in flight than slots.
func TestPagesAreReadWhileBatchesAreInFlight(t *testing.T) {
	const contacts, slots, batch = 2200, 2, 10
	for name, properties := range map[string][]string{"few properties": nil, "many properties": long()} {
		s := newSwitchboard(hubspottest.New(spread(contacts)...))
		s.up.Habit, s.up.Names = hubspottest.Opaque, properties // one reader reads everything
		opts := options()
		opts.Parallel, opts.Properties = slots, properties
		stopped, lists := 0, 0
		o := s.play(t, opts, withCompanies, func() {
			for _, c := range s.held() {
				if _, isList := c.cursor(); isList && !strings.Contains(c.request.URL.Path, "/properties/") {
					lists++
					s.arrive(c)
					return
				}
			}
			if stopped == 0 && len(s.held()) == slots {
				stopped = lists
			}
			s.inOrder()
		})
		if o.err != nil || len(o.got) != contacts || s.most > slots {
			t.Errorf("%s: %d contacts, at most %d calls in flight, %v", name, len(o.got), s.most, o.err)
		}
		if stopped != slots*batch {
			t.Errorf("%s: %d pages have been read when all slots are taken by batches, want %d", name, stopped, slots*batch)
		}
	}
}

// long are as many properties as take a call of their own, but few.
func long() []string {
	names := make([]string, 60)
	for i := range names {
		names[i] = strings.Repeat("a", 240) + strconv.Itoa(i)
	}
	return names
}

// If a batch fails while others are in flight, the run does, and passes nothing on that is not complete.
func TestAFailureWhileBatchesAreInFlight(t *testing.T) {
	s := newSwitchboard(hubspottest.New(spread(5000)...))
	failed := false
	s.up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !ofAssociations(r) {
			return false
		}
		if failed {
			t.Error("a batch is asked for after another one has failed")
		}
		failed = true
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"status":"error","category":"VALIDATION_ERROR","message":"boom"}`)
		return true
	}
	opts := options()
	opts.Parallel = 3
	o := s.play(t, opts, withCompanies, func() {
		for _, c := range s.held() {
			if !ofAssociations(c.request) {
				s.arrive(c)
				return
			}
		}
		s.arrive(s.held()[len(s.held())-1])
	})
	if wantError(t, o.err, "boom"); len(o.got) > 0 || len(s.held()) > 0 {
		t.Errorf("%d contacts, %d calls still in flight", len(o.got), len(s.held()))
	}
}

// What is read for somebody with curl comes in the order of the IDs, whatever the answers that arrive last.
func TestASingleReadIsInOrder(t *testing.T) {
	for name, properties := range map[string][]string{"few properties": nil, "many properties": wide()} {
		for _, types := range [][]*hubspot.Object{nil, {companies}, {companies, deals}} {
			s := newSwitchboard(hubspottest.New(spread(40)...))
			s.up.PageSize, s.up.Names = 3, properties
			opts := options()
			opts.Properties = properties
			o := s.play(t, opts, extract.Request{Single: true, Associations: types}, func() { s.arrive(s.held()[len(s.held())-1]) })
			if o.err != nil || len(o.got) != 40 || !slices.IsSorted(o.got) {
				t.Errorf("%s, %d types: %v, %v", name, len(types), o.got, o.err)
			}
		}
	}
}

// sized is an upstream that counts the bytes of its lists.
type sized struct {
	http.RoundTripper

	mu           sync.Mutex
	lists, bytes int
}

func (s *sized) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := s.RoundTripper.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet {
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(text))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists++
	s.bytes += len(text)
	return resp, err
}

// A reader that stops taking leaves a few batches of pages in memory, and no more than there is memory for. If it goes on,
// everything arrives, complete.
func TestAReaderThatStopsLeavesFewPagesInMemory(t *testing.T) {
	for name, c := range map[string]struct {
		memory int64
		record int // bytes
		pages  int
	}{
		"small pages": {48 << 20, 0, 16 + 3*10},
		"large pages": {1 << 20, 2 << 10, 5},
	} {
		synctest.Test(t, func(t *testing.T) {
			const contacts = 7_000
			up := hubspottest.New(spread(contacts)...)
			for i := range up.Records {
				up.Records[i].Extra = map[string]string{"firstname": strings.Repeat("x", c.record)}
			}
			count := &sized{RoundTripper: &distant{up: up, latency: 300 * time.Millisecond}}
			o, opts := clientOptions(count), options()
			o.Clock, opts.Clock, o.PageMemory = clock.System{}, clock.System{}, c.memory
			n := 0
			for e, err := range extract.Start(hubspot.New(o), opts, withCompanies).Entities(t.Context()) {
				if err != nil || !strings.Contains(string(e.Associations), "companies") {
					t.Fatalf("%s: %s, %v", name, e.Associations, err)
				}
				if n++; n%3000 != 1 {
					continue
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				page := count.bytes / count.lists
				left := count.bytes - n*page/100
				if left > c.pages*page || int64(left) > c.memory+c.memory/4 {
					t.Errorf("%s: %d bytes that nobody has taken, which is %d pages; want at most %d", name, left, left/page, c.pages)
				}
			}
			if n != contacts {
				t.Errorf("%s: %d contacts", name, n)
			}
		})
	}
}

// A run that ends too soon gives the memory of all pages back that wait, for others or for their associations: pages of later
// runs still find room to wait.
func TestPagesThatWaitGiveTheirMemoryBack(t *testing.T) {
	for name, early := range map[string]earlyEnd{
		"a batch fails":                          {refuses: true},
		"a batch of a since-read fails":          {refuses: true, since: at(10, 0, 0, 0)},
		"a batch fails, with many properties":    {refuses: true, wide: true},
		"the reader stops":                       {stops: true},
		"the reader of a since-read stops":       {stops: true, since: at(10, 0, 0, 0)},
		"the reader stops, with many properties": {stops: true, wide: true},
		"the run is cancelled":                   {cancels: true},
	} {
		t.Run(name, func(t *testing.T) {
			const contacts, page = 1200, 20
			up := hubspottest.New(spread(contacts)...)
			up.PageSize, up.Names = page, wide()
			up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {}} // that there are none takes a long error each
			for _, c := range up.Records {
				up.Links["companies"][c.ID] = []hubspottest.Link{{To: 15, Types: "[]"}}
			}
			o := clientOptions(up)
			o.PageMemory, o.SearchRate = 1<<20, 1e6 // room for hardly more pages than one batch takes
			shared := hubspot.New(o)
			for range early.times() {
				early.read(t, shared, up)
			}
			up.Intercept = nil
			before := len(up.Requests())
			opts := options()
			opts.Parallel = 1
			if _, order, err := texts(extract.Start(shared, opts, withCompanies)); err != nil || len(order) != contacts {
				t.Fatal(len(order), err)
			}
			if calls := len(up.Requests()) - before; calls != contacts/page+2 {
				t.Errorf("%d calls: pages no longer wait for one another", calls)
			}
		})
	}
}

// earlyEnd is how a run ends too soon.
type earlyEnd struct {
	refuses, cancels bool // when it asks for the first batch of associations
	stops            bool // when the reader has taken a few records
	since            time.Time
	wide             bool
}

// times is how many such runs there are. Answers with many properties take time.
func (e earlyEnd) times() int {
	if e.wide {
		return 5
	}
	return 20
}

// read makes such a run.
func (e earlyEnd) read(t *testing.T, shared *hubspot.Client, up *hubspottest.Upstream) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		switch {
		case !ofAssociations(r):
			return false
		case e.cancels:
			cancel()
		case e.refuses:
			w.WriteHeader(http.StatusBadRequest)
		}
		return e.refuses
	}
	opts, req := options(), withCompanies
	req.Since = e.since
	if e.wide {
		opts.Properties = wide()
	}
	n := 0
	for _, err := range extract.Start(shared, opts, req).Entities(ctx) {
		n++
		switch {
		case err != nil && !e.stops:
			return
		case err != nil:
			t.Fatal(err)
		case e.stops && n == 10:
			return
		}
	}
	t.Fatalf("the run has come to its end, with %d contacts", n)
}
