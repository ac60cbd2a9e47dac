package fakesesam_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// What a pipe's runs have done, and what they have sent, can be asked for in Go as on the pages.
func TestRunsAndRequests(t *testing.T) {
	s := newTarget(t)
	node := pushNode(t, s, outward, "a", "b")
	must(node.Run(context.Background(), "outward"))(t)
	s.refuse = func(map[string]any) bool { return true }
	give(t, node, "c")
	must(node.Run(context.Background(), "outward"))(t)
	runs := must(node.Runs("outward"))(t)
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	if len(runs) != 2 || runs[0].Outcome != fakesesam.Failed || !strings.Contains(runs[0].Error, "c is refused, also ***") {
		t.Fatalf("%+v", runs)
	}
	if diff := cmp.Diff(fakesesam.PastRun{
		Run:    fakesesam.Run{SyncType: fakesesam.Full, Outcome: fakesesam.Completed, Processed: 2, Changed: 2, Offset: "1", Began: noon, Ended: noon},
		Number: 1, Batches: 1, Requests: 2, Sent: 2, Statuses: map[string]int{"200": 2},
	}, runs[1]); diff != "" {
		t.Error(diff)
	}
	requests := must(node.Requests("outward"))(t)
	if len(requests) != 3 {
		t.Fatalf("%+v", requests)
	}
	refused, first := requests[0], requests[2]
	if refused.Number != 3 || refused.Run != 2 || refused.Status != 422 || refused.Entities != 1 || refused.Answer != "c is refused, also ***\n" || !strings.HasPrefix(refused.Sent, `[{"_id":"c",`) {
		t.Errorf("%+v", refused)
	}
	if first.Run != 1 || first.System != "away" || first.Method != http.MethodPost || first.Entities != 2 || first.Answer != "Thanks!" || first.AnswerBytes != 7 || first.SentBytes < 200 ||
		!first.At.Equal(noon) || first.Took < 0 || first.Pending || first.Error != "" || first.Warning != "" || !strings.Contains(first.URL, "/receiver?own=1&sequence_id=") {
		t.Errorf("%+v", first)
	}
}

// An answer to a transform that does not call itself JSON is taken, and the run, its request and the page say so.
func TestAnswerThatDoesNotCallItselfJSON(t *testing.T) {
	s := newTarget(t)
	const called = `{"_id":"called","type":"pipe","source":{"type":"dataset","dataset":"people"},"transform":{"type":"http","system":"away","url":"transform"},"pump":{"mode":"manual"}}`
	node := pushNode(t, s, called, "a")
	run := must(node.Run(context.Background(), "called"))(t)
	const want = `Content-Type of what the http transform was answered is "text/plain; charset=utf-8"`
	if run.Outcome != fakesesam.Completed || !strings.Contains(run.Warning, want) {
		t.Errorf("%+v", run)
	}
	if requests := must(node.Requests("called"))(t); len(requests) != 1 || !strings.Contains(requests[0].Warning, want) {
		t.Errorf("%+v", requests)
	}
	shown(t, node, "/pipes/called", "it must be application/json")
}
