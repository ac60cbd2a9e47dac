package journal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// answering is a journal around a handler that answers each call with what its body says.
func answering(capacity int) (*journal.Journal, func(target, answer string)) {
	j := journal.New(capacity, at(instant))
	handler := j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Set-Cookie", "s3cret")
		_, _ = io.Copy(w, r.Body)
	}))
	return j, func(target, answer string) {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, target, strings.NewReader(answer)))
	}
}

func exchange(t *testing.T, j *journal.Journal, seq uint64) journal.Exchange {
	t.Helper()
	one, err := j.Exchange(seq)
	if err != nil {
		t.Fatal(err)
	}
	return one
}

// The beginning of an answer is kept, and its length; of its headers those that say something about the call.
func TestAnswersAreKept(t *testing.T) {
	for _, size := range []int{0, 1, journal.MaxAnswer, journal.MaxAnswer + 1, 50_000} {
		j, call := answering(10)
		sent := strings.Repeat("x", size)
		call("/x", sent)
		got := exchange(t, j, 1)
		if got.AnswerBytes != size || got.Answer.Body != sent[:min(size, journal.MaxAnswer)] || got.Answer.BodyCut != (size > journal.MaxAnswer) {
			t.Errorf("%d bytes were answered: %d counted, %d kept, cut %v", size, got.AnswerBytes, len(got.Answer.Body), got.Answer.BodyCut)
		}
		if text := fmt.Sprint(got.Answer.Headers); text != "map[Content-Type:text/plain]" {
			t.Errorf("headers %s", text)
		}
	}
}

// What is written piece by piece is kept as one.
func TestAnswersInPieces(t *testing.T) {
	j := journal.New(1, at(instant))
	j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := range 5_000 {
			_, _ = fmt.Fprintf(w, "%d,", i%10)
		}
		if got, err := j.Exchange(1); err != nil || len(got.Answer.Body) != journal.MaxAnswer {
			t.Errorf("before the answer ends, %d bytes are there, %v", len(got.Answer.Body), err)
		}
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil))
	if got := exchange(t, j, 1); !strings.HasPrefix(got.Answer.Body, "0,1,2,3,4,5,6,7,8,9,0,") || !got.Answer.BodyCut || got.AnswerBytes != 10_000 {
		t.Errorf("kept %.30q, cut %v, %d bytes", got.Answer.Body, got.Answer.BodyCut, got.AnswerBytes)
	}
}

// Answers can repeat the credentials of a call, or give new ones out.
func TestCredentialsStayOutOfAnswers(t *testing.T) {
	for target, kept := range map[string]bool{
		"/oauth/v1/token": false, "/oauth/2026-03/token/introspect": false, "/x?hapikey=s3cret": false, "/x?a=1&HAPI%4Bey=s3cret": false,
		"/x?key=s": true, "/oauths": true,
	} {
		j, call := answering(1)
		call(target, `{"access_token":"s3cret"}`)
		got := exchange(t, j, 1)
		text, _ := json.Marshal(got.Answer)
		if strings.Contains(string(text), "s3cret") != kept || got.AnswerBytes != 25 {
			t.Errorf("%s: %s", target, text)
		}
		if n := j.Count(journal.Filter{Text: "access_token"}); target == "/oauth/v1/token" && n != 0 {
			t.Error("an answer that is not kept is found by its text")
		}
	}
}

// Answers make room before any request does: those of the newest calls are there.
func TestAnswersMakeRoomFirst(t *testing.T) {
	j, call := answering(1_000_000)
	const calls = 2 * journal.MaxAnswers / journal.MaxAnswer
	answer := strings.Repeat("b", journal.MaxAnswer)
	for range calls {
		call("/x", answer)
	}
	if j.Len() != calls || j.Dropped() != 0 {
		t.Errorf("%d requests are left, %d were dropped", j.Len(), j.Dropped())
	}
	kept := 0
	for seq := range uint64(calls) {
		if one := exchange(t, j, seq+1); !one.Answer.Forgotten {
			kept++
		} else if one.Answer.Body != "" || kept > 0 {
			t.Fatalf("answer %d is forgotten, an older one is not", seq+1)
		}
	}
	if kept == 0 || kept*journal.MaxAnswer > journal.MaxAnswers || kept < calls/3 {
		t.Errorf("%d answers are kept", kept)
	}
}

// In a journal that is full of requests, the newest answers have their place; all together keep its size.
func TestRequestsLeaveRoomForTheNewestAnswers(t *testing.T) {
	j, call := answering(1_000_000)
	const calls = 5_000
	for range calls {
		call("/x?"+strings.Repeat("q", journal.MaxQuery), strings.Repeat("b", journal.MaxBody))
	}
	requests, answers := 0, 0
	for seq := j.Dropped() + 1; seq <= calls; seq++ {
		one := exchange(t, j, seq)
		requests += len(one.Query) + len(one.Body)
		answers += len(one.Answer.Body)
	}
	if got := exchange(t, j, calls); got.Answer.Forgotten || len(got.Answer.Body) != journal.MaxAnswer {
		t.Errorf("the newest answer: %+v", got.Answer)
	}
	if requests+answers > journal.MaxBytes || requests < journal.MaxBytes*7/8 || answers < 3<<20 {
		t.Errorf("%d MiB of requests and %d MiB of answers", requests>>20, answers>>20)
	}
}

// Calls that were under way when somebody emptied the journal take no room in it.
func TestWhatWasUnderWayTakesNoRoom(t *testing.T) {
	const depth = 2 * journal.MaxAnswers / journal.MaxAnswer
	j := journal.New(2*depth, at(instant))
	level, answer := 0, []byte(strings.Repeat("b", journal.MaxAnswer))
	var handler http.Handler
	call := func() {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil))
	}
	handler = j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch level++; {
		case level < depth:
			call()
		case level == depth:
			j.Reset()
			call() // the one that stays
		}
		_, _ = w.Write(answer)
	}))
	call()
	if got := only(t, j); got.Seq != depth+1 {
		t.Errorf("%+v", got)
	}
	if got := exchange(t, j, depth+1); got.Answer.Forgotten {
		t.Error("the answers of requests that are gone have driven out one that is there")
	}
}

// Who empties the journal while a call is answered finds it empty, and the answer takes no room.
func TestAnAnswerAfterAReset(t *testing.T) {
	j := journal.New(10, at(instant))
	handler := j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/reset" {
			j.Reset()
		}
		_, _ = io.WriteString(w, "late")
	}))
	for _, path := range []string{"/x", "/reset", "/y"} {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	if got := seqs(j.Find(journal.Filter{})); got != "3" {
		t.Errorf("the journal has %q", got)
	}
	for _, seq := range []uint64{0, 1, 2, 4} {
		if _, err := j.Exchange(seq); !errors.Is(err, journal.ErrNotFound) || !strings.Contains(err.Error(), "the journal has 3 to 3") {
			t.Errorf("request %d: %v", seq, err)
		}
	}
	if got := exchange(t, j, 3); got.Answer.Body != "late" {
		t.Errorf("answer %q", got.Answer.Body)
	}
}

// A fault that finds nothing to break leaves no trace, and the others keep theirs.
func TestFaultsAreNoted(t *testing.T) {
	j := journal.New(10, at(instant))
	var noted *http.Request
	j.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		j.Strike(r, "one")
		j.Strike(r, "other")
		before := only(t, j)
		j.Spare(r, "one")
		if fmt.Sprint(before.Faults, only(t, j).Faults) != "[one other] [other]" {
			t.Errorf("%v, then %v", before.Faults, only(t, j).Faults)
		}
		noted = r
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil))
	if got := seqs(j.Find(journal.Filter{Fault: "other"})) + seqs(j.Find(journal.Filter{Fault: "one"})); got != "1" {
		t.Errorf("found %q", got)
	}
	j.Strike(noted.WithContext(context.Background()), "unrecorded") // is nothing
}
