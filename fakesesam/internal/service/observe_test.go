package service

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// notes are what an observer is told.
type notes struct {
	ended []Exchange
	told  []string
}

func (n *notes) Asks(e Exchange) Exchanging {
	n.told = append(n.told, "asks "+e.Method)
	return n
}

func (n *notes) Answers() { n.told = append(n.told, "answers") }

func (n *notes) Ends(e Exchange) {
	n.told = append(n.told, "ends")
	n.ended = append(n.ended, e.Shown())
}

// An observer is told of every request, with the beginning of what was sent and answered, and of no secret.
func TestObserver(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		want   Exchange
		told   string
	}{
		{
			"accepted", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("thanks, hush")) },
			Exchange{Status: 200, Answer: "thanks, ***", AnswerBytes: 12},
			"asks POST, answers, ends",
		},
		{
			"refused", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no hush", http.StatusBadRequest) },
			Exchange{Status: 400, Answer: "no ***\n", AnswerBytes: 8},
			"asks POST, answers, ends",
		},
		{
			"cut", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			Exchange{Error: "the service closed the connection without an answer"},
			"asks POST, ends",
		},
		{
			"broken off", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "5")
				_, _ = w.Write([]byte("{"))
			},
			Exchange{Status: 200, Answer: "{", AnswerBytes: 1, Error: "unexpected EOF"},
			"asks POST, answers, ends",
		},
		{
			"long", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("é", 5000))) },
			Exchange{Status: 200, Answer: strings.Repeat("é", shownOfBody/2), AnswerBytes: 10000},
			"asks POST, answers, ends",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := served(t, c.answer)
			s.System = "away"
			s.Mask = func(text string) string { return strings.ReplaceAll(text, "hush", "***") }
			s.URL = strings.Replace(s.URL, "http://", "http://user:pass@", 1) + "&secret=hush"
			n := &notes{}
			_ = NewSequence(s, "1", false).Send(Observed(context.Background(), n), [][]byte{[]byte(`{"_id":"hush"}`)}, times(0))
			if len(n.ended) != 1 || strings.Join(n.told, ", ") != c.told {
				t.Fatalf("%q, %+v", n.told, n.ended)
			}
			want := c.want
			want.System, want.Method, want.Entities, want.Sent, want.SentBytes = "away", http.MethodPost, 1, `[{"_id":"***"}]`, 16
			if diff := cmp.Diff(want, n.ended[0], cmpopts.IgnoreFields(Exchange{}, "URL"), cmpopts.IgnoreUnexported(Exchange{})); diff != "" {
				t.Error(diff)
			}
			if url := n.ended[0].URL; strings.Contains(url, "pass") || !strings.HasSuffix(url, "/x?key=a%20b&secret=***&sequence_id=1&is_full=false&request_id=1") {
				t.Errorf("the URL is %s", url)
			}
		})
	}
}

// Transforms and reads are observed, too.
func TestObserverOfTransformsAndReads(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`[{"_id":"1"}]`)) })
	n := &notes{}
	ctx := Observed(context.Background(), n)
	if _, err := s.Transform(ctx, []map[string]any{{"_id": "1"}, {"_id": "2"}}); err != nil {
		t.Fatal(err)
	}
	answer, err := s.Do(ctx, http.MethodGet, []string{"since=5"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(n.ended) != 1 {
		t.Errorf("a request ends before its answer is closed: %+v", n.ended)
	}
	if _, err := answer.entities(); err != nil {
		t.Fatal(err)
	}
	answer.Close()
	if len(n.ended) != 2 || n.ended[0].Entities != 2 || n.ended[1].Method != http.MethodGet || n.ended[1].Answer != `[{"_id":"1"}]` ||
		!strings.HasSuffix(n.ended[1].URL, "&since=5") {
		t.Errorf("%+v", n.ended)
	}
}

// The documentation wants JSON as the answer to a transform by its Content-Type, too. Another one is accepted, and said.
func TestContentTypeOfATransform(t *testing.T) {
	for kind, want := range map[string]bool{
		"application/json": true, "application/json; charset=UTF-8": true, "Application/JSON": true, "text/html; charset=utf-8": false, "": false,
	} {
		s := served(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{kind}
			_, _ = w.Write([]byte(`[{"_id":"1"}]`))
		})
		n := &notes{}
		if got, err := s.Transform(Observed(context.Background(), n), []map[string]any{{"_id": "1"}}); err != nil || len(got) != 1 {
			t.Errorf("%q: %v, %v", kind, got, err)
		}
		if warning := n.ended[0].Warning; (warning == "") != want || !want && !strings.Contains(warning, fmt.Sprintf("is %q; it must be application/json", kind)) {
			t.Errorf("%q: %q", kind, warning)
		}
	}
}

// A warning repeats only so much of what a service has answered, without secrets, even where one is cut.
func TestWarningsHaveAnEnd(t *testing.T) {
	for _, filling := range []int{0, doubtedOf - 3, 1 << 16} {
		s := served(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", strings.Repeat("x", filling)+"secret")
			_, _ = w.Write([]byte("[]"))
		})
		s.Mask = func(text string) string { return strings.ReplaceAll(text, "secret", "***") }
		n := &notes{}
		if _, err := s.Transform(Observed(context.Background(), n), []map[string]any{{"_id": "1"}}); err != nil {
			t.Fatal(err)
		}
		if warning := n.ended[0].Warning; warning == "" || len(warning) > 2*doubtedOf || strings.Contains(warning, "sec") {
			t.Errorf("after %d: %.500q", filling, warning)
		}
	}
}
