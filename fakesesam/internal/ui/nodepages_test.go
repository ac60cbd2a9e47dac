package ui

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

// embedded is a pipe with one entity of its own.
func embedded(id string, more string) string {
	return `{"_id":"` + id + `","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}` + more + `}`
}

// Without pipes, the page says how to get some.
func TestEmptyNode(t *testing.T) {
	b := newNodeBed(t)
	b.shows("/", "This node has no pipes yet.", `<a href="/config">upload a configuration</a>`)
	b.shows("/systems", "The configuration has no systems.")
	b.shows("/config", "There is no configuration yet.", "<code>key</code>", "<code>host</code>")
}

// The flow is drawn from the systems on the left to those on the right; a dataset that only one pipe writes is part of its box.
func TestFlowFollowsTheConfiguration(t *testing.T) {
	b := newNodeBed(t,
		`{"_id":"crm","type":"system:url","url_pattern":"http://127.0.0.1:1/%s"}`,
		`{"_id":"db","type":"system:sqlserver","host":"h","database":"d","username":"u","password":"p"}`,
		`{"_id":"collect","type":"pipe","source":{"type":"json","system":"crm","url":"x"}}`,
		`{"_id":"enrich","type":"pipe","source":{"type":"dataset","dataset":"collect"},"sink":{"type":"dataset","dataset":"shared"},
			"transform":[{"type":"http","url":"http://other.example/y"},{"type":"dtl","rules":{"default":[["copy","*"],["add","x",["hops",{"datasets":["also a"],"where":["eq","_S._id","a._id"]}]]]}}]}`,
		embedded("also", `,"sink":{"type":"dataset","dataset":"shared"}`),
		`{"_id":"merge","type":"pipe","source":{"type":"merge","datasets":["shared s","nowhere n"],"equality":[]}}`,
		`{"_id":"push","type":"pipe","source":{"type":"dataset","dataset":"merge"},"sink":{"type":"json","system":"crm","url":"y"}}`,
		`{"_id":"sql","type":"pipe","source":{"type":"dataset","dataset":"merge"},"sink":{"type":"sql","system":"db","table":"t"}}`,
		`{"_id":"csv","type":"pipe","source":{"type":"dataset","dataset":"merge"},"sink":{"type":"csv_endpoint","columns":["a"]}}`,
	)
	view := flowOf(t, b)
	columns, boxes := map[string]int{}, map[string]*flowBox{}
	for _, box := range view.Drawing.Boxes {
		columns[box.ID], boxes[box.ID] = box.Column, box.flowBox
	}
	want := map[string]int{
		"from:crm": 0, "pipe:collect": 1, "pipe:enrich": 2, "pipe:also": 2, "dataset:also": 1, "dataset:shared": 3, "dataset:nowhere": 3,
		"pipe:merge": 4, "pipe:push": 5, "pipe:sql": 5, "pipe:csv": 5, "to:crm": 6, "to:db": 6,
	}
	if fmt.Sprint(columns) != fmt.Sprint(want) {
		t.Errorf("got %v\nwant %v", columns, want)
	}
	if own := boxes["pipe:collect"].Own; own.URL != "/datasets/collect" || boxes["pipe:enrich"].Own.Name != "" || boxes["pipe:csv"].Own.Name != "published as csv" {
		t.Errorf("%+v", own)
	}
	if through := boxes["pipe:enrich"].Through; len(through) != 1 || through[0] != (flowLink{Name: "other.example"}) {
		t.Errorf("%+v", through)
	}
	if reads := boxes["pipe:enrich"].Reads; len(reads) != 1 || reads[0].Name != "also" {
		t.Errorf("%+v", reads)
	}
	if live := boxes["dataset:nowhere"].Live; live != -1 {
		t.Error(live)
	}
}

// flowOf returns the flow of all pipes.
func flowOf(t *testing.T, b *nodeBed) *flowView {
	t.Helper()
	p := &pages{node: b.node, all: b.all}
	var all []pipeEntry
	for _, each := range b.node.Pumps() {
		row, err := p.row(each)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.entry(each, row, noon))
	}
	view, err := p.flow(all)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// Pipes that go in a circle are drawn without it, and the box says where it closes. Whatever goes deeper than a drawing can
// show is listed.
func TestCyclesAndDepths(t *testing.T) {
	pipe := func(id, from string) string {
		return `{"_id":"` + id + `","type":"pipe","source":{"type":"dataset","dataset":"` + from + `"}}`
	}
	view := flowOf(t, newNodeBed(t, pipe("a", "c"), pipe("b", "a"), pipe("c", "b"), pipe("self", "self")))
	back := 0
	for _, box := range view.Drawing.Boxes {
		back += len(box.Back)
	}
	if back != 2 || len(view.Drawing.Boxes) != 4 || len(view.List) != 4 {
		t.Errorf("%d lead back, %d boxes, %d lines", back, len(view.Drawing.Boxes), len(view.List))
	}
	deep := []string{embedded("p0", "")}
	for i := range 20 {
		deep = append(deep, pipe(fmt.Sprint("p", i+1), fmt.Sprint("p", i)))
	}
	b := newNodeBed(t, deep...)
	if view = flowOf(t, b); view.Drawing != nil || len(view.List) != 21 || view.List[20].Indent != mostIndent {
		t.Errorf("%+v", view)
	}
	b.shows("/", `class="flow deep"`)
}

// What is chosen stands in the URL, and what is offered counts what it would show.
func TestFilter(t *testing.T) {
	b := newNodeBed(t, embedded("one", ""), embedded("two", `,"pump":{"mode":"off"}`), embedded("three", `,"batch_size":0`))
	b.shows("/", `href="/?state=invalid">Invalid or not run here<small>1</small>`, `href="/?state=disabled">Disabled<small>1</small>`)
	page := b.get("/?state=invalid&view=table", http.StatusOK)
	if strings.Contains(page, `id="row-one"`) || !strings.Contains(page, `id="row-three"`) || strings.Contains(page, `id="flow"`) {
		t.Error(page)
	}
	b.shows("/?find=TWO", `id="row-two"`, `All<small>1</small>`)
	b.shows("/?find=none&state=failed", "No pipe matches.", `<a data-soft href="/">Show all pipes</a>`)
	b.shows("/?find=%3Cb%3E", "“&lt;b&gt;”")
}

// Many pipes are paged, and not drawn above their table.
func TestManyPipes(t *testing.T) {
	b := newNodeBed(t, many(250)...)
	page := b.get("/?find=pipe", http.StatusOK)
	if n := strings.Count(page, `data-key="pipe:`); n != rowsShown || strings.Contains(page, `id="flow"`) {
		t.Errorf("%d rows", n)
	}
	b.shows("/?find=pipe", `rel="next" data-soft href="/?find=pipe&amp;page=1"`, "250 pipes are too many to be drawn above their table", "1 to 100 of 250")
	b.shows("/?page=2", "pipe-0249", `rel="prev"`, "201 to 250 of 250")
	b.shows("/?page=99", "pipe-0249")
	b.shows("/?view=flow", "the first 200 of 250 pipes")
	if page := b.get("/?view=flow", http.StatusOK); strings.Count(page, "<foreignObject") != 201 {
		t.Errorf("%d boxes", strings.Count(page, "<foreignObject"))
	}
}

// A pipe shows when it runs next, what waits, and how it is stopped and reset.
func TestRows(t *testing.T) {
	b := newNodeBed(t, embedded("one", `,"pump":{"schedule_interval":252}`), embedded("on-request", `,"pump":{"mode":"manual"}`),
		`{"_id":"a?b#c%","type":"pipe","source":{"type":"embedded","entities":[]}}`)
	b.shows("/", "due now", "on request", "stands still", `href="/pipes/a%3Fb%23c%25"`, `data-path="/api/pipes/a%3Fb%23c%25/pump"`)
	if _, err := b.node.Run(t.Context(), "one", pump.Request{}); err != nil {
		t.Fatal(err)
	}
	b.shows("/", "in 4 min 12 s", "2026-03-01 12:04:12", "full, completed")
	b.shows("/pipes/one", "in 4 min 12 s", "the clock stands still until the test moves it")
}

func TestCountdown(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Hour: "due now", 0: "due now", time.Millisecond: "in less than 1 s", 59 * time.Second: "in 59 s", 60 * time.Second: "in 1 min",
		252 * time.Second: "in 4 min 12 s", time.Hour + time.Second: "in 1 h", 26 * time.Hour: "in 1 d 2 h",
	} {
		if got := countdown(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// The run of all pipes is shown with its result.
func TestRunOfAllPipes(t *testing.T) {
	b := newNodeBed(t, embedded("one", ""), `{"_id":"gone","type":"pipe","source":{"type":"dataset","dataset":"none"},"sink":{"type":"dataset","dataset":"x","circuit_breaker_threshold_count":1}}`)
	b.shows("/", "Runs every pipe, in rounds, until a round changes nothing.")
	r, err := b.all.Start(runall.Plan{MaxRuns: 9, MaxTime: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if p := r.Progress(); p.Round < 1 || p.Of != 2 || !p.Began.Equal(noon) || !p.Ended.Equal(noon) {
		t.Errorf("%+v", p)
	}
	b.shows("/", `<span class="chip good">done</span>`, "Log of that run", "one: ")
}

// A system shows who uses it and how, and no secret.
func TestSystemPage(t *testing.T) {
	b := newNodeBed(t,
		`{"_id":"crm","type":"system:url","url_pattern":"http://127.0.0.1:1/$SECRET(key)/%s","headers":{"Authorization":"in the open","X":"$SECRET(key)"},
			"retry_strategy":{"429":{"max_read_retries":3},"default":{}}}`,
		`{"_id":"ms","type":"system:microservice","docker":{"image":"i","port":5000,"environment":{"api-key":"$SECRET(key)"}}}`,
		`{"_id":"bad","type":"system:url","url_pattern":"nowhere"}`,
		`{"_id":"db","type":"system:sqlserver","host":"h","database":"d","username":"u","password":"p"}`,
		`{"_id":"both","type":"pipe","source":{"type":"json","system":"crm","url":"x"},"sink":{"type":"json","system":"crm","url":"y"}}`)
	if _, err := b.node.Run(context.Background(), "both", pump.Request{}); err != nil {
		t.Fatal(err)
	}
	b.shows("/systems", "does not answer", "invalid configuration", "not run here", "http://127.0.0.1:1/***/")
	b.shows("/systems?find=none", "No system matches.")
	b.shows("/systems/crm", `<a href="/pipes/both"><bdi>both</bdi></a> <span class="dim">as its source and sink`, "GET http://127.0.0.1:1/***/x", "connection refused",
		"max_read_retries 3", "as its own configuration says", `&#34;Authorization&#34;: &#34;***&#34;`, "$SECRET(key)")
	if page := b.get("/systems/crm", http.StatusOK); strings.Contains(page, "in the open") {
		t.Error("a literal secret is shown")
	}
	b.shows("/systems/ms", "<code>api-key</code>", "5000", "No pipe has called this system yet.", "Nothing depends on this system.")
	b.shows("/systems/bad", "must be an http or https URL", "1 fault")
	b.get("/systems/none", http.StatusNotFound)
	if page := b.get("/systems/db", http.StatusOK); strings.Contains(page, "Check now") {
		t.Error("what is not run here cannot be checked")
	}
}

// The configuration lists what is at fault first, and opens a component with its faults beside its lines.
func TestConfigurationPage(t *testing.T) {
	b := newNodeBed(t, embedded("a-good-one", ""), embedded("z-bad-one", `,"batch_size":0`), `{"_id":"<i>","type":"<b>odd</b>"}`, `{"_id":"node","type":"metadata"}`)
	page := b.get("/config", http.StatusOK)
	if bad, good := strings.Index(page, "z-bad-one"), strings.Index(page, "a-good-one"); bad < 0 || good < bad {
		t.Error("what is at fault comes first")
	}
	if strings.Contains(page, "<b>odd") || !strings.Contains(page, "&lt;b&gt;odd") {
		t.Error(page)
	}
	b.shows("/config?open=pipes/z-bad-one.conf.json", `aria-current="true"`, `class="at-fault"><code>  &#34;batch_size&#34;: 0</code><p class="bad">`,
		"must be an integer of at least 1, got 0", `data-path="/api/pipes/z-bad-one/config"`, `data-text="/config/text?file=pipes%2Fz-bad-one.conf.json"`)
	b.shows("/config?open=node-metadata.conf.json", `data-path="/api/metadata"`)
	b.shows("/config?open=gone.conf.json", "The configuration no longer has the file gone.conf.json.")
	b.shows("/config?state=invalid", "Invalid<small>2</small>")
	if text := b.get("/config/text?file=pipes/z-bad-one.conf.json", http.StatusOK); !strings.Contains(text, `  "batch_size": 0`) {
		t.Error(text)
	}
	b.get("/config/text?file=none", http.StatusNotFound)
}

func TestSecretless(t *testing.T) {
	for line, want := range map[string]string{
		`  "password": "p\"w",`:            `  "password": "***",`,
		`  "Authorization": "Bearer x"`:    `  "Authorization": "***"`,
		`  "api-key": "$SECRET(key)",`:     `  "api-key": "$SECRET(key)",`,
		`  "jwt_token": "$ENV(jwt)"`:       `  "jwt_token": "$ENV(jwt)"`,
		`  "name": "password"`:             `  "name": "password"`,
		`  "max_tokens": 5`:                `  "max_tokens": 5`,
		`  "client_secret": ""`:            `  "client_secret": ""`,
		`  "docs": ["add", "token", "t"],`: `  "docs": ["add", "token", "t"],`,
	} {
		if got := secretless(line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// A configuration too large for a page is shown in part, with the faults of what is not shown.
func TestLargeConfiguration(t *testing.T) {
	b := newNodeBed(t, `{"_id":"large","type":"pipe","source":{"type":"embedded","entities":[`+strings.Repeat(`{"_id":"1"},`, 2000)+`5]}}`)
	view, known := (&pages{node: b.node}).configurationOf("pipes/large.conf.json")
	if !known || len(view.Lines) != linesListed || view.More < 4000 || len(view.Rest) != 1 || view.Rest[0].Kind != config.Broken {
		t.Errorf("%v: %d lines, %d more, %v", known, len(view.Lines), view.More, view.Rest)
	}
}

// What is not there is named, with the way to what is.
func TestMissingPages(t *testing.T) {
	b := newNodeBed(t, many(300)...)
	for path, want := range map[string]string{
		"/pipes/%3Cb%3E":  `<h1>There is no pipe <bdi>&lt;b&gt;</bdi></h1>`,
		"/systems/no%2Fa": `<h1>There is no system <bdi>no/a</bdi></h1>`,
	} {
		if page := b.get(path, http.StatusNotFound); !strings.Contains(page, want) || len(page) > 10_000 {
			t.Errorf("%s is not about %s: %s", path, want, page)
		}
	}
}
