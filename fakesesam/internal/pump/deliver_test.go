package pump

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

const inOrder = `"supports_since":true,"is_chronological":true`

// chronologically makes the source of a pipe chronological.
func chronologically(pipe string) string {
	return strings.Replace(pipe, `"supports_since":true`, inOrder, 1)
}

func want(t *testing.T, got, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The batches of the pipe are posted in requests of at most batch_size entities.
func TestBatchSizeOfTheSink(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, strings.Replace(pushing(``), `?key=k"`, `?key=k","batch_size":2`, 1))
	fill(b, 4)
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e00 e01 | s1 full 1 first", "e02 | s1 full 2 after 1", "e03 | s1 full 3 after 2", "| s1 full 4 after 3 last"})
}

// Entities have the properties that a node adds; what is typed is text.
func TestReservedProperties(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, pushing(`,"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","v",["datetime-parse","%Y","2026"]]]}}`))
	b.source.set("e00", "1")
	b.completed(t, Normal)
	got := r.accepted[0]
	hash := got.Hash
	got.Hash = ""
	if diff := cmp.Diff(pushed{ID: "e00", Updated: stampOf(1), V: "~t2026-01-01T00:00:00Z", Written: b.clock.Now().UnixMicro()}, got); diff != "" || len(hash) != 32 {
		t.Errorf("%s %q", diff, hash)
	}
}

// What the rules create is posted before the entity, and what they filter out is not posted.
func TestWhatRulesCreateIsPosted(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, strings.Replace(pushing(`,"transform":{"type":"dtl","rules":{"default":[["if",["eq","_S.v","no"],["filter"]],
		["if",["eq","_S.v","yes"],["create",["apply","more","_S."]]],["copy","*"]],"more":[["copy","*"],["add","_id",["concat","_S._id","+"]]]}}`), `?key=k"`, `?key=k","batch_size":2`, 1))
	for id, value := range map[string]string{"a": "yes", "b": "no", "c": "yes"} {
		b.source.set(id, value)
	}
	b.completed(t, Normal)
	want(t, r.taken(), []string{"a+ a | s1 full 1 first", "c+ c | s1 full 2 after 1", "| s1 full 3 after 2 last"})
}

// A batch that is refused is repeated three times and then posted one by one; the first entity that is refused alone ends the
// run. A request that is repeated keeps its ID, and each follows the last one that was accepted.
func TestRefusedBatch(t *testing.T) {
	r := &receiver{refuse: bad(400)}
	b := pushBed(t, r, chronologically(pushing(``)))
	fill(b, 6)
	b.source.set("e04", "bad") // after e05
	run := b.run(t, Normal)
	want(t, r.taken(), []string{
		"e00 e01 e02 | s1 full 1 first", "e03 e05 e04 | s1 full 2 after 1", "e03 e05 e04 | s1 full 2 after 1",
		"e03 e05 e04 | s1 full 2 after 1", "e03 e05 e04 | s1 full 2 after 1", "e03 | s1 full 3 after 1", "e05 | s1 full 4 after 3",
		"e04 | s1 full 5 after 4",
	})
	const message = "the service answered 400 Bad Request: status 400, *** (POST http://service/things): source entity 6, \"e04\""
	if run.Outcome != Failed || run.Error != message || run.WriteErrors != 1 || run.Changed != 5 || run.Offset != stampOf(6) {
		t.Errorf("%+v", run)
	}
	if b.events(t) != "pump-started write-error pump-failed" || b.log(t)[1].Error != message || *b.log(t)[1].Code != 1 {
		t.Errorf("%s: %+v", b.events(t), b.log(t))
	}
	// The next run goes on with the sequence where it was interrupted.
	r.refuse = nil
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e04 | s1 full 6 after 4", "| s1 full 7 after 6 last"})
}

// Without the fallback, a batch that is refused ends the run.
func TestRefusedBatchWithoutFallback(t *testing.T) {
	r := &receiver{refuse: bad(500)}
	b := pushBed(t, r, pushing(`,"pump":{"fallback_to_single_entities_on_batch_fail":false,"batch_retries":1,"max_write_errors_in_retry_dataset":5}`))
	fill(b, 3)
	b.source.set("e01", "bad")
	run := b.run(t, Normal)
	want(t, r.taken(), []string{"e00 e01 e02 | s1 full 1 first", "e00 e01 e02 | s1 full 1 first"})
	if run.Outcome != Failed || !strings.HasPrefix(run.Error, "the service answered 500") || run.WriteErrors != 3 || b.events(t) != "pump-started pump-failed" {
		t.Errorf("%+v, %s", run, b.events(t))
	}
}

// An entity that is refused waits in the queue, is retried alone at the beginning of each run, and is given up in the end.
func TestRefusedEntityWaits(t *testing.T) {
	r := &receiver{refuse: bad(422)}
	b := pushBed(t, r, pushing(`,"pump":{`+patient+`,"batch_retries":0,"max_retries_per_entity":2,"dead_letter_dataset":"letters","track_dead_letters":true}`))
	fill(b, 3)
	b.completed(t, Normal)
	r.taken()
	b.source.set("e01", "bad")
	b.source.set("e02", "2")
	run := b.completed(t, Normal)
	want(t, r.taken(), []string{"e01 e02 | s2 1", "e01 | s2 2", "e02 | s2 3", "| s2 4 after 3"})
	if run.WriteErrors != 1 || run.Changed != 1 || run.Offset != stampOf(5) {
		t.Errorf("%+v", run)
	}
	for range 2 {
		b.completed(t, Normal)
	}
	want(t, r.taken(), []string{"e01 | s3 1", "| s3 2", "e01 | s4 1", "| s4 2"})
	want(t, b.writeErrors(t), []string{"e01=bad 0 waits", "e01=bad 1 waits", "e01=bad 2 dead"})
	if letters := b.content(t, "letters"); letters["e01"] != "bad" {
		t.Errorf("%v", letters)
	}
	s, err := b.pump.Status()
	if err != nil || s.Waiting != 0 || s.Dead != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	b.source.set("e01", "3")
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e01 | s5 1", "| s5 2 after 1"})
	if letters := b.content(t, "letters"); letters["e01"] != "-" {
		t.Errorf("%v", letters)
	}
}

// An entity that waits and is no longer in the source is no part of a full set that was accepted: it waits for nothing.
func TestWhatIsGoneDoesNotWait(t *testing.T) {
	r := &receiver{refuse: bad(400)}
	b := pushBed(t, r, pushing(`,"pump":{`+patient+`,"batch_retries":0}`))
	fill(b, 1)
	b.source.set("e01", "bad")
	b.completed(t, Normal)
	b.source.remove("e01")
	b.completed(t, Normal)
	if s, err := b.pump.Status(); err != nil || s.Waiting != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	b.completed(t, Rescan)
	if s, err := b.pump.Status(); err != nil || s.Waiting != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	errors := b.writeErrors(t)
	want(t, errors[len(errors)-1:], []string{"e01=bad 2 resolved"})
}

// A service that cannot be reached is a write error of another code; the run pauses as configured before it repeats.
func TestServiceThatIsAway(t *testing.T) {
	r := &receiver{refuse: func([]pushed) int { return -1 }}
	b := pushBed(t, r, pushing(`,"pump":{"write_retry_delay":5,"batch_retries":2}`))
	fill(b, 1)
	begin := b.clock.Now()
	run := b.run(t, Normal)
	if run.Outcome != Failed || run.Error != "connection reset by peer (POST http://service/things): source entity 1, \"e00\"" || len(r.requests) != 3 || b.clock.Now().Sub(begin) != 10*time.Second {
		t.Errorf("%+v, %v after %v", run, r.requests, b.clock.Now().Sub(begin))
	}
	if log := b.log(t); *log[1].Code != 0 {
		t.Errorf("%+v", log)
	}
}

// The system's retry_strategy decides by status where the pump has no values of its own.
func TestRetryStrategyOfWrites(t *testing.T) {
	two, many := 2, 50
	seconds := 3 * time.Second
	r := &receiver{refuse: bad(429)}
	b := &bed{clock: newClock(), source: newThings(), service: r, strategy: func(status int) config.Retry {
		if status != 429 {
			return config.Retry{}
		}
		return config.Retry{BatchRetries: &two, MaxWaiting: &many, MaxConsecutive: &many, Delay: &seconds}
	}}
	b.open(t, t.TempDir())
	defer func() { _ = b.store.Close() }()
	b.configure(t, pushing(``))
	b.source.set("e01", "bad")
	b.source.set("e02", "bad")
	begin := b.clock.Now()
	run := b.run(t, Normal)
	// The pause is made twice before a repetition, and after each of two failures.
	if run.Outcome != Completed || run.WriteErrors != 2 || len(r.requests) != 3+2+1 || b.clock.Now().Sub(begin) != 4*seconds {
		t.Errorf("%+v, %v after %v", run, r.requests, b.clock.Now().Sub(begin))
	}
	r.refuse = bad(400)
	b.source.set("e03", "bad")
	r.taken()
	if run = b.run(t, Normal); run.Outcome != Failed || run.WriteErrors != 1 {
		t.Errorf("%+v", run)
	}
	want(t, r.taken(), []string{"e01 | s2 1", "e02 | s2 2", "e03 | s2 3", "e03 | s2 3", "e03 | s2 3", "e03 | s2 3"})
}

// While a service is away for which the pipe lets no entity wait, the first of those that wait ends the run: it was not refused.
func TestWhatWaitsWhileTheServiceIsAway(t *testing.T) {
	none, many := 0, 50
	r := &receiver{refuse: bad(400)}
	b := &bed{clock: newClock(), source: newThings(), service: r, strategy: func(status int) config.Retry {
		if status != 400 {
			return config.Retry{BatchRetries: &none}
		}
		return config.Retry{BatchRetries: &none, MaxWaiting: &many, MaxConsecutive: &many}
	}}
	b.open(t, t.TempDir())
	defer func() { _ = b.store.Close() }()
	b.configure(t, pushing(``))
	b.source.set("e01", "bad")
	b.source.set("e02", "bad")
	b.completed(t, Normal)
	for _, status := range []int{503, 502, 429} {
		r.refuse = func([]pushed) int { return status }
		r.taken()
		if run := b.run(t, Normal); run.Outcome != Failed || len(r.requests) != 1 {
			t.Errorf("%d: %+v, %v", status, run, r.requests)
		}
	}
	r.refuse = nil
	b.completed(t, Normal)
	want(t, b.writeErrors(t), []string{"e01=bad 0 waits", "e02=bad 0 waits", "e01=bad 0 resolved", "e02=bad 0 resolved"})
}

// An entity that the rules cannot transform is judged in its place among those that the service refuses.
func TestRulesThatFailBeforeASink(t *testing.T) {
	r := &receiver{}
	const failing = `,"transform":{"type":"dtl","rules":{"default":[["if",["eq","_S.v","bad"],["fail!","bad value"]],["copy","*"]]}}`
	b := pushBed(t, r, chronologically(pushing(failing)))
	fill(b, 1)
	b.source.set("e01", "bad")
	fill(b, 0)
	b.source.set("e02", "1")
	run := b.run(t, Normal)
	want(t, r.taken(), []string{"e00 | s1 full 1 first"})
	if run.Outcome != Failed || run.Offset != stampOf(1) || run.Error != `source entity 2: transform of entity "e01": bad value` {
		t.Errorf("%+v", run)
	}
	b.configure(t, chronologically(pushing(failing+`,"pump":{`+patient+`}`)))
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e02 | s1 full 2 after 1", "| s1 full 3 after 2"})
	want(t, b.writeErrors(t)[1:], []string{"e01=bad 0 waits"})
	b.configure(t, chronologically(pushing(`,"pump":{`+patient+`}`)))
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e01 | s2 1", "| s2 2 after 1"})
}

// Namespaces are removed before a json sink.
func TestSinkRemovesNamespaces(t *testing.T) {
	r := &receiver{}
	b := pushBed(t, r, pushing(`,"namespaced_identifiers":true`))
	b.source.set("e01", "1")
	b.completed(t, Normal)
	text, _ := json.Marshal(r.accepted)
	if r.accepted[0].ID != "e01" || r.accepted[0].V != "1" {
		t.Errorf("%s", text)
	}
	b.configure(t, pushing(`,"namespaced_identifiers":true,"remove_namespaces":false`))
	b.completed(t, Rescan)
	if got := r.accepted[1]; got.ID != "p:e01" || got.V != "" {
		t.Errorf("%+v", got)
	}
}
