package api

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// These are the call sequences of Sesam's command-line client, command by command.

// gate is what every command begins with: the client requires a developer's node.
func (b *bed) gate() {
	b.t.Helper()
	b.equal(at(b.get("/"), "status", "developer_mode"), true)
}

func (b *bed) upload() {
	b.t.Helper()
	b.gate()
	b.json("PUT", "/env", `{"where":"Oslo"}`, 200)
	b.json("PUT", "/secrets", `{"key":"hush-hush"}`, 200)
	b.file("/config?force=false", "application/zip", zipped(b.t, project), 200)
	pipes := b.get("/pipes").([]any)
	b.equal(len(pipes), 4)
	for _, pipe := range pipes {
		if at(pipe, "runtime", "state") == "Deploying" {
			b.t.Error("a pipe is being deployed")
		}
		b.equal(at(b.get("/pipes/"+at(pipe, "_id").(string)), "runtime", "is-valid-config"), true)
	}
	b.json("POST", "/receivers/sent/entities", `[{"_id":"a","x":1},{"_id":"b","_deleted":true}]`, 200)
}

func (b *bed) runAll() {
	b.t.Helper()
	b.gate()
	b.do("POST", "/pipes/stop-run-all-pipes?terminate_timeout=30", nil, nil, 200)
	answer := b.do("POST", "/pipes/run-all-pipes?extra_zero_runs=2&max_run_time=900&max_runs=100&request_mode=sync"+
		"&delete_input_datasets=False&reset_pipes_and_delete_sink_datasets=False", nil, nil, 200)
	b.equal(at(answer, "status"), "success")
}

// verify removes what the client removes before it compares: reserved properties except _id and a true _deleted.
func (b *bed) verify(path, want string) {
	b.t.Helper()
	var got []any
	for _, e := range b.get(path).([]any) {
		m := e.(map[string]any)
		for k := range m {
			if strings.HasPrefix(k, "_") && k != "_id" && (k != "_deleted" || m[k] != true) {
				delete(m, k)
			}
		}
		got = append(got, m)
	}
	b.equal(got, mustJSON(b.t, want))
}

func TestUploadRunVerify(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	const want = `[{"_id":"1","name":"Ada","where":"Oslo"},{"_id":"2","name":"Bo","where":"Oslo"}]`
	b.verify("/pipes/published/entities", want)
	b.verify("/publishers/published/entities", want)
	b.verify("/pipes/copy/entities?stage=source", `[{"_id":"1","name":"Ada"},{"_id":"2","name":"Bo"}]`)
	b.verify("/pipes/copy/entities?stage=before-transforms", `[{"_id":"1","name":"Ada"},{"_id":"2","name":"Bo"}]`)
	b.verify("/pipes/copy/entities?stage=after-transforms", want)
	b.verify("/pipes/sent/entities", `[{"_id":"a","x":1},{"_id":"b","_deleted":true}]`)
}

func TestRunInTheBackground(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.equal(at(b.get("/pipes/get-pipe-runner-status?token=none"), "status"), "not-running")
	token := at(b.do("POST", "/pipes/run-all-pipes?request_mode=async&extra_zero_runs=1", nil, nil, 200), "token").(string)
	deadline := time.Now().Add(10 * time.Second)
	for {
		status := at(b.get("/pipes/get-pipe-runner-status?token="+token), "status")
		if status == "success" {
			break
		}
		if status != "running" || time.Now().After(deadline) {
			t.Fatal(status)
		}
	}
	lines := b.get("/pipes/get-run-all-pipes-log?token=" + token).([]any)
	if len(lines) == 0 || at(lines[0], "loglevel") != "INFO" {
		t.Error(lines)
	}
	last := at(lines[len(lines)-1], "timestamp").(string)
	b.equal(b.get("/pipes/get-run-all-pipes-log?since="+url.QueryEscape(last)+"&token="+token), []any{})
}

func TestStatusAndDownload(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	raw := b.raw("GET", "/config", http.Header{"Accept": {"application/zip"}}, nil, 200)
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	// The client formats both sides before it compares them.
	got, want := map[string]any{}, map[string]any{}
	for name, text := range project {
		want[name] = mustJSON(t, text)
	}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(in)
		got[f.Name] = mustJSON(t, string(text))
	}
	b.equal(got, want)
	b.equal(b.get("/env"), map[string]string{"where": "Oslo"})
}

func TestWipe(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	b.form("/pipes/persons/pump", url.Values{"operation": {"disable"}}, 200)
	b.do("POST", "/pipes/stop-run-all-pipes", nil, nil, 200)
	b.file("/config?force=true", "application/json", []byte("["+project["node-metadata.conf.json"]+"]"), 200)
	b.file("/config?force=true", "application/json", []byte("[]"), 200)
	b.json("PUT", "/env", "{}", 200)
	b.equal(b.get("/pipes"), []any{})
	b.equal(b.get("/config"), []any{})
	// The client requests no more than that, and reports that the datasets are gone.
	b.equal(b.get("/datasets"), []any{})

	// A wiped node can be restarted, and its download can be uploaded.
	b.form("/admin", url.Values{"operation": {"restart"}}, 200)
	b.equal(b.get("/config"), []any{})
	b.upload()
	for _, pipe := range []string{"persons", "copy"} {
		runtime := at(b.get("/pipes/"+pipe+"/pump"), "runtime")
		b.equal([]any{at(runtime, "last-seen"), at(runtime, "last-run"), at(runtime, "is-disabled")}, []any{nil, nil, false})
		b.do("GET", "/datasets/system:pump:"+pipe, nil, nil, 404)
	}
	b.file("/config?force=false", "application/zip", zipped(t, nil), 200)
	b.equal(b.get("/pipes"), []any{})
}

func TestResetAndRestart(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	before := at(b.get("/status"), "node_start_time")
	b.equal(b.form("/admin", url.Values{"operation": {"restart"}}, 200), map[string]string{"message": "OK"})
	restarted := at(b.get("/status"), "node_start_time")
	if restarted == before {
		t.Error("the node did not restart")
	}
	b.equal(len(b.get("/pipes").([]any)), 4)
	b.verify("/datasets/persons/entities", `[{"_id":"1","name":"Ada"},{"_id":"2","name":"Bo"}]`)
	b.runAll()
	b.equal(b.form("/admin", url.Values{"operation": {"reset"}}, 200), map[string]string{"message": "OK"})
	if at(b.get("/status"), "node_start_time") == restarted {
		t.Error("the node has its old start time")
	}
	b.equal(b.get("/pipes"), []any{})
	b.equal(b.get("/datasets"), []any{})
	b.form("/admin", url.Values{"operation": {"explode"}}, 400)
}

// Errors are listed and nothing changes, unless forced.
func TestFaultyUpload(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	bad := map[string]string{"pipes/bad.conf.json": `{"_id":"bad","type":"pipe","source":{"type":"json","system":"nobody","url":"x","suports_since":true}}`}
	answer := b.file("/config?force=false", "application/zip", zipped(t, bad), 400)
	b.equal(at(answer, "validation_errors", 0, "posted-config", "_id"), "bad")
	b.equal(at(answer, "validation_errors", 0, "config-errors", 0, "level"), "error")
	if msg, _ := at(answer, "validation_errors", 0, "config-errors", 0, "msg").(string); !strings.Contains(msg, "pipes/bad.conf.json") {
		t.Error(msg)
	}
	b.equal(len(b.get("/pipes").([]any)), 4)
	b.file("/config?force=true", "application/zip", zipped(t, bad), 200)
	b.equal(at(b.get("/pipes/bad"), "runtime", "is-valid-config"), false)
	b.form("/pipes/bad/pump", url.Values{"operation": {"start"}}, 400)

	// The client prints only the validation_errors of an answer.
	for _, unreadable := range []string{`{"_id":"bad",`, `[{"_id":"bad"}]`, `{"type":"pipe"}`, ``, `"bad"`} {
		answer = b.file("/config?force=true", "application/zip", zipped(t, map[string]string{"pipes/bad.conf.json": unreadable}), 400)
		b.equal(at(answer, "validation_errors", 0, "config-errors", 0, "level"), "error")
		b.equal(at(answer, "validation_errors", 0, "config-errors", 0, "msg"), at(answer, "detail"))
		if msg, _ := at(answer, "detail").(string); !strings.Contains(msg, "pipes/bad.conf.json") {
			t.Errorf("%s: %s", unreadable, msg)
		}
	}
	b.file("/config", "application/zip", []byte("no zip"), 400)
	b.equal(len(b.get("/pipes").([]any)), 1)
}
