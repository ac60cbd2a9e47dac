package fakesesam_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// target is a microservice as an author would write one for a json sink and an http transform.
type target struct {
	*httptest.Server

	mu       sync.Mutex
	refuse   func(entity map[string]any) bool
	requests []string
	received []map[string]any
}

func newTarget(t *testing.T) *target {
	t.Helper()
	s := &target{}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *target) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var entities []map[string]any
	if err := json.NewDecoder(r.Body).Decode(&entities); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	user, _, _ := r.BasicAuth()
	s.requests = append(s.requests, fmt.Sprintf("%s %s by %s with %s as %s", r.Method, r.URL, user, r.Header.Get("x-key"), r.Header["Content-Type"]))
	for _, entity := range entities {
		if s.refuse != nil && s.refuse(entity) {
			http.Error(w, fmt.Sprintf("%v is refused, also hush-hush", entity["_id"]), http.StatusUnprocessableEntity)
			return
		}
	}
	s.received = append(s.received, entities...)
	if r.URL.Path == "/transform" {
		_ = json.NewEncoder(w).Encode(entities)
		return
	}
	_, _ = io.WriteString(w, "Thanks!")
}

const (
	people  = `{"_id":"people","type":"pipe","source":{"type":"http_endpoint"}}`
	outward = `{"_id":"outward","type":"pipe","source":{"type":"dataset","dataset":"people"},"sink":{"type":"json","system":"away","url":"/receiver?own=1","headers":{"x-key":"$SECRET(key)","content-type":"application/json; charset=UTF-8"}},` +
		`"pump":{"mode":"manual","max_write_errors_in_retry_dataset":5,"batch_retries":0,"max_retries_per_entity":1,"dead_letter_dataset":"letters"}}`
)

// pushNode is a node with a microservice that receives, and the entities with these IDs.
func pushNode(t *testing.T, s *target, pipe string, ids ...string) *fakesesam.Node {
	t.Helper()
	node := fakesesam.Start(t, fakesesam.NoSync(), fakesesam.Microservice("away", s.URL),
		fakesesam.Secrets(map[string]string{"key": "hush-hush"}), fakesesam.Frozen(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)))
	const away = `{"_id":"away","type":"system:microservice","docker":{"image":"x","port":5000},"authentication":"basic","username":"u","password":"$SECRET(key)"}`
	if err := node.Upload([]byte("[" + away + "," + people + "," + pipe + "]")); err != nil {
		t.Fatal(err)
	}
	give(t, node, ids...)
	return node
}

// give sends entities to the node; one whose ID begins with - is deleted.
func give(t *testing.T, node *fakesesam.Node, ids ...string) {
	t.Helper()
	entities := []map[string]any{}
	for _, id := range ids {
		plain, deleted := strings.CutPrefix(id, "-")
		entities = append(entities, map[string]any{"_id": plain, "_deleted": deleted, "at": "~t2026-01-01T00:00:00Z"})
	}
	body, err := json.Marshal(entities)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(node.URL()+"/api/receivers/people/entities", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatal(res.Status)
	}
}

// A json sink posts over HTTP as its system is configured, with the parameters of the protocol after those of its URL; an
// entity has all that a node adds to it.
func TestPush(t *testing.T) {
	s := newTarget(t)
	node := pushNode(t, s, outward, "a", "b", "-a")
	must(node.Run(context.Background(), "outward"))(t)
	if len(s.requests) != 2 || !strings.HasPrefix(s.requests[0], "POST /receiver?own=1&sequence_id=") ||
		!strings.HasSuffix(s.requests[0], "&is_full=true&request_id=1&is_first=true by u with hush-hush as [application/json; charset=UTF-8]") ||
		!strings.HasSuffix(s.requests[1], "&is_full=true&request_id=2&previous_request_id=1&is_last=true by u with hush-hush as [application/json; charset=UTF-8]") {
		t.Errorf("%q", s.requests)
	}
	stored := entities(t, node, "people")[0]
	got := s.received[0]
	if hash, _ := got["_hash"].(string); len(hash) != 32 {
		t.Errorf("%v", got)
	}
	delete(got, "_hash")
	if diff := cmp.Diff(map[string]any{
		"_id": "b", "_deleted": false, "_updated": 1.0, "_previous": nil, "_ts": 1767268800000000.0, "at": "~t2026-01-01T00:00:00Z",
	}, got); diff != "" {
		t.Errorf("%s (stored %v)", diff, stored)
	}
	if deleted := s.received[1]; deleted["_id"] != "a" || deleted["_deleted"] != true || deleted["_previous"] != 0.0 {
		t.Errorf("%v", deleted)
	}
	if offset := offset(t, node, "outward"); offset != "2" {
		t.Errorf("the offset is %s", offset)
	}
}

// What a service refuses can be seen where everything else is: in the run, the execution log, the status, the API, the pages,
// and among the dead letters. No secret is.
func TestRefusalsAreSeen(t *testing.T) {
	s := newTarget(t)
	s.refuse = func(entity map[string]any) bool { return entity["_id"] == "bad" }
	node := pushNode(t, s, strings.Replace(outward, `"batch_retries":0`, `"batch_retries":0,"max_consecutive_write_errors":2`, 1), "a", "bad", "b")
	run := must(node.Run(context.Background(), "outward"))(t)
	if run.Outcome != fakesesam.Completed || run.Processed != 3 || run.Changed != 2 || run.WriteErrors != 1 {
		t.Errorf("%+v", run)
	}
	if status := must(node.Status("outward"))(t); status.Waiting != 1 || status.DeadLetters != 0 {
		t.Errorf("%+v", status)
	}
	if waits, dead := must(node.Retries("outward"))(t), must(node.DeadLetters("outward"))(t); len(waits) != 1 || waits[0]["_id"] != "write-error:bad" || len(dead) != 0 {
		t.Errorf("%v wait, %v were given up", waits, dead)
	}
	page := fetched(t, node.URL()+"/")
	if !strings.Contains(page, "away / receiver?own=1") || !strings.Contains(page, "1 waiting") || strings.Contains(page, "hush-hush") {
		t.Errorf("the page is %s", page)
	}
	shown(t, node, "/pipes/outward", `id="waiting"`, "bad is refused, also ***", "0 of 1", "<summary>bad</summary>")
	if view := fetched(t, node.URL()+"/api/pipes/outward"); !strings.Contains(view, `"retries":1`) || strings.Contains(view, "hush-hush") {
		t.Errorf("the pipe is %s", view)
	}
	must(node.Run(context.Background(), "outward"))(t)
	if status := must(node.Status("outward"))(t); status.Waiting != 0 || status.DeadLetters != 1 || len(entities(t, node, "letters")) != 1 {
		t.Errorf("%+v", status)
	}
	if waits, dead := must(node.Retries("outward"))(t), must(node.DeadLetters("outward"))(t); len(waits) != 0 || len(dead) != 1 || dead[0]["dead"] != true {
		t.Errorf("%v wait, %v were given up", waits, dead)
	}
	shown(t, node, "/", `href="/pipes/outward"`, "1 given up")
	shown(t, node, "/pipes/outward", `id="dead"`, "bad is refused, also ***", "1 of 1", "<summary>bad</summary>", `href="/datasets/letters"`)
	log, err := json.Marshal(events(t, node, "outward"))
	if err != nil || !bytes.Contains(log, []byte(`"the service answered 422 Unprocessable Entity: bad is refused, also ***`)) || bytes.Contains(log, []byte("hush-hush")) {
		t.Errorf("the log is %s, %v", log, err)
	}
}

// The page of a pipe shows the first of many entities that are refused, and where the others are; those given up are kept there
// if nowhere else.
func TestManyRefusals(t *testing.T) {
	s := newTarget(t)
	s.refuse = func(map[string]any) bool { return true }
	const many = `"batch_retries":0,"max_write_errors_in_retry_dataset":100,"max_consecutive_write_errors":100,"max_retries_per_entity":1`
	ids := make([]string, 60)
	for i := range ids {
		ids[i] = fmt.Sprintf("e%02d", i)
	}
	node := pushNode(t, s, outward[:strings.Index(outward, `"pump":`)]+`"pump":{"mode":"manual",`+many+`}}`, ids...)
	must(node.Run(context.Background(), "outward"))(t)
	page := shown(t, node, "/pipes/outward", "the first 50 of 60", `href="/api/pipes/outward/retries"`, "<summary>e49</summary>")
	if strings.Contains(page, "<summary>e50</summary>") {
		t.Error("the page shows more than the first fifty")
	}
	must(node.Run(context.Background(), "outward"))(t)
	shown(t, node, "/pipes/outward", "the first 50 of 60", `href="/api/pipes/outward/dead-letters"`, "they are kept only here")
}

// shown returns a page, which must have some pieces of text and no secret.
func shown(t *testing.T, node *fakesesam.Node, path string, pieces ...string) string {
	t.Helper()
	page := fetched(t, node.URL()+path)
	for _, piece := range pieces {
		if !strings.Contains(page, piece) {
			t.Errorf("%s lacks %q: %s", path, piece, page)
		}
	}
	if strings.Contains(page, "hush-hush") {
		t.Errorf("%s has a secret", path)
	}
	return page
}

func fetched(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	_ = res.Body.Close()
	return string(body)
}

// A secret in a URL is not shown.
func TestPagesHaveNoSecrets(t *testing.T) {
	s := newTarget(t)
	const keyed = `{"_id":"inward","type":"pipe","source":{"type":"json","system":"away","url":"x?key=$SECRET(key)"},"sink":{"type":"json","system":"away","url":"y?key=$SECRET(key)"},"pump":{"mode":"manual"}}`
	page := fetched(t, pushNode(t, s, keyed).URL()+"/")
	if strings.Contains(page, "hush-hush") || !strings.Contains(page, "away / x?key=") || !strings.Contains(page, "away / y?key=") {
		t.Errorf("the page is %s", page)
	}
}

// What one node pushes, another one receives: also which entities are gone.
func TestPushToAnotherNode(t *testing.T) {
	receiver := fakesesam.Start(t, fakesesam.NoSync())
	if err := receiver.Upload([]byte("[" + people + "]")); err != nil {
		t.Fatal(err)
	}
	s := newTarget(t)
	node := pushNode(t, s, strings.Replace(outward, `"system":"away","url":"/receiver?own=1"`, `"batch_size":2,"url":"`+receiver.URL()+`/api/receivers/people/entities"`, 1), "a", "b", "c")
	content := func() (ids string) {
		for _, e := range entities(t, receiver, "people") {
			ids += fmt.Sprint(e["_id"])
		}
		return ids
	}
	must(node.Run(context.Background(), "outward"))(t)
	if got := content(); got != "abc" {
		t.Errorf("after a full run: %s", got)
	}
	give(t, node, "d", "-a")
	must(node.Run(context.Background(), "outward"))(t)
	if got := content(); got != "bcd" {
		t.Errorf("after an incremental run: %s", got)
	}
	if err := node.DeleteDataset("people"); err != nil {
		t.Fatal(err)
	}
	give(t, node, "c")
	if run := must(node.Rescan(context.Background(), "outward"))(t); run.Outcome != fakesesam.Completed {
		t.Errorf("%+v", run)
	}
	if got := content(); got != "c" {
		t.Errorf("after a rescan: %s", got)
	}
}

// An http transform is called in a run, and not in a preview.
func TestHTTPTransform(t *testing.T) {
	s := newTarget(t)
	const called = `{"_id":"called","type":"pipe","source":{"type":"dataset","dataset":"people"},"transform":{"type":"http","system":"away","url":"transform?own=1"},"pump":{"mode":"manual"}}`
	node := pushNode(t, s, called, "a", "b")
	if view := fetched(t, node.URL()+"/api/pipes/called/entities?stage=after-transforms"); !strings.Contains(view, `"_id":"a"`) || len(s.requests) > 0 {
		t.Errorf("%s after %q", view, s.requests)
	}
	shown(t, node, "/", "people", "away / transform?own=1", "called")
	shown(t, node, "/pipes/called", `with the help of <a href="/systems/away">away</a> / transform?own=1`)
	must(node.Run(context.Background(), "called"))(t)
	if len(s.requests) != 1 || s.requests[0] != "POST /transform?own=1 by u with  as [application/json]" || len(entities(t, node, "called")) != 2 {
		t.Errorf("%q", s.requests)
	}
}
