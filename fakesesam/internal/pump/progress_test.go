package pump

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// ticks is a stopwatch that goes on by a second whenever it is looked at.
func ticks() func() time.Time {
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

// A run that waits for a service says for what, and how far it has come.
func TestProgressWhileAServiceIsAsked(t *testing.T) {
	var seen []Progress
	r := &receiver{}
	b := pushBed(t, r, pushing(``))
	b.pump.Stopwatch = ticks()
	r.refuse = func([]pushed) int {
		seen = append(seen, b.pump.Progress()...)
		return http.StatusOK
	}
	var after []Doing // what it does after an answer, when it stores how far it came
	b.committing = func() { after = append(after, b.pump.Progress()[0].Reading.Doing) }
	fill(b, 4) // in batches of 3
	b.completed(t, Normal)
	if len(after) == 0 || after[0] != ReadingSource {
		t.Errorf("after the answer: %q", after)
	}
	if len(seen) != 3 {
		t.Fatalf("%+v", seen)
	}
	second := seen[1]
	want := Progress{
		SyncType: SyncFull, Began: b.clock.Now(), Elapsed: second.Elapsed, Read: 4, Processed: 3, Changed: 3,
		Reading: Step{
			Doing: Asking, Method: http.MethodPost, Entities: 1, Batch: 2, Elapsed: second.Reading.Elapsed,
			URL: "http://service/things?key=k&sequence_id=1&is_full=true&request_id=2&previous_request_id=1",
		},
	}
	if diff := cmp.Diff(want, second, cmpopts.IgnoreFields(Step{}, "Elapsed", "began")); diff != "" {
		t.Error(diff)
	}
	if second.Reading.Elapsed != time.Second || second.Elapsed <= seen[0].Elapsed || second.Rate() != 4/second.Elapsed.Seconds() {
		t.Errorf("%v after %v, at %v a second", second.Reading.Elapsed, second.Elapsed, second.Rate())
	}
	if got := b.pump.Progress(); got != nil {
		t.Errorf("after the run: %+v", got)
	}
}

// watchedClock is a clock that is looked at while somebody sleeps.
type watchedClock struct {
	*clock.Manual
	during func()
}

func (c watchedClock) Sleep(ctx context.Context, d time.Duration) error {
	c.during()
	return c.Manual.Sleep(ctx, d)
}

// A run that pauses says because of which answer, and until when.
func TestProgressDuringAPause(t *testing.T) {
	var seen []Step
	r := &receiver{}
	refusals := 1
	r.refuse = func([]pushed) int {
		if refusals--; refusals >= 0 {
			return http.StatusTooManyRequests
		}
		return http.StatusOK
	}
	b := pushBed(t, r, pushing(`,"pump":{"batch_retries":1,"write_retry_delay":4}`))
	b.pump.Clock = watchedClock{b.clock, func() { seen = append(seen, b.pump.Progress()[0].Reading) }}
	began := b.clock.Now()
	fill(b, 1)
	b.completed(t, Normal)
	want := []Step{{Doing: Pausing, Status: 429, Until: began.Add(4 * time.Second)}}
	if diff := cmp.Diff(want, seen, cmpopts.IgnoreFields(Step{}, "Elapsed", "began")); diff != "" {
		t.Error(diff)
	}
}

// While a batch is written, and while the source is read, the run says so.
func TestProgressOfADatasetSink(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 3)
	b.source.hold = make(chan struct{})
	run, err := b.pump.Begin(t.Context(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.pump.Progress(); len(got) != 1 || got[0].Reading.Doing != Preparing || got[0].SyncType != "" {
		t.Errorf("before the run has begun: %+v", got)
	}
	var written []Step
	b.committing = func() { written = append(written, b.pump.Progress()[0].Writing) }
	close(b.source.hold)
	if out := run(); out.Outcome != Completed {
		t.Fatal(out)
	}
	if len(written) == 0 || written[0].Doing != WritingBatch || written[0].Batch != 1 {
		t.Errorf("%+v", written)
	}
}

// The requests of a run are known, without secrets: what was sent, what was answered, how long it took, and in which run.
func TestRequests(t *testing.T) {
	r := &receiver{refuse: bad(http.StatusBadRequest)}
	b := pushBed(t, r, pushing(`,"pump":{"batch_retries":0,"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":2}`))
	b.pump.Stopwatch = ticks()
	b.source.set("e00", "hush")
	b.source.set("e01", "bad")
	b.completed(t, Normal)
	got := b.pump.Requests()
	var short []string
	for _, s := range got {
		query := s.URL[strings.Index(s.URL, "request_id="):]
		short = append(short, strings.Join([]string{s.Method, query, http.StatusText(s.Status), s.Answer}, " "))
		if s.Run != 1 || s.Pending || s.Took <= 0 || !s.At.Equal(b.clock.Now()) || strings.Contains(s.Sent+s.Answer, "hush") {
			t.Errorf("%+v", s)
		}
	}
	want := []string{
		"POST request_id=4&previous_request_id=2 OK status 200, ***",
		"POST request_id=3&previous_request_id=2 Bad Request status 400, ***",
		"POST request_id=2&is_first=true OK status 200, ***",
		"POST request_id=1&is_first=true Bad Request status 400, ***",
	}
	if diff := cmp.Diff(want, short); diff != "" {
		t.Error(diff)
	}
	if first := got[3]; first.Entities != 2 || !strings.HasPrefix(first.Sent, `[{"_id":"e00",`) || first.SentBytes < 100 {
		t.Errorf("%+v", first)
	}
	past := history(t, b)
	if diff := cmp.Diff(&Traffic{Requests: 4, Entities: 4, Statuses: map[string]int{"200": 2, "400": 2}}, past[0].Requests); diff != "" {
		t.Error(diff)
	}
}

// Only the last requests are kept.
func TestRequestsAreBounded(t *testing.T) {
	b := pushBed(t, &receiver{}, strings.Replace(pushing(``), `?key=k"`, `?key=k","batch_size":1`, 1))
	fill(b, 2*requestsKept)
	b.completed(t, Normal)
	got := b.pump.Requests()
	if len(got) != requestsKept || !strings.Contains(got[0].URL, "is_last=true") || !strings.Contains(got[1].URL, "request_id=100&") {
		t.Errorf("%d requests, the last one is %+v", len(got), got[0])
	}
	if past := history(t, b); past[0].Requests.Requests != 2*requestsKept+1 {
		t.Errorf("%+v", past[0].Requests)
	}
}
