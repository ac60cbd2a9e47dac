package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

func mustJSON(t *testing.T, text string) any {
	t.Helper()
	var out any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// until waits for a condition that is checked by requests.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			t.Fatal("timed out waiting for " + what)
		}
	}
}

// slowService does not answer before hold is closed.
type slowService struct {
	mu    sync.Mutex
	asked []string
	hold  chan struct{}
	body  string
	code  int
}

func (s *slowService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.Method+" "+r.RequestURI)
	hold, body, code := s.hold, s.body, s.code
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	w.WriteHeader(code)
	_, _ = w.Write([]byte(body))
}

func pumped(t *testing.T, s *slowService) *bed {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	b := newBed(t, node.Options{Microservices: map[string]string{"ms": server.URL}, Secrets: map[string]string{"key": "hush-hush"}}, "")
	b.json("PUT", "/config", `[`+project["systems/ms.conf.json"]+`,
		{"_id":"p","type":"pipe","source":{"type":"json","system":"ms","url":"/things","supports_since":true},"pump":{"log_events_noop_runs":true}}]`, 200)
	return b
}

func (b *bed) pump(operation string, more url.Values, want int) any {
	b.t.Helper()
	form := url.Values{"operation": {operation}}
	maps.Copy(form, more)
	return b.form("/pipes/p/pump", form, want)
}

func (b *bed) idle() {
	b.t.Helper()
	until(b.t, "the pump to end", func() bool { return at(b.get("/pipes/p/pump"), "runtime", "is-running") == false })
}

func TestPumpOperations(t *testing.T) {
	s := &slowService{body: `[{"_id":"1","_updated":"t1"},{"_id":"2","_updated":"t2"}]`, code: 200, hold: make(chan struct{})}
	b := pumped(t, s)
	b.equal(at(b.get("/pipes/p/pump"), "runtime", "last-seen"), nil)
	b.pump("start", nil, 200)
	until(t, "the pump to run", func() bool { return at(b.get("/pipes/p/pump"), "runtime", "is-running") == true })
	b.equal(at(b.pump("start", nil, 409), "runtime", "is-running"), true)
	b.pump("start-rescan", nil, 409)
	close(s.hold)
	b.idle()
	b.equal(at(b.get("/pipes/p/pump"), "runtime", "last-seen"), "t2")
	b.equal(at(b.get("/pipes/p/pump"), "runtime", "progress", "processed"), 2)
	b.equal(at(b.get("/pipes/p/pump"), "runtime", "execution-dataset"), "system:pump:p")

	b.equal(at(b.pump("update-last-seen", url.Values{"last-seen": {"t1"}}, 200), "runtime", "last-seen"), "t1")
	b.equal(at(b.pump("update-last-seen", url.Values{"last-seen": {""}}, 200), "runtime", "last-seen"), nil)
	b.equal(at(b.pump("disable", url.Values{"comment": {"pause"}}, 200), "runtime", "is-disabled"), true)
	b.equal(at(b.pump("enable", nil, 200), "runtime", "is-disabled"), false)
	b.pump("stop", nil, 200)
	b.pump("reset-rescan", nil, 200)
	b.pump("discard-retries", nil, 200)
	b.pump("discard-inferred-schema", nil, 200)
	answer := b.pump("run-and-sync", nil, 400)
	if text, _ := at(answer, "detail").(string); !strings.Contains(text, "doesn't support the operation") {
		t.Error(text)
	}
	b.pump("set-last-seen-to-end", nil, 400)
	b.equal(s.asked, []string{"GET /things"})

	var types []string
	for _, e := range b.get("/pipes/p/log").([]any) {
		types = append(types, at(e, "event_type").(string))
	}
	b.equal(strings.Join(types, " "), "pump-started pump-completed pump-offset-set pump-offset-set pump-disabled pump-enabled pump-discard-retries pump-discard-inferred-schema")
	b.equal(len(b.get("/datasets/system:pump_execution:p/entities?history=false").([]any)), 7)
	b.equal(len(b.get("/pipes/p/log?limit=1&since=0").([]any)), 1)
}

func TestStop(t *testing.T) {
	s := &slowService{code: 200, hold: make(chan struct{})}
	b := pumped(t, s)
	b.pump("start", nil, 200)
	b.equal(at(b.pump("stop", nil, 200), "runtime", "is-running"), false)
	b.equal(at(b.get("/pipes/p/pump"), "runtime", "last-message"), "the pump was stopped")
}

// A failed run says why, and no secret is visible, not even one that the service returns.
func TestFailedRun(t *testing.T) {
	s := &slowService{body: `{"message":"the key hush-hush is wrong"}`, code: 401}
	b := pumped(t, s)
	b.pump("start", nil, 200)
	b.idle()
	pump := b.get("/pipes/p/pump")
	text, _ := at(pump, "runtime", "last-original-error-message").(string)
	if !strings.Contains(text, "401 Unauthorized") || !strings.Contains(text, "***") {
		t.Error(text)
	}
	for _, path := range []string{"/pipes", "/pipes/p/log", "/systems", "/systems/ms", "/config", "/secrets", "/env", "/systems/ms/config"} {
		if raw := b.raw("GET", path, nil, nil, 200); strings.Contains(string(raw), "hush-hush") {
			t.Errorf("%s tells the secret: %s", path, raw)
		}
	}
	b.equal(b.get("/secrets"), []string{"key"})
	if raw := b.raw("GET", "/pipes/hush-hush", nil, nil, 404); strings.Contains(string(raw), "hush-hush") {
		t.Errorf("an error tells the secret: %s", raw)
	}
}

func TestDatasets(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	b.json("POST", "/receivers/sent/entities", `[{"_id":"a","x":2}]`, 200)
	b.equal(len(b.get("/datasets/sent/entities").([]any)), 3)
	b.equal(len(b.get("/datasets/sent/entities?history=false").([]any)), 2)
	b.equal(len(b.get("/datasets/sent/entities?history=false&deleted=false").([]any)), 1)
	b.equal(len(b.get("/datasets/sent/entities?since=0").([]any)), 2)
	b.equal(len(b.get("/datasets/sent/entities?limit=1").([]any)), 1)
	b.equal(at(b.get("/datasets/sent/entities?reverse=true"), 0, "_updated"), 2)
	b.equal(at(b.get("/datasets/sent/entity?entity_id=a"), "_previous"), 0)
	b.do("GET", "/datasets/sent/entity?entity_id=none", nil, nil, 404)
	b.do("GET", "/datasets/sent/entity", nil, nil, 400)
	b.do("GET", "/datasets/none/entities", nil, nil, 404)
	b.do("GET", "/datasets/sent/entities?history=perhaps", nil, nil, 400)
	b.do("GET", "/datasets/sent/entities?limit=-1", nil, nil, 400)
	b.do("GET", "/datasets/sent/entities?since=2022", nil, nil, 200)
	b.do("GET", "/datasets/sent/entities?since=t", nil, nil, 400)
	b.equal(at(b.get("/datasets/persons"), "runtime", "populated"), true)
	b.form("/datasets/persons", url.Values{"operation": {"commit-circuit-breaker"}}, 200)
	b.get("/datasets/persons/entities?populated=true")
	b.json("POST", "/pipes", `{"_id":"late","type":"pipe","source":{"type":"http_endpoint","auto_populate_dataset":false}}`, 201)
	b.json("POST", "/receivers/late/entities", `[{"_id":"a"}]`, 200)
	b.do("GET", "/datasets/late/entities?populated=true", nil, nil, 404)
	b.get("/datasets/sent/entities?populated=true")
	b.equal(len(b.get("/datasets/sent/entities?deleted=false").([]any)), 3)
	where := "/datasets/copy/entities?subset="
	b.equal(at(b.get(where+url.QueryEscape(`["eq", "_S.name", "Bo"]`)), 0, "_id"), "2")
	b.equal(b.get(where+url.QueryEscape(`["eq", "_S.name.first", "Bo"]`)), []any{})
	b.do("GET", where+url.QueryEscape(`["lt", "_S.name", "Bo"]`), nil, nil, 404)
	b.form("/datasets/persons", url.Values{"operation": {"paint"}}, 400)
	b.do("DELETE", "/datasets/sent", nil, nil, 200)
	b.do("GET", "/datasets/sent", nil, nil, 404)
}

func TestReceivers(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.json("POST", "/receivers/persons/entities", `[]`, 400)
	b.json("POST", "/receivers/nobody/entities", `[]`, 404)
	b.json("POST", "/receivers/sent/entities", `[{"x":1}]`, 400)
	b.json("POST", "/receivers/sent/entities", `[{"_id":"x"}`, 400)
	b.form("/pipes/sent/pump", url.Values{"operation": {"start"}}, 400)
}

func TestComponents(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	one := `{"_id":"one","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}}`
	b.json("POST", "/pipes", "["+one+"]", 201)
	b.json("POST", "/pipes", one, 409)
	b.json("POST", "/pipes", `{"_id":"two","type":"pipe","source":{"type":"none"}}`, 400)
	b.json("POST", "/pipes", `{"type":"pipe"}`, 400)
	b.json("PUT", "/pipes/one/config", strings.Replace(one, `"1"`, `"2"`, 1), 200)
	b.json("PUT", "/pipes/other/config", one, 400)
	b.equal(at(b.get("/pipes/one/config"), "source", "entities", 0, "_id"), "2")
	b.do("DELETE", "/pipes/one", nil, nil, 200)
	b.do("GET", "/pipes/one", nil, nil, 404)
	b.json("POST", "/systems", `{"_id":"web","type":"system:url","url_pattern":"http://localhost/%s"}`, 201)
	b.do("DELETE", "/systems/web", nil, nil, 200)
	b.do("GET", "/systems/web", nil, nil, 404)
	b.json("POST", "/env", `{"more":"x"}`, 200)
	b.equal(b.get("/env/more"), "x")
	b.do("DELETE", "/env/more", nil, nil, 200)
	b.equal(b.get("/env"), map[string]string{"where": "Oslo"})
	b.json("POST", "/secrets", `{"more":"x"}`, 200)
	b.do("DELETE", "/secrets/more", nil, nil, 200)
	b.equal(b.get("/secrets"), []string{"key"})
	b.json("PUT", "/env", `["no"]`, 400)
}

func TestProxyAndStatus(t *testing.T) {
	s := &slowService{body: "hello", code: 418}
	b := pumped(t, s)
	raw := b.raw("PATCH", "/systems/ms/proxy/a/b?c=d", http.Header{"Authorization": {"Bearer node"}}, strings.NewReader("x"), 418)
	b.equal(string(raw), "hello")
	b.equal(s.asked, []string{"PATCH /a/b?c=d"})
	b.equal(at(b.get("/systems/ms/status"), "running"), true)
	b.do("GET", "/systems/nobody/proxy/x", nil, nil, 404)
	b.do("POST", "/systems/ms/reload", nil, nil, 202)
	b.do("GET", "/systems/ms/logs", nil, nil, 501)
}

func TestToken(t *testing.T) {
	b := newBed(t, node.Options{}, "let-me-in")
	b.do("GET", "/pipes", nil, nil, 401)
	b.do("GET", "/pipes", http.Header{"Authorization": {"Bearer wrong"}}, nil, 401)
	b.do("GET", "/pipes", http.Header{"Authorization": {"bearer let-me-in"}}, nil, 200)
	b.equal(b.get("/ping"), map[string]string{"status": "running"})
	b.get("/health")
}

func TestPreview(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	form := url.Values{"source": {`{"_id":"9","name":"Eva"}`}}
	b.equal(b.form("/pipes/copy/preview", form, 200), map[string]string{"_id": "9", "name": "Eva", "where": "Oslo"})
	form.Set("pipe-config", `{"_id":"copy","type":"pipe","source":{"type":"dataset","dataset":"persons"},"transform":{"type":"dtl","rules":{"default":[["add","_id","x"]]}}}`)
	b.equal(b.form("/pipes/copy/preview", form, 200), map[string]string{"_id": "x"})
	b.form("/pipes/copy/preview", url.Values{"source": {"["}}, 400)
}

func TestSmallThings(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.get("/license")
	b.get("/namespaces")
	b.equal(at(b.get("/stats"), "pipes"), 4)
	b.equal(at(b.get("/metadata"), "type"), "metadata")
	b.equal(string(b.raw("GET", "/logs", nil, nil, 200)), "line\n")
	b.do("GET", "/pipes/nobody", nil, nil, 404)
}
