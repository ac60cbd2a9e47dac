package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// While a transform is called, the run waits for its service; afterwards it goes on with the answer of the source.
func TestProgressOfATransform(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `[{"_id":"a"},{"_id":"b"}`)
			_ = http.NewResponseController(w).Flush()
			<-answer
			_, _ = io.WriteString(w, `]`)
			return
		}
		body, _ := io.ReadAll(r.Body)
		asked <- struct{}{}
		<-answer
		_, _ = w.Write(body)
	}))
	t.Cleanup(service.Close)
	b := newBed(t, node.Options{Microservices: map[string]string{"ms": service.URL}}, "")
	b.json("PUT", "/config", `[{"_id":"ms","type":"system:microservice","docker":{"image":"x:1","port":5000}},
		{"_id":"p","type":"pipe","batch_size":2,"source":{"type":"json","system":"ms","url":"get"},"pump":{"mode":"manual"},"transform":{"type":"http","system":"ms","url":"change"}}]`, 200)
	b.pump("start", nil, 200)
	<-asked
	step := at(b.get("/pipes/p/pump"), "runtime", "runs-in-progress", 0, "reading")
	b.equal([]any{at(step, "doing"), at(step, "method"), at(step, "entities"), at(step, "url")}, []any{"waiting-for-answer", "POST", 2, service.URL + "/change"})
	answer <- struct{}{} // of either, and then of the other
	answer <- struct{}{}
	b.idle()
	sent := b.get("/pipes/p/sent")
	b.equal([]any{at(sent, 0, "method"), at(sent, 0, "answer_bytes"), at(sent, 1, "method"), at(sent, 1, "answer_bytes"), at(sent, 1, "answer")},
		[]any{"POST", 25, "GET", 25, `[{"_id":"a"},{"_id":"b"}]`})
}

// A pipe says what its runs have sent and what they were, also while one of them waits for a service; it says no secret.
func TestRunsCanBeWatched(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		asked <- struct{}{}
		<-answer
		_, _ = w.Write([]byte("thanks, hush-hush"))
	}))
	t.Cleanup(service.Close)
	b := newBed(t, node.Options{Microservices: map[string]string{"ms": service.URL}, Secrets: map[string]string{"key": "hush-hush"}}, "")
	b.json("PUT", "/config", `[`+project["systems/ms.conf.json"]+`,
		{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"a","v":"hush-hush"},{"_id":"b"}]},"pump":{"mode":"manual"},
		"sink":{"type":"json","system":"ms","url":"x?key=$SECRET(key)"}}]`, 200)
	b.equal(b.get("/pipes/p/sent"), []any{})
	b.equal(b.get("/pipes/p/runs"), []any{})
	b.equal(at(b.get("/pipes/p"), "runtime", "runs-in-progress"), []any{})

	b.pump("start", nil, 200)
	<-asked
	run := at(b.get("/pipes/p/pump"), "runtime", "runs-in-progress", 0)
	step := at(run, "reading")
	b.equal([]any{at(run, "sync_type"), at(run, "read"), at(run, "processed"), at(run, "writing")}, []any{"full", 2, 0, nil})
	b.equal([]any{at(step, "doing"), at(step, "system"), at(step, "method"), at(step, "entities"), at(step, "batch")},
		[]any{"waiting-for-answer", "ms", "POST", 2, 1})
	b.equal(at(b.get("/pipes/p/sent"), 0, "pending"), true)
	b.equal(at(b.get("/pipes/p/sent"), 0, "run"), nil)
	answer <- struct{}{}
	<-asked
	answer <- struct{}{} // of the empty array at the end
	b.idle()

	all := string(b.raw("GET", "/pipes/p/sent", nil, nil, 200)) + string(b.raw("GET", "/pipes/p/runs", nil, nil, 200))
	if strings.Contains(all, "hush") {
		t.Errorf("a secret is shown: %s", all)
	}
	first := at(b.get("/pipes/p/sent"), 1)
	b.equal([]any{at(first, "run"), at(first, "pending"), at(first, "status"), at(first, "entities"), at(first, "answer")},
		[]any{1, false, 200, 2, "thanks, ***"})
	if url, _ := at(first, "url").(string); !strings.Contains(url, "/x?key=***&sequence_id=") {
		t.Errorf("the URL is %s", url)
	}
	past := b.get("/pipes/p/runs")
	b.equal([]any{at(past, 0, "number"), at(past, 0, "outcome"), at(past, 0, "processed"), at(past, 0, "requests", "requests"), at(past, 0, "batches")},
		[]any{1, "completed", 2, 2, 1})
	b.do("GET", "/pipes/none/sent", nil, nil, 404)
	b.do("GET", "/pipes/none/runs", nil, nil, 404)
}
