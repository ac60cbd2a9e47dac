package pump

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// caller is a service that http transforms call: it answers what do makes of each request.
type caller struct {
	do func(entities []map[string]any) (int, any)
	// requests are the IDs of each request.
	requests []string
}

func (c *caller) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var entities []map[string]any
	if err := json.Unmarshal(body, &entities); err != nil || req.Method != http.MethodPost || req.URL.RawQuery != "" {
		return nil, fmt.Errorf("%s %s: %w", req.Method, req.URL, err)
	}
	var ids []string
	for _, e := range entities {
		ids = append(ids, fmt.Sprint(e["_id"]))
	}
	c.requests = append(c.requests, strings.Join(ids, " "))
	status, out := c.do(entities)
	if text, isText := out.(string); isText {
		return answer(status, text), nil
	}
	text, err := json.Marshal(out)
	return answer(status, string(text)), err
}

func (c *caller) taken() []string {
	out := c.requests
	c.requests = nil
	return out
}

// mark answers every entity with its value marked.
func mark(entities []map[string]any) (int, any) {
	for _, e := range entities {
		e["v"] = fmt.Sprint(e["v"], "!")
	}
	return http.StatusOK, entities
}

func calledBed(t *testing.T, c *caller, pipe string) *bed {
	t.Helper()
	b := &bed{clock: newClock(), source: newThings(), service: c}
	b.open(t, t.TempDir())
	b.configure(t, pipe)
	t.Cleanup(func() {
		if err := b.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

const (
	httpTransform = `{"type":"http","system":"s","url":"t"}`
	copyAll       = `{"type":"dtl","rules":{"default":[["copy","*"],["add","v",["concat","_S.v","?"]]]}}`
)

// Calls stand anywhere among other transforms; each takes a batch.
func TestCalls(t *testing.T) {
	for transform, want := range map[string]string{
		httpTransform: "1!", copyAll + `,` + httpTransform: "1?!", httpTransform + `,` + copyAll: "1!?",
		`{"type":"chained","transforms":[` + httpTransform + `,` + copyAll + `]},` + httpTransform: "1!?!",
	} {
		c := &caller{do: mark}
		b := calledBed(t, c, with(`"transform":[`+transform+`]`))
		fill(b, 4)
		run := b.completed(t, Normal)
		if got := b.content(t, "p"); len(got) != 4 || got["e00"] != want || run.Offset != stampOf(4) || run.Changed != 4 {
			t.Errorf("%s: %v %+v", transform, got, run)
		}
		if calls := strings.Count(transform, httpTransform); len(c.requests) != 2*calls || c.requests[0] != "e00 e01 e02" {
			t.Errorf("%s: %v", transform, c.requests)
		}
	}
}

// A call has at most batch_size entities, and only those that the trigger selects; the others pass by, in their places.
func TestTriggerOfACall(t *testing.T) {
	c := &caller{do: mark}
	b := calledBed(t, c, strings.Replace(with(`"transform":{"type":"http","system":"s","url":"t","batch_size":2,"trigger_on":{"key":"v","value":"in*"}}`), `"batch_size":3`, `"batch_size":10`, 1))
	for i, value := range []string{"insert", "x", "in", "y", "insane"} {
		b.source.set(fmt.Sprint("e", i), value)
	}
	b.completed(t, Normal)
	want(t, c.taken(), []string{"e0 e2", "e4"})
	if diff := cmp.Diff(map[string]string{"e0": "insert!", "e1": "x", "e2": "in!", "e3": "y", "e4": "insane!"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
}

// Each transform of a chain takes what its own trigger selects, as in the documented way to keep what a service answers: rules
// decide what is to be done, the service does it, and rules look at what it answered.
func TestTriggersInAChain(t *testing.T) {
	c := &caller{do: func(entities []map[string]any) (int, any) {
		for _, e := range entities {
			e["$status"] = map[string]any{"code": e["v"]}
		}
		return http.StatusOK, entities
	}}
	b := calledBed(t, c, with(`"transform":{"type":"chained","comment":"x","transforms":[
		{"type":"dtl","rules":{"default":[["copy","*"],["if",["neq","_S.v","0"],["add","$operation","insert"]]]}},
		{"type":"http","system":"s","url":"t","trigger_on":{"key":"$operation","value":"insert"}},
		[{"type":"dtl","trigger_on":{"key":"$status.code","value":"4*"},"rules":{"default":[["copy","*"],["add","v","failed"]]}}]]}`))
	for id, value := range map[string]string{"a": "0", "b": "201", "c": "400"} {
		b.source.set(id, value)
	}
	b.completed(t, Normal)
	want(t, c.taken(), []string{"b c"})
	if diff := cmp.Diff(map[string]string{"a": "0", "b": "201", "c": "failed"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
}

// A service may answer with fewer, more and other entities; deleted ones go through it.
func TestAnswersOfACall(t *testing.T) {
	c := &caller{do: func(entities []map[string]any) (int, any) {
		return 201, []any{map[string]any{"_id": "new", "v": fmt.Sprint(len(entities))}, map[string]any{"_id": "e01", "v": "changed", "_deleted": entities[2]["_deleted"]}}
	}}
	b := calledBed(t, c, with(`"transform":`+httpTransform))
	fill(b, 2)
	b.source.tombstone("e02")
	b.completed(t, Normal)
	if diff := cmp.Diff(map[string]string{"new": "3", "e01": "-"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
}

// An answer that is not a complete array of entities with success fails the run; the offset and the sink stay.
func TestCallsThatFail(t *testing.T) {
	for _, c := range []struct {
		status int
		answer any
		want   string
	}{
		{500, "hush", "the http transform: the service answered 500 Internal Server Error: *** (POST http://service/t)"},
		{200, `[{"_id":"1"}`, "the http transform: the body ends in the middle of the array, after 1 complete entity: unexpected EOF (POST http://service/t)"},
		{200, map[string]any{"_id": "1"}, "the http transform: the body must be a JSON array, but begins with { (POST http://service/t)"},
		{200, []any{1}, "the http transform: element 1 of the array must be an object, got a number (POST http://service/t)"},
		{200, "Thanks!", "the http transform: the body must be a JSON array: malformed JSON"},
		{204, "", "the http transform: the body must be a JSON array, got an empty body (POST http://service/t)"},
		{200, []any{map[string]any{"v": 1}}, "the http transform: the entity has no _id"},
	} {
		service := &caller{do: func([]map[string]any) (int, any) { return c.status, c.answer }}
		b := calledBed(t, service, chronologically(with(`"transform":`+httpTransform+`,"pump":{`+patient+`}`)))
		fill(b, 5)
		run := b.run(t, Normal)
		if run.Outcome != Failed || !strings.HasPrefix(run.Error, c.want) || run.Reason != "the service of a transform failed" || run.Offset != "" {
			t.Errorf("%v: %+v", c.answer, run)
		}
		if got := b.content(t, "p"); len(got) != 0 || len(service.requests) != 1 {
			t.Errorf("%v: %v after %v", c.answer, got, service.requests)
		}
	}
}

// Rules that fail before a call queue the entity as usual; the entities before it are transformed and written.
func TestRulesThatFailBeforeACall(t *testing.T) {
	const failing = `{"type":"dtl","rules":{"default":[["if",["eq","_S.v","bad"],["fail!","bad value"]],["copy","*"]]}}`
	c := &caller{do: mark}
	b := calledBed(t, c, chronologically(with(`"transform":[`+failing+`,`+httpTransform+`],"pump":{`+patient+`}`)))
	fill(b, 1)
	b.source.set("e01", "bad")
	b.source.set("e02", "1")
	run := b.completed(t, Normal)
	if got := b.content(t, "p"); got["e00"] != "1!" || got["e02"] != "1!" || len(got) != 2 || run.WriteErrors != 1 || run.Offset != stampOf(3) {
		t.Errorf("%v %+v", got, run)
	}
	// What waits goes through the call, too.
	b.configure(t, chronologically(with(`"transform":`+httpTransform+`,"pump":{`+patient+`}`)))
	b.completed(t, Normal)
	if got := b.content(t, "p"); got["e01"] != "bad!" {
		t.Errorf("%v", got)
	}
	// The service's own failure says nothing about what waits.
	b.configure(t, chronologically(with(`"transform":[`+failing+`],"pump":{`+patient+`}`)))
	b.source.set("e03", "bad")
	b.completed(t, Normal)
	c.do = func([]map[string]any) (int, any) { return 503, "" }
	b.configure(t, chronologically(with(`"transform":`+httpTransform+`,"pump":{`+patient+`}`)))
	if run := b.run(t, Normal); run.Outcome != Failed {
		t.Errorf("%+v", run)
	}
	if waits := b.writeErrors(t); waits[len(waits)-1] != "e03=bad 0 waits" {
		t.Errorf("%v", waits)
	}
}

// Between a call and a json sink each entity is still known by its _id: one that the sink refuses waits, and goes through the
// call again. One that the service has added cannot be retried, and ends the run.
func TestCallBeforeASink(t *testing.T) {
	r, c := &receiver{refuse: bad(400)}, &caller{do: func(entities []map[string]any) (int, any) { return 200, entities }}
	b := &bed{clock: newClock(), source: newThings(), service: byURL{"/t": c, "/things": r}}
	b.open(t, t.TempDir())
	defer func() { _ = b.store.Close() }()
	b.configure(t, chronologically(pushing(`,"transform":`+httpTransform+`,"pump":{`+patient+`,"batch_retries":0}`)))
	fill(b, 1)
	b.source.set("e01", "bad")
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e00 e01 | s1 full 1 first", "e00 | s1 full 2 first", "e01 | s1 full 3 after 2", "| s1 full 4 after 2"})
	r.refuse = nil
	c.taken()
	b.completed(t, Normal)
	want(t, r.taken(), []string{"e01 | s2 1", "| s2 2 after 1"})
	want(t, c.taken(), []string{"e01"})
	c.do = func(entities []map[string]any) (int, any) {
		return 200, append(entities, map[string]any{"_id": "more", "v": "bad"})
	}
	r.refuse = bad(400)
	b.source.set("e02", "1")
	run := b.run(t, Normal)
	if run.Outcome != Failed || run.Offset != stampOf(2) || !strings.Contains(run.Error, `entity "more", which the service of a transform has added`) {
		t.Errorf("%+v", run)
	}
	// What was added and accepted says nothing about the entities of the source.
	c.do = func(entities []map[string]any) (int, any) {
		entities[0]["v"] = "bad"
		return 200, append(entities, map[string]any{"_id": "more", "v": "good"})
	}
	b.configure(t, chronologically(pushing(`,"transform":`+httpTransform+`,"pump":{"batch_retries":0}`)))
	r.taken()
	run = b.run(t, Normal)
	want(t, r.taken(), []string{"more e02 | s4 1", "more | s4 2", "e02 | s4 3 after 2"})
	if run.Outcome != Failed || run.Offset != stampOf(2) {
		t.Errorf("%+v", run)
	}
}

// An entity that the rules refuse before a call is judged after those that wait for the call.
func TestFailureWaitsForTheCall(t *testing.T) {
	const failing = `{"type":"dtl","rules":{"default":[["if",["eq","_S.v","bad"],["fail!","bad value"]],["copy","*"]]}}`
	r, c := &receiver{}, &caller{do: mark}
	b := &bed{clock: newClock(), source: newThings(), service: byURL{"/t": c, "/things": r}}
	b.open(t, t.TempDir())
	defer func() { _ = b.store.Close() }()
	b.configure(t, chronologically(pushing(`,"transform":[`+failing+`,`+httpTransform+`],"pump":{"max_write_errors_in_retry_dataset":5}`)))
	fill(b, 1)
	b.source.set("e01", "bad")
	b.source.set("e02", "1")
	run := b.run(t, Normal)
	want(t, r.taken(), []string{"e00 | s1 full 1 first"})
	if run.Outcome != Failed || run.Offset != stampOf(2) || run.WriteErrors != 1 {
		t.Errorf("%+v", run)
	}
}

// byURL are services by the paths of their URLs.
type byURL map[string]http.RoundTripper

func (s byURL) RoundTrip(req *http.Request) (*http.Response, error) {
	if at := s[req.URL.Path]; at != nil {
		return at.RoundTrip(req)
	}
	return nil, errors.New("no service at " + req.URL.Path)
}

// A preview calls only services that have no side effects; what is published has been through all of them.
func TestSideEffects(t *testing.T) {
	for effects, want := range map[string]map[Stage]string{
		"true": {AfterTransforms: "1", Published: "1!"}, "false": {AfterTransforms: "1!", Published: "1!"},
	} {
		c := &caller{do: mark}
		b := calledBed(t, c, with(`"transform":{"type":"http","system":"s","url":"t","side_effects":`+effects+`}`))
		fill(b, 4)
		for stage, value := range want {
			n := 0
			for raw, err := range b.pump.Peek(context.Background(), nil, stage) {
				if n++; err != nil || !strings.Contains(string(raw), `"v":"`+value+`"`) || !strings.Contains(string(raw), `"_updated":"t0`) {
					t.Errorf("%s, %v: %s, %v", effects, stage, raw, err)
				}
			}
			if n != 4 {
				t.Errorf("%s, %v: %d entities", effects, stage, n)
			}
			for raw, err := range b.pump.Peek(context.Background(), nil, stage) { // as a reader does who wants only one
				if err != nil {
					t.Errorf("%s, %v: %s, %v", effects, stage, raw, err)
				}
				break
			}
		}
		entity, err := Preview(context.Background(), b.pump.Deps, map[string]any{"_id": "1", "v": "1"})
		if err != nil || entity["v"] != want[AfterTransforms] {
			t.Errorf("%s: %v, %v", effects, entity, err)
		}
	}
}

// Whatever a service answers, the entities that pass by it, and those that it answers, come out once, none in place of another.
func TestNothingIsLostInACall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 6)
		var items []item
		for i, id := range ids.Draw(t, "sent") {
			items = append(items, item{dtl.Output{Target: map[string]any{"_id": id, "n": i}, Keep: true}, i})
		}
		answered := []map[string]any{}
		for i, id := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "x"}), 0, 8).Draw(t, "answered") {
			answered = append(answered, map[string]any{"_id": id, "n": i})
		}
		places, sent := make([][]item, len(items)), []int{}
		for i := range items {
			sent = append(sent, i)
		}
		put(places, items, sent, answered)
		out, order := map[any]int{}, map[any]int{}
		for place, at := range places {
			for _, it := range at {
				n, id := it.Target["n"].(int), it.Target["_id"]
				out[n]++
				if n < order[id] {
					t.Fatalf("the answers of %v are out of order: %v", id, places)
				}
				order[id] = n
				if it.source >= 0 && (items[it.source].Target["_id"] != id || it.source != place) {
					t.Fatalf("%v stands for another entity: %v", it, places)
				}
			}
		}
		if len(out) != len(answered) {
			t.Fatalf("%d of %d answers are left: %v", len(out), len(answered), places)
		}
	})
}
