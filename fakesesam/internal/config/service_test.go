package config_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

const called = `"source":{"type":"dataset","dataset":"d"},"transform":`

// A json sink and an http transform load with every default, and run.
func TestServices(t *testing.T) {
	t.Parallel()
	for properties, want := range map[string]config.Service{
		`"system":"hubspot","url":"/receiver?a=1"`:                                  {System: "hubspot", URL: "/receiver?a=1", BatchSize: 100},
		`"url":"http://localhost/x","batch_size":5,"headers":{"x-k":"$SECRET(pw)"}`: {URL: "http://localhost/x", BatchSize: 5, Headers: map[string]string{"x-k": "hush"}},
	} {
		set, err := whole(t, nil, sink(`"type":"json",`+properties), strings.Replace(pipe(called+`[{"type":"http",`+properties+`}]`), `"p"`, `"q"`, 1))
		if err != nil {
			t.Fatal(err)
		}
		p, q := set.Pipes["p"], set.Pipes["q"]
		if p.Refusal() != nil || q.Refusal() != nil || len(p.Errors)+len(q.Errors) > 0 {
			t.Errorf("%s: does not run: %+v", properties, set.Invalid())
		}
		if diff := cmp.Diff(&want, p.Sink.Service); diff != "" {
			t.Errorf("%s: %s", properties, diff)
		}
		if diff := cmp.Diff(want, q.Calls[0].Service); diff != "" || !q.Calls[0].SideEffects || q.Calls[0].Trigger != nil {
			t.Errorf("%s: %s %+v", properties, diff, q.Calls[0])
		}
		if strings.Contains(string(p.Effective)+string(q.Effective), "hush") || !strings.Contains(string(p.Effective), `"batch_size":`) {
			t.Errorf("the effective configuration is %s and %s", p.Effective, q.Effective)
		}
	}
}

// Http transforms stand anywhere among others; namespaces are added only before the first.
func TestCallsInAChain(t *testing.T) {
	t.Parallel()
	const add, call = `{"type":"dtl","rules":{"default":[["copy","*"],["add","seen",["hops",{"datasets":["e%d x"],"where":["eq","_S.a","x.a"]}]]]}}`, `{"type":"http","system":"hubspot","url":"t"}`
	numbered := func(n string) string { return strings.Replace(add, "%d", n, 1) }
	set, err := whole(t, nil, pipe(`"source":{"type":"json","system":"hubspot","url":"x"},"namespaced_identifiers":true,"transform":[`+
		numbered("1")+`,{"type":"chained","transforms":[`+call+`,`+numbered("2")+`]},`+call+`,`+call+`]`))
	if err != nil {
		t.Fatal(err)
	}
	p := set.Pipes["p"]
	if len(p.Calls) != 3 || !slices.Equal(p.Reads(), []string{"e1", "e2"}) || !slices.Equal(p.Systems(), []string{"hubspot", "hubspot", "hubspot", "hubspot"}) {
		t.Fatalf("%d calls, reads %v, systems %v", len(p.Calls), p.Reads(), p.Systems())
	}
	result, err := p.Calls[1].Then.Apply(t.Context(), dtl.Env{}, map[string]any{"_id": "1", "a": "b"})
	if err != nil || !cmp.Equal(result.Target, map[string]any{"_id": "1", "a": "b"}) {
		t.Errorf("after a call: %v, %v", result.Target, err)
	}
}

// A chain with side effects has those of all calls in it, and only of those.
func TestSideEffectsOfAChain(t *testing.T) {
	t.Parallel()
	const call = `{"type":"http","system":"hubspot","url":"t","side_effects":false}`
	set, err := whole(t, nil, pipe(called+`[`+call+`,{"type":"chained","side_effects":true,"transforms":[`+call+`,{"type":"chained","transforms":[`+call+`]}]},
		{"type":"chained","side_effects":false,"transforms":[`+call+`]},`+call+`]`))
	if err != nil {
		t.Fatal(err)
	}
	var got []bool
	for _, each := range set.Pipes["p"].Calls {
		got = append(got, each.SideEffects)
	}
	if want := []bool{false, true, true, false, false}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Pipes differ if what they call differs, also in a secret.
func TestCallsAreCompared(t *testing.T) {
	t.Parallel()
	const one = called + `{"type":"http","system":"hubspot","url":"t","headers":{"k":"$SECRET(pw)"},"trigger_on":{"value":"a"}}`
	set, err := whole(t, nil, pipe(one))
	if err != nil {
		t.Fatal(err)
	}
	same, _ := set.Resolve(nil, map[string]string{"pw": "hush"})
	other, _ := set.Resolve(nil, map[string]string{"pw": "new"})
	if !set.Pipes["p"].Equal(same.Pipes["p"]) || set.Pipes["p"].Equal(other.Pipes["p"]) {
		t.Error("equal pipes differ, or others are equal")
	}
	const triggered = called + `{"type":"dtl","trigger_on":{"value":"$SECRET(pw)"},"rules":{"default":[["copy","*"]]}}`
	if set, err = whole(t, nil, pipe(triggered)); err != nil {
		t.Fatal(err)
	}
	if other, _ = set.Resolve(nil, map[string]string{"pw": "new"}); set.Pipes["p"].Equal(other.Pipes["p"]) {
		t.Error("transforms with other triggers are equal")
	}
	const header = `"type":"json","system":"hubspot","url":"t","headers":{"k":"$SECRET(pw)"}`
	if set, err = whole(t, nil, sink(header)); err != nil {
		t.Fatal(err)
	}
	if other, _ = set.Resolve(nil, map[string]string{"pw": "new"}); set.Pipes["p"].Equal(other.Pipes["p"]) {
		t.Error("sinks with other secrets are equal")
	}
}

func TestFaultsOfServices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ component, element, msg string }{
		{sink(`"type":"json","system":"hubspot"`), "sink.url", `is missing; it must be a string such as "/receiver"`},
		{sink(`"type":"json","url":"/receiver"`), "sink.system", `is missing; it must be a string such as "hubspot"`},
		{sink(`"type":"json","system":"hubspt","url":"x"`), "sink.system", `there is no system "hubspt"; did you mean "hubspot"?`},
		{sink(`"type":"json","system":"hubspot","url":"x","batchsize":5`), "sink.batchsize", `unknown property; did you mean "batch_size"?`},
		{sink(`"type":"json","system":"hubspot","url":"x","batch_size":0`), "sink.batch_size", `must be an integer of at least 1`},
		{sink(`"type":"json","system":"hubspot","url":"x","headers":{"a":1}`), "sink.headers.a", `must be a string, got a number`},
		{sink(`"type":"json","system":"hubspot","url":"x","deletion_tracking":true`), "sink.deletion_tracking", `unknown property`},
		{sink(`"type":"jsn","system":"hubspot","url":"x"`), "sink.type", `did you mean "json"?`},
		{pipe(called + `{"type":"http","system":"hubspot"}`), "transform.url", `is missing`},
		{pipe(called + `{"type":"http","url":"x"}`), "transform.system", `is missing`},
		{pipe(called + `[{"type":"http","system":"hubspot","url":"x","side_effect":false}]`), "transform[0].side_effect", `unknown property; did you mean "side_effects"?`},
		{pipe(called + `{"type":"http","system":"hubspot","url":"x","side_effects":"no"}`), "transform.side_effects", `must be a boolean`},
		{pipe(called + `{"type":"http","system":"hubspot","url":"x","trigger_on":{"key":"k"}}`), "transform.trigger_on.value", `must be a string such as "insert*", a number or a boolean, got null`},
		{pipe(called + `{"type":"http","system":"hubspot","url":"x","trigger_on":{"valeu":"k","value":{}}}`), "transform.trigger_on.value", `got an object`},
		{pipe(called + `{"type":"http","system":"hubspot","url":"x","trigger_on":{"keys":"k","value":"v"}}`), "transform.trigger_on.keys", `unknown property; did you mean "key"?`},
		{pipe(called + `{"type":"dtl","trigger_on":{"value":[]},"rules":{"default":[["copy","*"]]}}`), "transform.trigger_on.value", `got a list`},
		{pipe(called + `{"type":"dtl","trigger_on":"insert","rules":{"default":[["copy","*"]]}}`), "transform.trigger_on", `must be an object ({…}), got a string`},
		{pipe(called + `[{"type":"xml","xml-property":"x","trigger_on":{"vlaue":"x"}}]`), "transform[0].trigger_on.value", `got null`},
		{pipe(called + `{"type":"chained","transforms":[],"trigger_on":{"value":"x"}}`), "transform.trigger_on", `unknown property`},
		{pipe(called + `{"type":"htpp","system":"hubspot","url":"x"}`), "transform.type", `did you mean "http"?`},
		{pipe(called + `[{"type":"http","system":"hubspot","url":"x"},{"type":"dtl","rules":{"default":[["cop","*"]]}}]`), "transform[1].rules.default[0]", `unknown transform function "cop"`},
	} {
		_, err := whole(t, nil, c.component)
		invalid, ok := errors.AsType[*config.InvalidError](err)
		if !ok {
			t.Errorf("%s: got %v", c.component, err)
			continue
		}
		fault := invalid.ValidationErrors[0].Errors[0]
		if fault.Elements[0] != c.element || !strings.Contains(fault.Msg, c.msg) {
			t.Errorf("%s\n got %+v\nwant %s: … %s …", c.component, fault, c.element, c.msg)
		}
	}
}

// The pump's own write retries take precedence over those that the system has for a status.
func TestWriteRetriesOfTheSystem(t *testing.T) {
	t.Parallel()
	const system = `{"_id":"w","type":"system:url","url_pattern":"http://x/%s","retry_strategy":{"429,503":{"batch_retries":9,"write_retry_delay":2,
		"max_write_errors_in_retry_dataset":7,"max_retries_per_entity":6,"max_consecutive_write_errors":5},"default":{"batch_retries":0}}}`
	set, err := whole(t, nil, system, pump(`"batch_retries":1,"write_retry_delay":3`), strings.Replace(pump(`"mode":"manual"`), `"p"`, `"q"`, 1))
	if err != nil {
		t.Fatal(err)
	}
	strategy := func(status int) config.Retry {
		retry, _ := set.Systems["w"].RetryStrategy.For(status)
		return retry
	}
	p, q := set.Pipes["p"].Pump, set.Pipes["q"].Pump
	for _, c := range []struct{ got, want config.WriteRetries }{
		{p.WriteRetriesWith(strategy(429)), config.WriteRetries{BatchRetries: 1, Delay: 3 * time.Second, MaxWaiting: 7, MaxPerEntity: 6, MaxConsecutive: 5, SingleEntities: true}},
		{q.WriteRetriesWith(strategy(503)), config.WriteRetries{BatchRetries: 9, Delay: 2 * time.Second, MaxWaiting: 7, MaxPerEntity: 6, MaxConsecutive: 5, SingleEntities: true}},
		{q.WriteRetriesWith(strategy(0)), config.WriteRetries{BatchRetries: 0, MaxPerEntity: 5, MaxConsecutive: 1, SingleEntities: true}},
		{q.WriteRetriesWith(config.Retry{}), q.WriteRetries},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Error(diff)
		}
	}
}

// A json sink has no rescans in the background, whoever asks for them.
func TestServicesRunInTheForeground(t *testing.T) {
	t.Parallel()
	const push = `"source":{"type":"dataset","dataset":"d"},"sink":{"type":"json","system":"hubspot","url":"x"}`
	set, err := whole(t, nil, pipe(push+`,"enable_background_rescan":true`), strings.Replace(pipe(push), `"p"`, `"q"`, 1),
		`{"_id":"node","type":"metadata","global_defaults":{"enable_background_rescan":true}}`)
	if err != nil {
		t.Fatal(err)
	}
	p, q := set.Pipes["p"], set.Pipes["q"]
	if p.Pump.EnableBackgroundRescan || q.Pump.EnableBackgroundRescan || p.Refusal() != nil || len(q.Errors) > 0 {
		t.Errorf("%+v, %+v", p.Errors, q.Errors)
	}
	if len(p.Errors) != 1 || p.Errors[0].Elements[0] != "enable_background_rescan" || p.Errors[0].Level != config.LevelWarning {
		t.Errorf("%+v", p.Errors)
	}
}
