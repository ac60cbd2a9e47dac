package pump

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// A full run begins with is_first and ends with is_last on an empty array, an incremental one has neither; each is a sequence
// of its own.
func TestSequences(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, pushing(``))
	b.completed(t, Normal)
	want(t, r.taken(), []string{"| s1 full 1 first last"})
	fill(b, 5)
	b.completed(t, Rescan)
	want(t, r.taken(), []string{"e00 e01 e02 | s2 full 1 first", "e03 e04 | s2 full 2 after 1", "| s2 full 3 after 2 last"})
	b.source.set("e01", "2")
	b.source.tombstone("e03")
	run := b.completed(t, Normal)
	want(t, r.taken(), []string{"e01 e03 | s3 1", "| s3 2 after 1"})
	if run.Processed != 2 || run.Changed != 2 || run.Offset != stampOf(7) || !run.Logged {
		t.Errorf("%+v", run)
	}
	if run = b.completed(t, Normal); run.Logged || run.Changed != 0 {
		t.Errorf("a run without entities: %+v", run)
	}
	want(t, r.taken(), []string{"| s4 1"})
	if deleted := r.accepted[len(r.accepted)-1]; !deleted.Deleted || deleted.ID != "e03" {
		t.Errorf("%+v", deleted)
	}
}

// A full set in which something was refused is not complete: its receiver would delete what it did not get.
func TestFullSetThatIsNotWholeHasNoEnd(t *testing.T) {
	r := &receiver{refuse: bad(400)}
	b := pushBed(t, r, pushing(`,"pump":{`+patient+`,"batch_retries":0}`))
	fill(b, 1)
	b.source.set("e01", "bad")
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e00 e01 | s1 full 1 first", "e00 | s1 full 2 first", "e01 | s1 full 3 after 2", "| s1 full 4 after 2"})
	b.source.set("e01", "good")
	b.completed(t, Rescan)
	want(t, r.taken()[1:], []string{"e00 e01 | s2 full 2 first", "| s2 full 3 after 2 last"})
}

// 409 ends the run without repeating anything; a full set begins again from its beginning, as a new sequence.
func TestConflict(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, chronologically(pushing(`,"pump":{`+patient+`}`)))
	fill(b, 7)
	r.refuse = func(entities []pushed) int {
		if len(entities) > 0 && entities[0].ID == "e06" {
			r.sequence = "" // it has lost its memory
		}
		return 200
	}
	run := b.run(t, Normal)
	want(t, r.taken(), []string{"e00 e01 e02 | s1 full 1 first", "e03 e04 e05 | s1 full 2 after 1", "e06 | s1 full 3 after 2"})
	if run.Outcome != Failed || run.Reason != "the receiver has lost the sequence" || run.Offset != "" || run.WriteErrors != 0 {
		t.Errorf("%+v", run)
	}
	r.refuse = nil
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e00 e01 e02 | s2 full 1 first", "e03 e04 e05 | s2 full 2 after 1", "e06 | s2 full 3 after 2", "| s2 full 4 after 3 last"})
	// In an incremental run the offset stays after what was accepted.
	fill(b, 4)
	r.refuse = func(entities []pushed) int {
		if len(entities) == 1 {
			return 409
		}
		return 200
	}
	if run = b.run(t, Normal); run.Outcome != Failed || run.Offset != stampOf(10) {
		t.Errorf("%+v", run)
	}
}

// A source that must not be empty is not sent as an empty set.
func TestEmptySourceIsNotSent(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, strings.Replace(pushing(``), `"supports_since":true`, `"supports_since":true,"if_source_empty":"fail"`, 1))
	if run := b.run(t, Normal); run.Outcome != Failed || len(r.requests) > 0 {
		t.Errorf("%+v, %v", run, r.requests)
	}
}

// The end of a sequence is repeated like any request, and a run that cannot end it has failed.
func TestEndThatIsRefused(t *testing.T) {
	fails := 3
	r := &receiver{}
	r.refuse = func(entities []pushed) int {
		if fails--; len(entities) == 0 && fails >= 0 {
			return 503
		}
		return http.StatusOK
	}
	b := pushBed(t, r, pushing(``))
	b.completed(t, Normal)
	want(t, r.taken(), []string{"| s1 full 1 first last", "| s1 full 1 first last", "| s1 full 1 first last", "| s1 full 1 first last"})
	fails = 4
	if run := b.run(t, Normal); run.Outcome != Failed || !strings.HasPrefix(run.Error, "the service answered 503") {
		t.Errorf("%+v", run)
	}
}

// What a receiver got in another kind of run is no part of a full set: after a change of the sink, the rest of an interrupted
// full run is sent as what it is, a part.
func TestChangeOfTheSinkIsNoResumption(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, chronologically(simplePipe))
	fill(b, 5)
	b.source.failAfter = 4
	if run := b.run(t, Normal); run.Outcome != Failed || b.state(t).Resume == nil {
		t.Fatalf("%+v", run)
	}
	b.configure(t, chronologically(pushing(``)))
	b.source.failAfter = -1
	if b.state(t).Offset.IsZero() {
		t.Fatal("nothing was read")
	}
	b.completed(t, Normal)
	for _, request := range r.taken() {
		if strings.Contains(request, "full") {
			t.Errorf("a part is sent as the whole: %s", request)
		}
	}
}

// A run that is stopped while the service is silent ends at once; what was accepted before is not sent again.
func TestStopWhileTheServiceIsSilent(t *testing.T) {
	r, asked := &receiver{}, make(chan struct{})
	b := pushBed(t, r, chronologically(pushing(``)))
	fill(b, 4)
	b.service = stuck{r, asked}
	b.configure(t, chronologically(pushing(``)))
	ended := make(chan Run)
	go func() { ended <- b.run(t, Normal) }()
	<-asked
	if err := b.pump.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if run := <-ended; run.Outcome != Failed || run.Reason != ErrStopped.Error() || run.Offset != stampOf(3) || run.WriteErrors != 0 {
		t.Errorf("%+v", run)
	}
	b.service = r
	b.configure(t, chronologically(pushing(``)))
	r.taken()
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e03 | s1 full 3 after 1", "| s1 full 4 after 3 last"})
}

// stuck answers nothing after the first request.
type stuck struct {
	first *receiver
	asked chan struct{}
}

func (s stuck) RoundTrip(req *http.Request) (*http.Response, error) {
	if len(s.first.requests) == 0 {
		return s.first.RoundTrip(req)
	}
	close(s.asked)
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// What a read that failed has yielded beyond the last full batch does not count: it is read again, if it is still there.
func TestOffsetOfAReadThatIsRepeated(t *testing.T) {
	r := &receiver{}
	pipe := chronologically(pushing(`,"pump":{"max_read_retries":1}`))
	b := pushBed(t, r, pipe)
	d := b.pump.Deps
	d.Source = &changing{[][]string{{`{"_id":"a","_updated":"1"}`, `{"_id":"b","_updated":"2"}`}, {`{"_id":"x"}`}}}
	b.pump = New(d)
	if run := b.completed(t, Normal); run.Offset != "" {
		t.Errorf("%+v", run)
	}
	want(t, r.taken(), []string{"x | s1 full 1 first", "| s1 full 2 after 1 last"})
}

// changing yields other entities in each read; all reads but the last fail at their end.
type changing struct{ reads [][]string }

func (s *changing) Read(context.Context, *string) iter.Seq2[[]byte, error] {
	now := s.reads[0]
	s.reads = s.reads[1:]
	return func(yield func([]byte, error) bool) {
		for _, entity := range now {
			if !yield([]byte(entity), nil) {
				return
			}
		}
		if len(s.reads) > 0 {
			yield(nil, &source.ReadError{Code: source.CodeCommunication, Source: "changing", Err: errBroken})
		}
	}
}
