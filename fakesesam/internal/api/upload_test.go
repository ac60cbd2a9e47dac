package api

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

const receiver = `{"_id":"a","type":"pipe","source":{"type":"http_endpoint"}}`

// twice is a zip with two files of the same name.
func twice(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for range 2 {
		f, err := w.Create("pipes/a.conf.json")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(receiver))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A configuration that cannot be read, or not be kept, changes nothing, forced or not, and the answer names the file.
func TestAnUploadThatIsRefusedChangesNothing(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	before := string(b.raw("GET", "/config", nil, nil, 200))
	long := strings.Replace(receiver, `"a"`, `"`+strings.Repeat("x", 40_000)+`"`, 1)
	for name, body := range map[string][]byte{
		"pipes/a.conf.json":    twice(t),
		"pipes/b.conf.json":    zipped(t, map[string]string{"pipes/a.conf.json": receiver, "pipes/b.conf.json": `{"_id":"b",}`}),
		"../a.conf.json":       zipped(t, map[string]string{"../a.conf.json": receiver}),
		"pipes/c.conf.json":    zipped(t, map[string]string{"pipes/c.conf.json": receiver, "pipes/d.conf.json": receiver}),
		"40000":                zipped(t, map[string]string{"pipes/long.conf.json": long}),
		"no pipes/*.conf.json": zipped(t, map[string]string{"pipes/a.json": receiver}),
	} {
		for _, force := range []string{"false", "true"} {
			answer := b.file("/config?force="+force, "application/zip", body, 400)
			if msg, _ := at(answer, "validation_errors", 0, "config-errors", 0, "msg").(string); !strings.Contains(msg, name) {
				t.Errorf("%s, force=%s: %s", name, force, msg)
			}
		}
	}
	b.json("POST", "/pipes?force=true", long, 400)
	b.json("PUT", "/config?force=true", "["+receiver+","+receiver+"]", 400)
	b.json("PUT", "/config?force=true", strings.Repeat("[", 1000), 400)
	if after := string(b.raw("GET", "/config", nil, nil, 200)); after != before {
		t.Errorf("the configuration is now %s", after)
	}
	b.equal(len(b.get("/datasets/persons/entities").([]any)), 2)
	b.form("/admin", url.Values{"operation": {"restart"}}, 200)
	b.equal(len(b.get("/pipes").([]any)), 4)
}

// The answer is the configuration that was put, whatever others put at the same time.
func TestAnUploadIsAnsweredWithWhatWasPut(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			body := strings.Replace("["+receiver+"]", `"a"`, fmt.Sprintf(`"pipe-%d"`, i), 1)
			for range 60 {
				req, err := http.NewRequest(http.MethodPut, b.url+"/config", strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				got, _ := io.ReadAll(res.Body)
				_ = res.Body.Close()
				if string(got) != body {
					t.Errorf("put %s, got %s", body, got)
				}
			}
		})
	}
	group.Wait()
}

// One parser reads every boolean of a query.
func TestBooleansOfAQuery(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	const bad = `{"_id":"bad","type":"pipe","source":{"type":"nonsense"}}`
	put := strings.Replace(bad, "bad", "put", 1)
	for _, force := range []string{"true", "True", "TRUE", "1", "yes"} {
		b.json("PUT", "/config?force="+force, "["+bad+"]", 200)
		b.json("PUT", "/config", "[]", 200)
		b.json("POST", "/pipes?force="+force, bad, 201)
		b.json("PUT", "/pipes/put/config?force="+force, put, 200)
	}
	for _, force := range []string{"false", "False", "0", "no", ""} {
		b.json("PUT", "/config?force="+force, "["+bad+"]", 400)
		b.json("POST", "/pipes?force="+force, strings.Replace(bad, "bad", "new", 1), 400)
		b.json("PUT", "/pipes/put/config?force="+force, put, 400)
	}
	for _, path := range []string{"PUT /config", "POST /pipes", "POST /systems", "PUT /pipes/bad/config", "PUT /systems/bad/config", "PUT /metadata"} {
		method, path, _ := strings.Cut(path, " ")
		answer := b.json(method, path+"?force=perhaps", bad, 400)
		b.equal(at(answer, "detail"), `force must be true or false, got "perhaps"`)
	}
	b.equal(at(b.do("GET", "/datasets/a/entities?populated=perhaps", nil, nil, 400), "detail"), `populated must be true or false, got "perhaps"`)
}

// A component that was invalid before does not keep another one from being added, and is not accepted a second time.
func TestAnInvalidComponentDoesNotStopOthers(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	const bad = `{"_id":"bad","type":"pipe","source":{"type":"nonsense"}}`
	b.json("POST", "/pipes?force=true", bad, 201)
	b.json("POST", "/pipes", receiver, 201)
	b.json("PUT", "/pipes/a/config", receiver, 200)
	b.json("PUT", "/pipes/bad/config", bad, 400)
	b.do("DELETE", "/pipes/a", nil, nil, 200)
	b.json("PUT", "/config", "["+bad+"]", 400)
}

// What a real node runs and this one does not is taken with the rest, marked, and refuses to run for that reason.
func TestWhatDoesNotRunHereIsMarked(t *testing.T) {
	b := newBed(t, node.Options{Secrets: map[string]string{"pw": "hush-hush"}}, "")
	body := map[string]string{
		"systems/db.conf.json": `{"_id":"db","type":"system:mysql","username":"u","password":"$SECRET(pw)","host":"h","database":"d"}`,
		"pipes/sql.conf.json": `{"_id":"sql","type":"pipe","source":{"type":"sql","system":"db","table":"t"},
			"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","seen",true]]}}}`,
		"pipes/in.conf.json":       `{"_id":"in","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1","a":"b"}]}}`,
		"pipes/decrypts.conf.json": `{"_id":"decrypts","type":"pipe","source":{"type":"dataset","dataset":"in"},"transform":{"type":"dtl","rules":{"default":[["add","x",["decrypt","k","_S.a"]]]}}}`,
		"pipes/out.conf.json": `{"_id":"out","type":"pipe","source":{"type":"dataset","dataset":"in"},"sink":{"type":"sql","system":"db","table":"t"},
			"transform":{"type":"dtl","rules":{"default":[["copy","_id"],["add","b","_S.a"]]}}}`,
		"systems/unset.conf.json": `{"_id":"unset","type":"system:mysql","username":"u","password":"$SECRET(unset)","host":"h","database":"d"}`,
		"pipes/both.conf.json": `{"_id":"both","type":"pipe","source":{"type":"dataset","dataset":"in"},"sink":{"type":"sql","system":"unset","table":"t"},
			"transform":{"type":"dtl","rules":{"default":[["add","x",["decrypt","k","_S.a"]]]}}}`,
		"pipes/receive.conf.json": `{"_id":"receive","type":"pipe","source":{"type":"http_endpoint"},"sink":{"type":"sql","system":"db","table":"t"}}`,
	}
	b.file("/config?force=false", "application/zip", zipped(t, body), 200)
	for id, reason := range map[string]string{
		"sql": `not run here: the source type "sql"`, "decrypts": `function "decrypt" is not supported here`, "out": `not run here: the sink type "sql"`,
	} {
		view := b.get("/pipes/" + id)
		b.equal(at(view, "runtime", "is-valid-config"), true)
		b.equal(at(view, "runtime", "state"), "Not here")
		b.equal(at(view, "runtime", "config-errors", 0, "level"), "warning")
		if msg, _ := at(view, "runtime", "config-errors", 0, "msg").(string); !strings.Contains(msg, reason) {
			t.Errorf("%s: %s", id, msg)
		}
		for _, operation := range []string{"start", "start-rescan"} {
			detail, _ := at(b.form("/pipes/"+id+"/pump", url.Values{"operation": {operation}}, 400), "detail").(string)
			if !strings.Contains(detail, "doesn't support the operation") || !strings.Contains(detail, reason) {
				t.Errorf("%s: %s", id, detail)
			}
		}
	}
	view := b.get("/systems/db")
	b.equal(at(view, "runtime", "is-valid-config"), true)
	b.equal(at(view, "runtime", "config-errors", 0, "level"), "warning")

	if detail, _ := at(b.do("GET", "/systems/db/proxy/x", nil, nil, 400), "detail").(string); !strings.Contains(detail, "system:mysql") {
		t.Error(detail)
	}

	b.runAll()
	log := string(b.raw("GET", "/pipes/get-run-all-pipes-log", nil, nil, 200))
	if strings.Count(log, `not run here: the source type`) != 1 || !strings.Contains(log, "WARNING") || strings.Contains(log, "hush-hush") {
		t.Error(log)
	}
	b.equal(b.get("/pipes/out/entities"), []any{map[string]any{"_deleted": false, "_id": "1", "_updated": 0, "b": "b"}})
	b.get("/pipes/decrypts/entities?stage=source")
	for path, reason := range map[string]string{
		"/pipes/decrypts/entities?stage=after-transforms": `function "decrypt" is not supported here`, "/pipes/sql/entities?stage=source": `the source type "sql"`,
		"/publishers/out/entities": `the sink of pipe out is of type sql, which publishes nothing`,
	} {
		status := 400
		if strings.HasPrefix(path, "/publishers") {
			status = 404
		}
		if detail, _ := at(b.do("GET", path, nil, nil, status), "detail").(string); !strings.Contains(detail, reason) {
			t.Errorf("%s: %s", path, detail)
		}
	}
	b.equal(b.get("/pipes/sql/entities"), []any{})
	detail, _ := at(b.json("POST", "/receivers/receive/entities", `[{"_id":"1"}]`, 400), "detail").(string)
	if !strings.Contains(detail, `the sink type "sql"`) {
		t.Error(detail)
	}
	form := url.Values{"source": {`{"_id":"9"}`}}
	b.equal(b.form("/pipes/sql/preview", form, 200), map[string]any{"_id": "9", "seen": true})
	// What is wrong with the sink is no reason why there are no entities before it.
	for _, detail := range []any{
		at(b.do("GET", "/pipes/both/entities", nil, nil, 400), "detail"), at(b.form("/pipes/both/preview", form, 400), "detail"),
	} {
		if text, _ := detail.(string); !strings.Contains(text, `"decrypt" is not supported here`) || strings.Contains(text, "secret") {
			t.Error(text)
		}
	}
	if detail, _ := at(b.form("/pipes/decrypts/preview", form, 400), "detail").(string); !strings.Contains(detail, "decrypt") {
		t.Error(detail)
	}
	form.Set("pipe-config", strings.Replace(body["pipes/sql.conf.json"], `"seen"`, `"posted"`, 1))
	b.equal(b.form("/pipes/sql/preview", form, 200), map[string]any{"_id": "9", "posted": true})
}

// Without a secret a pipe does not run, and says so; it runs as soon as the secret is there.
func TestAPipeWithoutItsSecretDoesNotRun(t *testing.T) {
	service := &slowService{body: `[{"_id":"1"}]`, code: 200}
	b := pumped(t, service)
	b.do("DELETE", "/secrets/key", nil, nil, 200)
	for _, what := range []string{"the pipe's configuration is invalid", `source.system: the system "ms" cannot be used`, `the secret "key" is not set`} {
		if detail, _ := at(b.pump("start", nil, 400), "detail").(string); !strings.Contains(detail, what) {
			t.Errorf("%s", detail)
		}
	}
	b.equal(at(b.get("/pipes/p"), "runtime", "state"), "Invalid")
	b.equal(at(b.get("/pipes/p"), "runtime", "config-errors", 0, "level"), "error")
	if detail, _ := at(b.do("GET", "/systems/ms/proxy/x", nil, nil, 400), "detail").(string); !strings.Contains(detail, `the secret "key" is not set`) {
		t.Error(detail)
	}
	b.equal(service.asked, nil)
	b.json("POST", "/secrets", `{"key":"new"}`, 200)
	b.pump("start", nil, 200)
	b.idle()
	b.equal(service.asked, []string{"GET /things"})
}
