package api

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// wire sends exactly the bytes that the command-line client's HTTP library sends: its headers, its forms with their fixed
// boundary, an empty body with a length, True and False as Python writes them.
type wire struct {
	*bed
	conn net.Conn
	in   *bufio.Reader
	kind string // the content type of the last answer
}

const clientHeader = "Accept-Encoding: identity\r\nACCEPT: %s\r\nAUTHORIZATION: Bearer x.e30.y\r\nUser-Agent: python-urllib3/1.26.12\r\n"

func newWire(b *bed) *wire {
	b.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(b.url, "http://"), "/api"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	return &wire{b, conn, bufio.NewReader(conn), ""}
}

// say sends a request over the one connection; want is a regular expression that must match the whole body.
func (w *wire) say(method, path, contentType, body string, status int, want string) string {
	w.t.Helper()
	accept := "application/json,*/*"
	if kind, ok := strings.CutPrefix(contentType, "accept "); ok {
		accept, contentType = kind, ""
	}
	request := fmt.Sprintf("%s /api%s HTTP/1.1\r\nHost: localhost:9042\r\n"+clientHeader, method, path, accept)
	if contentType != "" {
		request += "Content-Type: " + contentType + "\r\n"
	}
	if method != http.MethodGet {
		request += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	if _, err := io.WriteString(w.conn, request+"\r\n"+body); err != nil {
		w.t.Fatal(err)
	}
	res, err := http.ReadResponse(w.in, nil)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	w.kind = res.Header.Get("Content-Type")
	got, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	if res.StatusCode != status || !regexp.MustCompile(`(?s)^(?:`+want+`)\n?$`).Match(got) {
		w.t.Errorf("%s %s: %d %s\nwant %d %s", method, path, res.StatusCode, got, status, want)
	}
	return string(got)
}

const (
	formType = "application/x-www-form-urlencoded"
	boundary = "5b1f4c3e0d0a4f7c8a3f6f0e2d9b7a61"
	fileType = "multipart/form-data; boundary=" + boundary
)

// formFile returns a file of a form as the client's library writes it.
func formFile(contentType, content string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"config\"\r\nContent-Type: " + contentType +
		"\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n"
}

// TestWire runs the commands in the order in which a developer uses them.
func TestWire(t *testing.T) {
	w := newWire(newBed(t, node.Options{}, ""))
	const (
		list, object, success = `\[.*\]`, `\{.*\}`, `\{.*"status":"success".*\}`
		stop                  = "/pipes/stop-run-all-pipes?terminate_timeout=30"
		run                   = "/pipes/run-all-pipes?extra_zero_runs=2&max_run_time=900&max_runs=100&request_mode="
		published             = `\[\{"_id":"1","_deleted":false,.*"name":"Ada","where":"Oslo"\},\{"_id":"2",.*\}\]`
	)
	gate := func() { w.say("GET", "/", "", "", 200, `\{.*"status":\{.*"developer_mode":true.*\}.*\}`) }

	gate() // upload
	w.say("PUT", "/env", "application/json", `{"where": "Oslo"}`, 200, `\{"where":"Oslo"\}`)
	w.say("PUT", "/secrets", "application/json", `{"key": "hush-hush"}`, 200, `[^h]*`)
	w.say("PUT", "/config?force=false", fileType, formFile("application/zip", string(zipped(t, map[string]string{"pipes/x.conf.json": `{"_id":"x","type":"pip"}`}))),
		400, `\{"validation_errors":\[\{"posted-config":\{"_id":"x"\},"config-errors":\[\{"level":"error","msg":"[^"]+.*","elements":\["type"\]\}\]\}\]\}`)
	b := w.bed
	b.equal(w.kind, "application/json")
	w.say("PUT", "/config?force=false", fileType, formFile("application/zip", string(zipped(t, map[string]string{"pipes/x.conf.json": `{"_id":"x",}`}))), 400,
		`\{"detail":"([^"]+x\.conf\.json[^"]+)","status":400,"validation_errors":\[\{"config-errors":\[\{"level":"error","msg":"[^"]+x\.conf\.json[^"]+","elements":\[\]\}\],"posted-config":\{\}\}\]\}`)
	b.equal(w.kind, "application/json")
	w.say("PUT", "/config?force=false", fileType, formFile("application/zip", string(zipped(t, project))), 200, list)
	b.equal(w.kind, "application/json")
	w.say("GET", "/pipes", "", "", 200, list)
	w.say("GET", "/pipes/copy", "", "", 200, object)
	w.say("POST", "/receivers/sent/entities", "application/json", `[{"_id": "a"}]`, 200, object)

	gate() // run, both ways
	w.say("POST", stop, "", "", 200, object)
	w.say("POST", run+"sync&delete_input_datasets=False&check_input_pipes=False&output_run_statistics=False&scheduler_mode=active"+
		"&reset_pipes_and_delete_sink_datasets=False", "", "", 200, success)
	token := at(mustJSON(t, w.say("POST", run+"async", "", "", 200, `\{.*"token":"[^"]+".*\}`)), "token").(string)
	for status := ""; status != "success"; {
		status = at(mustJSON(t, w.say("GET", "/pipes/get-pipe-runner-status?token="+token, "", "", 200, object)), "status").(string)
		if status != "running" && status != "success" {
			t.Fatal(status)
		}
	}
	w.say("GET", "/pipes/get-run-all-pipes-log?since=&token="+token, "", "", 200, `\[\{"timestamp":"[^"]+","loglevel":"INFO","logdata":"[^"]+"\}.*\]`)

	gate() // status and download
	if archive := w.say("GET", "/config", "accept application/zip", "", 200, `PK.*`); strings.Contains(archive, "hush-hush") {
		t.Error("the archive has a secret")
	}
	b.equal(w.kind, "application/zip")
	w.say("GET", "/env", "", "", 200, `\{"where":"Oslo"\}`)

	gate() // verify: what is disabled is enabled for it
	w.say("GET", "/pipes", "", "", 200, list)
	w.say("POST", "/pipes/copy/pump", formType, "operation=disable&comment=for+now", 200, `.*"is-disabled":true.*`)
	w.say("GET", "/pipes/copy/pump", "", "", 200, `\{.*"is-disabled":true.*\}`)
	w.say("POST", "/pipes/copy/pump", formType, "operation=enable", 200, `\{.*"is-disabled":false.*\}`)
	w.say("GET", "/pipes/published/entities", "", "", 200, published)
	w.say("GET", "/pipes/published/entities?stage=source", "", "", 200, published)
	w.say("GET", "/publishers/published/entities", "", "", 200, published)
	w.say("GET", "/publishers/published/excel", "", "", 501, `\{"detail":"[^"]*excel[^"]*","status":501\}`)

	w.say("POST", stop, "", "", 200, object) // restart
	before := w.say("GET", "/status", "", "", 200, `\{.*"node_start_time":"[^"]+".*\}`)
	w.say("POST", "/admin", formType, "operation=restart", 200, `\{"message":"OK"\}`)
	if after := w.say("GET", "/status", "", "", 200, object); at(mustJSON(t, after), "node_start_time") == at(mustJSON(t, before), "node_start_time") {
		t.Error("the node has its old start time")
	}

	w.say("POST", stop, "", "", 200, object) // wipe
	w.say("PUT", "/config?force=true", fileType, formFile("application/json", "["+project["node-metadata.conf.json"]+"]"), 200, list)
	w.say("PUT", "/config?force=true", fileType, formFile("application/json", "[]"), 200, `\[\]`)
	w.say("PUT", "/env", "application/json", "{}", 200, `\{\}`)
	w.say("GET", "/pipes", "", "", 200, `\[\]`)

	w.say("POST", stop, "", "", 200, object) // reset, and stop
	w.say("POST", "/admin", formType, "operation=reset", 200, `\{"message":"OK"\}`)
	w.say("GET", "/datasets", "", "", 200, `\[\]`)
	w.say("POST", stop, "", "", 200, object)
}

// TestWireRefusals checks the statuses and bodies by which clients decide what to do next.
func TestWireRefusals(t *testing.T) {
	w := newWire(newBed(t, node.Options{}, ""))
	w.upload()
	refused := func(status int, words string) string {
		return fmt.Sprintf(`\{"detail":"%s","status":%d\}`, words, status)
	}
	for _, path := range []string{
		"/pipes/none", "/pipes/none/pump", "/pipes/none/log", "/pipes/none/entities", "/datasets/none", "/datasets/none/entities",
		"/datasets/persons/entity?entity_id=none", "/systems/none", "/systems/none/status", "/publishers/none/entities", "/env/none",
	} {
		w.say("GET", path, "", "", 404, refused(404, "[^\n]+"))
	}
	w.say("POST", "/receivers/none/entities", "application/json", "[]", 404, refused(404, "[^\n]+"))
	w.say("POST", "/pipes/copy/pump", formType, "operation=run-and-sync", 400, refused(400, `[^\n]*doesn't support the operation[^\n]*`))
	w.say("POST", "/pipes/copy/pump", fileType, "--"+boundary+"\r\nContent-Disposition: form-data; name=\"operation\"\r\n\r\ndisable\r\n--"+boundary+"--\r\n",
		200, `.*"is-disabled":true.*`)
	w.say("POST", "/pipes", "application/json", project["pipes/copy.conf.json"], 409, refused(409, "[^\n]+"))
	w.say("PUT", "/config?force=maybe", "application/json", "[]", 400, refused(400, "[^\n]+"))
	w.say("PUT", "/env", "application/json", `["no"]`, 400, refused(400, "[^\n]+"))
	w.say("POST", "/pipes/run-all-pipes?max_runs=many", "", "", 400, refused(400, "[^\n]+"))
}

// A busy receiver answers with the status after which the client retries.
func TestBusyReceiver(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	read, write := io.Pipe()
	first := make(chan int)
	go func() {
		res, err := http.Post(b.url+"/receivers/sent/entities", "application/json", read)
		if err != nil {
			first <- 0
			return
		}
		_ = res.Body.Close()
		first <- res.StatusCode
	}()
	// The pump is reading the first request once its first bytes have been sent.
	for range 3 {
		if _, err := write.Write([]byte(strings.Repeat(" ", 64<<10))); err != nil {
			t.Fatal(err)
		}
	}
	for !at(b.get("/pipes/sent/pump"), "runtime", "is-running").(bool) {
		continue
	}
	w := newWire(b)
	w.say("POST", "/receivers/sent/entities", "application/json", "[]", 503, `\{"detail":"[^"]+","status":503\}`)
	w.say("POST", "/pipes/copy/pump", formType, "operation=start", 200, `\{.*\}`)
	if _, err := write.Write([]byte(`[{"_id":"c"}]`)); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	if status := <-first; status != 200 {
		t.Error(status)
	}
	w.say("POST", "/receivers/sent/entities", "application/json", "[]", 200, `\{.*\}`)
}

// Clients read these properties of a pipe; one reads them with dashes, another one with underscores.
func TestNamesOfARuntime(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	for _, path := range []string{"/pipes/copy", "/pipes/copy/"} {
		runtime := at(b.get(path), "runtime").(map[string]any)
		for _, name := range []string{
			"state", "is-running", "is-disabled", "is-valid-config", "config-errors", "execution-dataset", "last-run", "next-run",
			"success_count", "failure_count", "queued", "retries", "last_run", "next_run",
		} {
			if _, there := runtime[name]; !there {
				t.Errorf("a pipe's runtime has no %s", name)
			}
		}
		b.equal(at(b.get(path), "config", "effective", "sink"), mustJSON(t, `{"type":"dataset","dataset":"copy","deletion_tracking":true,
			"mark_deletion_tracked":false,"max_entity_bytes_size":104857600,"set_initial_offset":"if-source-populated"}`))
	}
	for _, path := range []string{"/pipes/copy/pump", "/pipes/copy/pump/"} {
		runtime := at(b.get(path), "runtime").(map[string]any)
		for _, name := range []string{
			"is-running", "is-disabled", "is-valid-config", "config-errors", "last-seen", "last-run", "next-run", "last-message",
			"last-original-error-message", "supported-operations", "queues", "progress",
		} {
			if _, there := runtime[name]; !there {
				t.Errorf("a pump's runtime has no %s", name)
			}
		}
	}
	b.equal(at(b.get("/"), "status", "developer_mode"), true)
	b.equal(at(b.get(""), "status", "developer_mode"), true)
}
