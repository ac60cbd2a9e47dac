package pages

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// eventful is a pipe whose source answers differently in each run.
const eventful = `{"_id":"eventful","type":"pipe","source":{"type":"json","url":"%s/contacts","supports_since":true,"is_chronological":true},
	"pump":{"schedule_interval":900,"max_read_retries":1,"read_retry_delay":%d,"max_write_errors_in_retry_dataset":50,"max_consecutive_write_errors":20},
	"transform":{"type":"dtl","rules":{"default":[["if","_S.refuse",["fail!","refused: <u>no</u> address"]],["copy","*"]]}}}`

// answers is a source whose next answer is a status and a body.
type answers struct {
	status atomic.Int64
	body   atomic.Value
}

func (a *answers) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(int(a.status.Load()))
	_, _ = io.WriteString(w, a.body.Load().(string))
}

func (a *answers) next(status int, body string) {
	a.status.Store(int64(status))
	a.body.Store(body)
}

// some returns n entities, the first of which has a number.
func some(first, n int) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`{"_id":"%d","_updated":"%06d","name":"Ada %d"}`, first+i, first+i, first+i))
	}
	return "[" + strings.Join(out, ",") + "]"
}

// story starts a node whose pipe has had an eventful life, and returns it with its source.
func story(t *testing.T) (*fakesesam.Node, *answers) {
	t.Helper()
	source := &answers{}
	server := httptest.NewServer(source)
	t.Cleanup(server.Close)
	node := sesam(t, map[string]string{"eventful": fmt.Sprintf(eventful, server.URL, 3)}, fakesesam.Schedule(false))
	next := 0
	run := func(status int, body string) {
		t.Helper()
		source.next(status, body)
		if _, err := node.Run(t.Context(), "eventful"); err != nil {
			t.Fatal(err)
		}
		if err := node.Advance(15 * time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	for i, n := range []int{120, 3, 0, 0, 40, -1, 75, 0, 60, 22, 31, -1, 9, 0, 0, 55, 18} {
		switch {
		case n < 0:
			run(503, "<b>the vendor</b> is away, "+strings.Repeat("very", 2500)+" long")
		case i == 6:
			run(200, some(next, n-1)[:len(some(next, n-1))-1]+fmt.Sprintf(`,{"_id":"bad <i>one</i>","_updated":"%06d","refuse":"<u>yes</u>"}]`, next+n))
			next += n
		default:
			run(200, some(next, n))
			next += n
		}
	}
	return node, source
}

// The charts show what the log says: a bar for each run, with its figures, and the same as a table.
func TestPipeCharts(t *testing.T) {
	node, _ := story(t)
	page := open(t, node.URL()+"/pipes/eventful")
	page.shows("#charts h2", "The last 17 runs")
	if n := page.count("#entities .hit"); n != 17 {
		t.Errorf("the chart has %d runs, want 17", n)
	}
	if n := page.count("#entities rect.failed"); n != 2 {
		t.Errorf("%d runs are marked as failed, want 2", n)
	}
	page.click("#charts summary")
	log, err := node.Log("eventful")
	if err != nil {
		t.Fatal(err)
	}
	ended := 0
	for _, event := range log {
		text, _ := json.Marshal(event)
		var e struct {
			Type    string    `json:"event_type"`
			Start   time.Time `json:"start_time"`
			Total   string    `json:"total_time"`
			Metrics struct {
				Entities struct {
					Processed int `json:"entities_last_run"`
					Changed   int `json:"changes_last_run"`
				}
			}
		}
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatal(err)
		}
		outcome := strings.TrimPrefix(e.Type, "pump-")
		if outcome != "completed" && outcome != "failed" {
			continue
		}
		ended++
		began := e.Start.UTC().Format("2006-01-02 15:04:05")
		figures := fmt.Sprintf("%s UTC, %s: %d processed, %d changed, ", began, outcome, e.Metrics.Entities.Processed, e.Metrics.Entities.Changed)
		page.await(fmt.Sprintf(`[...document.querySelectorAll("#entities title")].some(t => t.textContent.includes(%s))`, quoted(figures)))
		page.await(fmt.Sprintf(`[...document.querySelectorAll("#charts tbody tr")].some(r => r.innerText.includes(%s) && r.innerText.includes("\t%d\t%d\t"))`,
			quoted(began+"\t"+outcome), e.Metrics.Entities.Processed, e.Metrics.Entities.Changed))
	}
	if ended < 10 {
		t.Errorf("the log has only %d runs", ended)
	}
	// The tallest bar is the run that read most.
	page.await(`Math.max(...[...document.querySelectorAll("#entities rect.processed")].map(r => r.height.baseVal.value)) === 90`)
	page.await(`document.querySelector("#entities .most").innerText === "120"`)
	// 17 bars do not fill the chart: what is said of the first run does not stand where there is none.
	for _, chart := range []string{"#entities", "#durations"} {
		page.shows(chart+" .ends", "run 1, ")
		page.await(fmt.Sprintf(`document.querySelector("%[1]s .ends span").getBoundingClientRect().left > document.querySelector("%[1]s .hit").getBoundingClientRect().left`, chart))
	}
	page.shows("#entities figcaption", "changed")
}

// The log has a line for each run, says which runs it lacks, and can be reduced to those that failed. What a run did stands beside it,
// in full but folded.
func TestPipeLogByRun(t *testing.T) {
	node, _ := story(t)
	page := open(t, node.URL()+"/pipes/eventful")
	if n := page.count("#runs tr.run"); n != 13 {
		t.Errorf("the log has %d runs, want 13", n)
	}
	page.shows("#runs tr.quiet", "Runs 14 to 15 changed nothing")
	page.shows("#runs tr.run", "run 17")
	page.shows("#runs tr.run", "→ 000")
	page.inspect("pipe")

	page.click(`#runs nav a[href="?only=failed"]`)
	page.await(`document.querySelectorAll("#runs tr.run").length === 2 && location.search === "?only=failed"`)
	page.shows("#runs tr.why", "too many read errors: reading GET")
	page.click("#runs tr.run a")
	page.shows("#run h3", "Failed, incremental: run 12")
	page.await(`document.activeElement.matches("#run h3")`)
	page.await(`!document.querySelector("#run details").open`)
	page.click("#run details summary")
	page.await(`document.querySelector("#run pre.fault").innerText.includes("<b>the vendor</b> is away, " + "very".repeat(100))`)
	page.shows("#run", "the source could not be read")
	page.script(`for (const d of document.querySelectorAll("#run details")) d.open = true`)
	page.shows("#run", "ReadError")
	page.inspect("pipe-failed")
	page.do(chromedp.KeyEvent("\x1b")) // Escape
	page.await(`document.querySelector("#run") === null && location.search === "?only=failed"`)

	page.click(`#runs nav a[href="?"]`)
	page.await(`document.querySelectorAll("#runs tr.run").length === 13`)
	page.click(`#runs tr.run:has(td.bad) a`) // the newest with errors: a failed one
	page.shows("#run h3", "run 12")
	page.script(`[...document.querySelectorAll("#runs tr.pump-completed")].findLast(r => r.querySelector("td.bad")).querySelector("a").click()`)
	page.shows("#run h3", "Completed, incremental: run 7")
	page.shows("#run li", "bad <i>one</i>")
	page.script(`for (const d of document.querySelectorAll("#run details")) d.open = true`)
	page.shows("#run li", "refused: <u>no</u> address")
	page.shows("#run li", `"refuse": "<u>yes</u>"`)
	page.shows("#dead", "bad <i>one</i>")
	if n := page.count("main i, main u, #live b > b"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.inspect("pipe-run")
}

// A log of many runs is shown page by page, forwards and backwards.
func TestPipeLogPages(t *testing.T) {
	node := sesam(t, map[string]string{"p": `{"_id":"p","type":"pipe","source":{"type":"empty"},"pump":{"log_events_noop_runs":true}}`})
	for range 50 {
		if _, err := node.Run(t.Context(), "p"); err != nil {
			t.Fatal(err)
		}
	}
	page := open(t, node.URL()+"/pipes/p")
	page.shows("#runs tr.run", "run 50")
	for _, last := range []string{"run 30", "run 10"} {
		page.do(chromedp.KeyEvent("n"))
		page.shows("#runs tr.run", last)
	}
	page.await(`document.querySelector("#runs a[rel=next]") === null && document.querySelectorAll("#runs tr.run").length === 10`)
	page.do(chromedp.KeyEvent("p"))
	page.shows("#runs tr.run", "run 50")
}

// hanging answers when it is told to, or when the request ends.
func hanging(t *testing.T) (url string, asked, answer chan struct{}) {
	t.Helper()
	asked, answer = make(chan struct{}, 100), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		asked <- struct{}{}
		select {
		case <-answer:
			_, _ = io.WriteString(w, "thanks for <b>all</b>")
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, asked, answer
}

// While a service hangs, the page says for whom the run waits and how far it has come, and the run can be stopped. What was sent
// is beside the list of requests.
func TestPipeProgressAndRequests(t *testing.T) {
	url, asked, answer := hanging(t)
	node := sesam(t, map[string]string{"sending": fmt.Sprintf(`{"_id":"sending","type":"pipe","batch_size":2,"source":{"type":"embedded","supports_since":true,"entities":[
		{"_id":"1","_updated":1,"name":"<i>Ada</i>"},{"_id":"2","_updated":2},{"_id":"3","_updated":3}]},"sink":{"type":"json","url":"%s/push?x=1"},"pump":{"batch_retries":0}}`, url)})
	page := open(t, node.URL()+"/pipes/sending")
	page.shows("#charts", "This pipe has not run.")
	page.shows("#sent", "Nothing was sent yet.")
	page.inspect("pipe-new")
	page.press("Start")
	<-asked
	page.shows("#progress-0 li", "posting batch 1 (2 entities): waiting for "+strings.TrimPrefix(url, "http://")+" to answer POST /push?x=1&sequence_id=")
	page.shows("#progress-0 h2", "A full run is in progress")
	page.shows("#state", "Running")
	page.shows("#sent tbody", "waiting")
	page.shows("#sent tbody", "now")
	answer <- struct{}{}
	<-asked
	page.shows("#progress-0 li", "posting batch 2 (1 entity)")
	page.await(`[...document.querySelectorAll("#progress-0 dd")].map(d => d.innerText).slice(0, 3).join() === "3,2,2"`)
	page.shows("#progress-0 .facts", "Sent")
	page.inspect("pipe-progress")
	page.press("Stop")
	page.await(`document.querySelector("#progress-0") === null`)
	page.shows("#state", "Failed")
	page.shows("#pipe", "Why the last run failed: the pump was stopped")

	page.press("Start")
	for range 3 { // two batches, and the end
		<-asked
		answer <- struct{}{}
	}
	page.shows("#state", "Ok")
	page.shows("#entities figcaption", "sent")
	page.await(`document.querySelector("#charts thead").textContent.includes("Sent")`)
	page.await(`[...document.querySelectorAll("#entities title")].some((t) => t.textContent.includes("3 processed, 3 sent"))`)
	page.await(`!/changed/i.test(document.querySelector("#charts").textContent)`)
	page.click(`#sent tr:last-child a`)
	page.shows("#request h3", "Request 1")
	page.shows("#request", `"name":"<i>Ada</i>"`)
	page.shows("#request", "thanks for <b>all</b>")
	if n := page.count("#request i, #request pre b"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.click("#runs tr.run a")
	page.shows("#run", "Requests")
	page.inspect("pipe-requests")
}

// What could not be written can be tried again at once, and discarded after a question.
func TestPipeDeadLetters(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(choosy))
	t.Cleanup(service.Close)
	node := sesam(t, map[string]string{"sending": fmt.Sprintf(sending, service.URL)})
	if _, err := node.Run(t.Context(), "sending"); err != nil {
		t.Fatal(err)
	}
	page := open(t, node.URL()+"/pipes/sending")
	page.shows("#waiting", "0 of 1")
	page.press("Try again now")
	page.shows("#dead", "1 of 1")
	page.shows("#dead", "email <b>no address</b> is no address")
	page.inspect("pipe-dead")
	page.press("Discard …")
	page.shows("dialog", "What waits for a retry and what was given up is forgotten: 0 and 1.")
	page.decline()
	page.shows("#dead", "1 of 1")
	page.press("Discard …")
	page.press("Discard all")
	page.await(`document.querySelector("#dead") === null`)
	if status, err := node.Status("sending"); err != nil || status.DeadLetters != 0 {
		t.Errorf("%+v, %v", status, err)
	}
}

// The offset is set in place, and reset after a question.
func TestPipeOffset(t *testing.T) {
	node, _ := story(t)
	page := open(t, node.URL()+"/pipes/eventful")
	page.press("Set …")
	page.enter("input[name=last-seen]", "000042 <i>")
	page.press("Set")
	page.shows("#offset", "000042 <i>")
	if got, err := node.Offset("eventful"); err != nil || got != "000042 <i>" {
		t.Errorf("the offset is %q, %v", got, err)
	}
	page.shows("#runs tr.between", "the offset was set to 000042 <i>")
	page.press("Reset")
	page.press("Reset the offset")
	page.shows("#offset", "none")
	page.shows("#runs tr.between", "the offset was reset")
}

// Whatever a source yields and a service answers, the page fits the window, and shows it as text.
func TestPipeWithHostileValues(t *testing.T) {
	long := strings.Repeat("x", 10000)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<img src=x onerror=document.title=1>"+long, http.StatusBadRequest)
	}))
	t.Cleanup(service.Close)
	ids := []string{"<b>bold</b>", strings.Repeat("w", 300), "\u202egnirts\u202c", "🦆🦆 / ? # & %", `"'` + "`"}
	var entities []map[string]any
	for i, id := range ids {
		entities = append(entities, map[string]any{"_id": id, "_updated": fmt.Sprintf("%d%s", i, long), "v": "<script>1</script>" + long})
	}
	text, err := json.Marshal(entities)
	if err != nil {
		t.Fatal(err)
	}
	node := sesam(t, map[string]string{"hostile": fmt.Sprintf(`{"_id":"hostile","type":"pipe","source":{"type":"embedded","supports_since":true,"entities":%s},
		"sink":{"type":"json","url":"%s/%s?q=%[3]s"},"pump":{"batch_retries":0,"max_write_errors_in_retry_dataset":4,"max_consecutive_write_errors":9,"max_retries_per_entity":9}}`,
		text, service.URL, strings.Repeat("path", 1000))})
	if _, err := node.Run(t.Context(), "hostile"); err != nil {
		t.Fatal(err)
	}
	page := open(t, node.URL()+"/pipes/hostile")
	page.shows("#waiting", "🦆🦆 / ? # & %")
	page.click("#runs tr.run a")
	page.shows("#run h3", "Failed")
	page.inspect("pipe-hostile")
	page.script(`for (const d of document.querySelectorAll("details")) d.open = true`)
	page.inspect("pipe-hostile-open")
	page.click("#sent tbody a")
	page.shows("#request", "<img src=x onerror")
	page.inspect("pipe-hostile-request")
	for _, width := range []int64{910, 1000, 1151, 1200} { // between those of every page
		page.resize(width)
		page.await("document.documentElement.scrollWidth <= innerWidth")
	}
	if n := page.count("main img, main script, #waiting b, #run b"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
}
