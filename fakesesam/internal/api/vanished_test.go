package api

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// vanished sends a request of a client that is gone before the node begins to work on it, and returns the status.
func (b *bed) vanished(method, path, contentType, body string) int {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, method, b.url+path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w.Code
}

// What a client has asked for is done, whether or not it waits for the answer.
func TestClientsThatVanish(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	for _, request := range []struct{ method, path, contentType, body string }{
		{"POST", "/admin", form, "operation=restart"},
		{"PUT", "/config", "application/json", `[` + project["systems/ms.conf.json"] + `,{"_id":"p","type":"pipe","source":{"type":"json","system":"ms","url":"new"}}]`},
		{"POST", "/pipes/p/pump", form, "operation=stop"},
		{"POST", "/pipes/stop-run-all-pipes", form, ""},
		{"POST", "/pipes/run-all-pipes", form, ""},
	} {
		s := &slowService{code: 200, body: "[]", hold: make(chan struct{})}
		b := pumped(t, s)
		b.pump("start", nil, 200)
		until(t, "the pipe to ask", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.asked) == 1 })
		s.mu.Lock()
		s.hold = nil
		s.mu.Unlock()
		if code := b.vanished(request.method, request.path, request.contentType, request.body); code != 200 {
			t.Errorf("%s %s: %d", request.path, request.body, code)
		}
		until(t, "the run to end", func() bool { return at(b.get("/pipes/p/pump"), "runtime", "is-running") == false })
		b.pump("start", nil, 200)
		b.idle()
		b.equal(at(b.get("/pipes/p/pump"), "runtime", "last-message"), "completed")
	}
}

// What a receiver has received is written and, if it is a full set, what it lacks is deleted.
func TestSenderThatVanishes(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	if code := b.vanished("POST", "/receivers/sent/entities?is_full=true", "application/json", `[{"_id":"c"}]`); code != 200 {
		t.Error(code)
	}
	b.equal(b.states("sent"), "b deleted, c, a deleted")
}

// A client that sends nothing more does not hold up whoever stops the pipe.
func TestReceiverCanBeStopped(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	body, silent := io.Pipe()
	defer func() { _ = silent.Close() }()
	answer := make(chan int)
	go func() {
		res, err := http.Post(b.url+"/receivers/sent/entities", "application/json", body)
		if err != nil {
			answer <- 0
			return
		}
		_ = res.Body.Close()
		answer <- res.StatusCode
	}()
	_, _ = silent.Write([]byte(`[{"_id":"c"},`))
	until(t, "the run to begin", func() bool { return at(b.get("/pipes/sent/pump"), "runtime", "is-running") == true })
	b.do("POST", "/pipes/stop-run-all-pipes?terminate_timeout=5", nil, nil, 200)
	if code := <-answer; code != 503 && code != 0 {
		t.Error(code)
	}
	log := b.get("/pipes/sent/log").([]any)
	b.equal(at(log[len(log)-1], "original_error_message"), "the pump was stopped")
	b.json("POST", "/receivers/sent/entities", `[{"_id":"d"}]`, 200)
	b.do("POST", "/pipes/stop-run-all-pipes?terminate_timeout=soon", nil, nil, 400)
	b.do("POST", "/pipes/stop-run-all-pipes?terminate_timeout=-1", nil, nil, 400)
}

// A full disk is not the client's mistake: 507 says so, everything can be read, and the next write after there is space
// succeeds.
func TestFullDisk(t *testing.T) {
	var failure error
	b := newBed(t, node.Options{Fault: func(string) error { return failure }}, "")
	b.upload()
	for _, test := range []struct {
		failure error
		status  int
		text    string
	}{{syscall.ENOSPC, 507, "the disk is full"}, {syscall.EIO, 500, "could not be written"}} {
		failure = test.failure
		for _, answer := range []any{
			b.json("POST", "/receivers/sent/entities", `[{"_id":"new"}]`, test.status),
			b.json("POST", "/pipes", `{"_id":"one","type":"pipe","source":{"type":"http_endpoint"}}`, test.status),
			b.form("/pipes/sent/pump", url.Values{"operation": {"disable"}}, test.status),
			b.json("PUT", "/env", `{"where":"Bergen"}`, test.status),
			b.form("/admin", url.Values{"operation": {"reset"}}, test.status),
			b.do("DELETE", "/datasets/sent", nil, nil, test.status),
		} {
			if text, _ := at(answer, "detail").(string); !strings.Contains(text, test.text) || !strings.Contains(text, "fakesesam.db") {
				t.Error(answer)
			}
		}
		b.equal(b.states("sent"), "a, b deleted")
	}
	failure = nil
	b.json("POST", "/receivers/sent/entities", `[{"x":1}]`, 400)
	b.json("POST", "/receivers/sent/entities", `[{"_id":"new"}]`, 200)
	b.equal(b.states("sent"), "a, b deleted, new")
}
