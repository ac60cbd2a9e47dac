package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// What a service refuses can be asked for where a user would look for it: with the pipe, in the datasets, and by name.
func TestWhatIsNotWrittenCanBeAskedFor(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no hush-hush here", http.StatusTeapot)
	}))
	t.Cleanup(service.Close)
	b := newBed(t, node.Options{Microservices: map[string]string{"ms": service.URL}, Secrets: map[string]string{"key": "hush-hush", "other": "quiet-quiet"}}, "")
	b.json("PUT", "/config", `[`+project["systems/ms.conf.json"]+`,
		{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"b","v":"hush-hush"},{"_id":"a hush-hush"},{"_id":"a quiet-quiet"}]},"sink":{"type":"json","system":"ms","url":"x"},
		"pump":{"mode":"manual","batch_retries":0,"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":5,"max_retries_per_entity":1,"use_dead_letter_dataset":true}},
		{"_id":"q","type":"pipe","source":{"type":"empty"}}]`, 200)
	for _, path := range []string{"/pipes/p/retries", "/pipes/p/dead-letters", "/pipes/q/retries", "/pipes/q/dead-letters", "/datasets/system:dead-letter:p/entities"} {
		b.equal(b.get(path), []any{})
	}
	b.do("GET", "/pipes/none/retries", nil, nil, 404)
	b.do("GET", "/pipes/none/dead-letters", nil, nil, 404)
	b.equal(at(b.get("/pipes/p"), "runtime", "dead-letter-dataset"), "system:dead-letter:p")
	b.equal(at(b.get("/pipes/q"), "runtime", "dead-letter-dataset"), nil)

	all := func(path string, names ...string) []any {
		t.Helper()
		if text := string(b.raw("GET", path, nil, nil, 200)); strings.Contains(text, "hush") || strings.Contains(text, "quiet") {
			t.Errorf("%s has a secret: %s", path, text)
		}
		list := b.get(path).([]any)
		var got []string
		for _, each := range list {
			name, _, _ := strings.Cut(strings.TrimPrefix(at(each, "_id").(string), "write-error:"), ":")
			got = append(got, name)
		}
		b.equal(got, names)
		return list
	}
	b.pump("start", nil, 200)
	b.idle()
	waiting := all("/pipes/p/retries", "a ***", "a ***", "b")
	b.equal(at(waiting, 2, "entity"), map[string]any{"_id": "b", "v": "***"})
	b.equal(at(waiting, 2, "retryable"), true)
	if text, _ := at(waiting, 2, "original_error_message").(string); !strings.HasPrefix(text, "the service answered 418 I'm a teapot: no *** here") {
		t.Errorf("got %s", text)
	}
	if at(waiting, 0, "_id") == at(waiting, 1, "_id") {
		t.Errorf("two entities have one name: %v", waiting)
	}
	all("/pipes/p/log?since=0&limit=3", "b", "a ***", "a ***")
	b.equal(b.get("/pipes/p/dead-letters"), []any{})

	b.pump("start", nil, 200)
	b.idle()
	b.equal(b.get("/pipes/p/retries"), []any{})
	dead := all("/pipes/p/dead-letters", "a ***", "a ***", "b")
	b.equal(at(dead, 2, "dead"), true)
	b.equal(at(dead, 2, "retry_attempts"), 1)
	b.equal(at(b.get("/datasets/system:dead-letter:p/entities"), 2, "v"), "hush-hush") // it is the entity, not a text about it

	b.do("DELETE", "/datasets/system:pump:p", nil, nil, 200) // with the reasons
	b.equal(at(all("/pipes/p/dead-letters", "a ***", "a ***", "b"), 2, "entity", "_id"), "b")
	b.pump("discard-retries", nil, 200)
	b.equal(b.get("/pipes/p/dead-letters"), []any{})
}
