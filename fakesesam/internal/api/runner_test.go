package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

const (
	runAllPipes = "/pipes/run-all-pipes?request_mode=sync"
	goodInput   = `{"_id":"good","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}}`
	badInput    = `{"_id":"bad","type":"pipe","source":{"type":"embedded","entities":[{"name":"no id"}]}}`
	internal    = `{"_id":"internal","type":"pipe","source":{"type":"dataset","dataset":"good"}}`
	failing     = `{"_id":"failing","type":"pipe","source":{"type":"dataset","dataset":"good"},
		"transform":{"type":"dtl","rules":{"default":[["fail!","not like that"]]}}}`
)

// ran runs all pipes and returns the status and the additional_info.
func (b *bed) ran(parameters string) (status, info string) {
	b.t.Helper()
	answer := b.do("POST", runAllPipes+parameters, nil, nil, 200)
	status, _ = at(answer, "status").(string)
	info, told := at(answer, "additional_info").(string)
	if told && info == "" {
		b.t.Error("the client prints an empty line for an empty additional_info")
	}
	return status, info
}

// errors returns the errors in the log of the last run of all pipes.
func (b *bed) errors() string {
	b.t.Helper()
	var out []string
	for _, line := range b.get("/pipes/get-run-all-pipes-log").([]any) {
		if at(line, "loglevel") == "ERROR" {
			out = append(out, at(line, "logdata").(string))
		}
	}
	return strings.Join(out, "\n")
}

// A failed pipe makes the whole run fail and is named.
func TestRunFails(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", "["+goodInput+","+failing+"]", 200)
	status, info := b.ran("")
	if status != "failed" || !strings.Contains(info, "pipe failing failed: ") || !strings.Contains(info, "not like that") {
		t.Error(status, info)
	}
	if lines := b.errors(); !strings.Contains(lines, "failing: full run failed: ") {
		t.Error(lines)
	}
}

// A failed input pipe does not stop the others, but is reported.
func TestFailingInputPipe(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", "["+badInput+","+goodInput+","+internal+"]", 200)
	for _, parameters := range []string{"", "&check_input_pipes=False"} {
		status, info := b.ran(parameters)
		if status != "success" || !strings.HasPrefix(info, "input pipe bad failed: ") || !strings.Contains(info, "_id") || strings.Contains(info, "\n") {
			t.Error(status, info)
		}
		if lines := b.errors(); !strings.Contains(lines, "bad: full run failed: ") {
			t.Error(lines)
		}
		b.equal(b.states("internal"), "1")
	}
	status, info := b.ran("&check_input_pipes=True")
	if status != "failed" || !strings.HasPrefix(info, "pipe bad failed: ") || strings.Contains(info, "\n") {
		t.Error(status, info)
	}
}

// An input pipe that failed and succeeded in a later round is only in the log.
func TestInputPipeThatRecovers(t *testing.T) {
	asked := 0
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = w.Write([]byte(`[{"_id":"1"}]`))
	}))
	t.Cleanup(service.Close)
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", `[{"_id":"web","type":"system:url","url_pattern":"`+service.URL+`/%s"},
		{"_id":"pulls","type":"pipe","source":{"type":"json","system":"web","url":"x"}}]`, 200)
	if status, info := b.ran("&extra_zero_runs=1"); status != "success" || info != "" {
		t.Error(status, info)
	}
	if lines := b.errors(); !strings.Contains(lines, "502") {
		t.Error(lines)
	}
	b.equal(b.states("pulls"), "1")
}

// By default a run of all pipes resets everything first.
func TestResetBeforeARun(t *testing.T) {
	for _, test := range []struct {
		parameters                            string
		input, receivers, internal, forgotten bool // what is new afterwards
	}{
		{"", true, true, true, true},
		{"&reset_pipes_and_delete_sink_datasets=true&delete_input_datasets=True", true, true, true, true},
		{"&delete_input_datasets=False", false, false, true, true},
		{"&reset_pipes_and_delete_sink_datasets=False", false, false, false, false},
		{"&reset_pipes_and_delete_sink_datasets=False&delete_input_datasets=True", false, false, false, false},
	} {
		b := newBed(t, node.Options{}, "")
		b.upload()
		if status, info := b.ran("&delete_input_datasets=False"); status != "success" {
			t.Fatal(info)
		}
		b.form("/pipes/copy/pump", map[string][]string{"operation": {"update-last-seen"}, "last-seen": {"1000"}}, 200)
		stamp := func(dataset string) any { return at(b.get("/datasets/"+dataset+"/entities"), 0, "_ts") }
		persons, copied := stamp("persons"), stamp("copy")
		if status, info := b.ran(test.parameters); status != "success" {
			t.Fatal(info)
		}
		there := map[string]bool{}
		for _, d := range b.get("/datasets").([]any) {
			there[at(d, "_id").(string)] = true
		}
		if got := stamp("persons") != persons; got != test.input {
			t.Errorf("%s: the input pipe's dataset is new: %v", test.parameters, got)
		}
		if got := !there["sent"]; got != test.receivers {
			t.Errorf("%s: the receiver's dataset is gone: %v", test.parameters, got)
		}
		if got := stamp("copy") != copied; got != test.internal {
			t.Errorf("%s: the internal pipe's dataset is new: %v", test.parameters, got)
		}
		if got := at(b.get("/pipes/copy/pump"), "runtime", "last-seen") != "1000"; got != test.forgotten {
			t.Errorf("%s: the offset is forgotten: %v", test.parameters, got)
		}
	}
}

func TestRunStatistics(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", "["+badInput+","+goodInput+","+internal+"]", 200)
	_, info := b.ran("&output_run_statistics=True&extra_zero_runs=0")
	want := regexp.MustCompile(`^input pipe bad failed: .*
bad: 2 runs, 2 entities processed, 0 changed, 0 deleted, 2 could not be written, \d+\.\d{3} seconds
good: 2 runs, 2 entities processed, 1 changed, 0 deleted, \d+\.\d{3} seconds
internal: 2 runs, 1 entities processed, 1 changed, 0 deleted, \d+\.\d{3} seconds$`)
	if !want.MatchString(info) {
		t.Error(info)
	}
	if _, info := b.ran("&output_run_statistics=False"); strings.Contains(info, "runs") {
		t.Error(info)
	}
}

// What a pipe could not write is reported.
func TestRunThatLeavesSomethingUnwritten(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", `[{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"},{"_id":"2","x":[]}]},
		"transform":{"type":"dtl","rules":{"default":[["if",["eq","_S._id","2"],["fail!","no"]],["copy","*"]]}},
		"pump":{"max_write_errors_in_retry_dataset":10,"max_consecutive_write_errors":10}}]`, 200)
	status, info := b.ran("&output_run_statistics=True")
	if status != "success" || !strings.Contains(info, " could not be written, ") {
		t.Error(status, info)
	}
	for _, line := range b.get("/pipes/get-run-all-pipes-log").([]any) {
		if text := at(line, "logdata").(string); (at(line, "loglevel") == "WARNING") != strings.Contains(text, "could not be written") {
			t.Error(line)
		}
	}
}

func TestParametersOfARun(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	for _, right := range []string{"scheduler_mode=active", "scheduler_mode=poll", "check_input_pipes=true", "output_run_statistics=false"} {
		b.do("POST", runAllPipes+"&"+right, nil, nil, 200)
	}
	for wrong, words := range map[string]string{
		"scheduler_mode=fast": "active or poll", "check_input_pipes=x": "true or false", "delete_input_datasets=x": "true or false",
		"output_run_statistics=x": "true or false", "reset_pipes_and_delete_sink_datasets=x": "true or false", "max_runs=x": "an integer",
		"max_runs=1000001": "an integer from 0 to 1000000", "max_run_time=-1": "an integer from 0 to 1000000", "max_run_time=10000000000": "an integer from 0",
	} {
		name, _, _ := strings.Cut(wrong, "=")
		answer := b.do("POST", runAllPipes+"&"+wrong, nil, nil, 400)
		if text, _ := at(answer, "detail").(string); !strings.HasPrefix(text, name+" must be "+words) {
			t.Errorf("%s: %s", wrong, text)
		}
	}
}

// The maximum time ends the run, even if only input pipes fail because of it.
func TestRunThatTakesTooLong(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", "["+goodInput+"]", 200)
	if status, info := b.ran("&max_run_time=0"); status != "failed" || info != runall.ErrMaxTime.Error() {
		t.Error(status, info)
	}
}

func TestRunThatIsStopped(t *testing.T) {
	s := &slowService{code: 200, body: "[]", hold: make(chan struct{})}
	b := pumped(t, s)
	token := at(b.do("POST", "/pipes/run-all-pipes?request_mode=async", nil, nil, 200), "token").(string)
	until(t, "the input pipe to run", func() bool { return at(b.get("/pipes/p/pump"), "runtime", "is-running") == true })
	b.do("POST", "/pipes/stop-run-all-pipes", nil, nil, 200)
	answer := b.get("/pipes/get-pipe-runner-status?token=" + token)
	b.equal(at(answer, "status"), "failed")
	b.equal(at(answer, "additional_info"), runall.ErrStopped.Error())
}

// A run of all pipes waits for a pipe that the schedule has started, and stops one that a user has started if it resets
// everything.
func TestRunAllWhileAPipeRuns(t *testing.T) {
	for parameters, scheduled := range map[string]bool{"&reset_pipes_and_delete_sink_datasets=False": true, "": false} {
		t.Run(parameters, func(t *testing.T) {
			s := &slowService{code: 200, body: `[{"_id":"1"}]`, hold: make(chan struct{})}
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			b := newBed(t, node.Options{Schedule: scheduled}, "")
			b.json("PUT", "/config", `[{"_id":"web","type":"system:url","url_pattern":"`+server.URL+`/%s"},
				{"_id":"p","type":"pipe","source":{"type":"json","system":"web","url":"x"}}]`, 200)
			if !scheduled {
				b.pump("start", nil, 200)
			}
			until(t, "the pipe to ask", func() bool {
				s.mu.Lock()
				defer s.mu.Unlock()
				return len(s.asked) == 1
			})
			hold := s.hold
			s.mu.Lock()
			s.hold = nil
			s.mu.Unlock()
			token := at(b.do("POST", "/pipes/run-all-pipes?request_mode=async&check_input_pipes=true"+parameters, nil, nil, 200), "token").(string)
			state := func() any { return at(b.get("/pipes/get-pipe-runner-status?token="+token), "status") }
			if scheduled {
				b.equal(state(), "running")
				close(hold)
			}
			until(t, "the end of the run", func() bool { return state() != "running" })
			b.equal(state(), "success")
			b.equal(b.states("p"), "1")
		})
	}
}

// Entities of an embedded source with one _id settle, also if the rules give them it: the last of them counts, and the next
// round changes nothing.
func TestEmbeddedEntitiesWithOneID(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	var many []string
	for i := range 250 {
		many = append(many, fmt.Sprintf(`{"_id":"%d","n":%d}`, i%2, i))
	}
	b.json("PUT", "/config", `[{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1","n":1},{"_id":"2"},{"_id":"1","n":2}]}},
		{"_id":"q","type":"pipe","source":{"type":"embedded","entities":[`+strings.Join(many, ",")+`]},
			"transform":{"type":"dtl","rules":{"default":[["copy","*"],["if",["eq",1,2],["add","x",1]]]}}},
		{"_id":"r","type":"pipe","source":{"type":"embedded","entities":[{"id":"1","n":1},{"_id":"2","id":"1","n":2},{"id":"3"}]},
			"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","_id","_S.id"]]}}}]`, 200)
	status, info := b.ran("&extra_zero_runs=2&max_runs=100&output_run_statistics=True")
	for _, want := range []string{
		"p: 4 runs, 12 entities processed, 2 changed, 0 deleted", "q: 4 runs, 1000 entities processed, 2 changed, 0 deleted",
		"r: 4 runs, 12 entities processed, 2 changed, 0 deleted",
	} {
		if status != "success" || !strings.Contains(info, want) {
			t.Errorf("%s: %s, want %s", status, info, want)
		}
	}
	b.equal(at(b.get("/datasets/p/entity?entity_id=1"), "n"), 2)
	b.equal(at(b.get("/datasets/r/entity?entity_id=1"), "n"), 2)
	b.equal(at(b.get("/datasets/q/entity?entity_id=0"), "n"), 248)
	b.equal(at(b.get("/datasets/q/entity?entity_id=1"), "n"), 249)
}
