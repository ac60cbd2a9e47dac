package config_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// parseOne posts one component beside a system "hubspot".
func parseOne(component string) (*config.Set, error) {
	return config.Parse("application/json", []byte(`[`+hubspot+`,`+component+`]`), map[string]string{"n": "7", "on": "true", "word": "x"}, nil)
}

const hubspot = `{"_id":"hubspot","type":"system:url","url_pattern":"http://localhost:5000/%s"}`

func pipe(properties string) string { return `{"_id":"p","type":"pipe",` + properties + `}` }

func source(properties string) string {
	return pipe(`"source":{"type":"json","system":"hubspot","url":"x",` + properties + `}`)
}

func pump(properties string) string {
	return pipe(`"source":{"type":"json","system":"hubspot","url":"x"},"pump":{` + properties + `}`)
}

func sink(properties string) string {
	return pipe(`"source":{"type":"json","system":"hubspot","url":"x"},"sink":{` + properties + `}`)
}

func microservice(properties string) string {
	return `{"_id":"m1","type":"system:microservice","docker":{"image":"i","port":5000},` + properties + `}`
}

func TestFaultsNameFilePathAndWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ component, element, msg string }{
		{source(`"suports_since":true`), "source.suports_since", `unknown property; did you mean "supports_since"?`},
		{source(`"supports_since":"true"`), "source.supports_since", `must be a boolean (true or false), got a string`},
		{source(`"supports_since":null`), "source.supports_since", `must be a boolean (true or false), got null`},
		{source(`"supports_since":"$ENV(word)"`), "source.supports_since", `must be a boolean`},
		{source(`"headers":{"a":1}`), "source.headers.a", `must be a string, got a number`},
		{source(`"headers":[]`), "source.headers", `must be an object ({…}), got a list`},
		{source(`"page_size":0`), "source.page_size", `must be an integer of at least 1, got 0`},
		{source(`"page_size":1.5`), "source.page_size", `must be an integer of at least 1, got 1.5`},
		{source(`"page_size":10`), "source.page_size", `needs a source whose entities are ordered by _updated; for a source whose entities are not, such as the HubSpot connector, remove page_size`},
		{source(`"if_source_empty":"fails"`), "source.if_source_empty", `must be "accept" or "fail", got "fails"; did you mean "fail"?`},
		{source(`"initial_since_value":true`), "source.initial_since_value", `must be a string or an integer, got a boolean`},
		{pipe(`"source":{"type":"json","url":"x"}`), "source.system", `is missing`},
		{pipe(`"source":{"type":"json","system":"hubspt","url":"x"}`), "source.system", `there is no system "hubspt"; did you mean "hubspot"?`},
		{pipe(`"source":{"type":"jsn"}`), "source.type", `did you mean "json"?`},
		{pipe(`"source":{}`), "source.type", `is missing`},
		{pipe(`"source":[]`), "source", `must be an object`},
		{pipe(`"name":"x"`), "source", `is missing`},
		{pipe(`"source":{"type":"embedded","entities":{}}`), "source.entities", `must be a list of entities`},
		{pipe(`"source":{"type":"embedded","entities":[1]}`), "source.entities[0]", `must be an entity ({…}), got a number`},
		{pipe(`"source":{"type":"dataset"}`), "source.dataset", `is missing`},
		{pipe(`"source":{"type":"dataset","dataset":5}`), "source.dataset", `must be a string such as "hubspot-contacts-collect", got 5`},
		{pipe(`"batch_size":0,"source":{"type":"http_endpoint"}`), "batch_size", `at least 1, got 0`},
		{pipe(`"pumps":{},"source":{"type":"http_endpoint"}`), "pumps", `did you mean "pump"?`},
		{
			pipe(`"source":{"type":"conditional","condition":"$ENV(word)","alternatives":{"prod":{},"test":{}}}`), "source.condition",
			`is "x", but the alternatives are "prod" or "test"`,
		},
		{sink(`"type":"datset"`), "sink.type", `did you mean "dataset"?`},
		{sink(`"deletion_traking":false`), "sink.deletion_traking", `did you mean "deletion_tracking"?`},
		{sink(`"circuit_breaker_threshold_factor":"x"`), "sink.circuit_breaker_threshold_factor", `must be a number of at least 0`},
		{pump(`"mode":"of"`), "pump.mode", `must be "scheduled", "manual" or "off", got "of"; did you mean "off"?`},
		{pump(`"schedule_interval":-1`), "pump.schedule_interval", `must be a number of seconds of at least 0, got -1`},
		{pump(`"retry_delay":1`), "pump.retry_delay", `unknown property`},
		{pump(`"max_write_errors_in_retry_dataset":-1`), "pump.max_write_errors_in_retry_dataset", `must be an integer of at least 0, got -1`},
		{pump(`"max_consecutive_write_errors":0`), "pump.max_consecutive_write_errors", `must be an integer of at least 1, got 0`},
		{pump(`"write_retry_delay":"~fx"`), "pump.write_retry_delay", `must be a number of seconds of at least 0, got "~fx"`},
		{pump(`"dead_letter_dataset":"system:x"`), "pump.dead_letter_dataset", `must not begin with "system:"`},
		{pump(`"dead_letter_dataset":"p"`), "pump.dead_letter_dataset", `the pipe "p" also writes the dataset "p"; use a separate dataset for dead letters`},
		{pump(`"track_dead_letters":true`), "pump.track_dead_letters", `requires dead_letter_dataset or use_dead_letter_dataset`},
		{pump(`"cron_expression":"0 0 * *"`), "pump.cron_expression", `; got 4`},
		{pump(`"rescan_cron_expression":"0 0 ? * *","rescan_run_count":2`), "pump.rescan_run_count", `are mutually exclusive`},
		{pump(`"partial_rescan_run_count":2`), "pump.partial_rescan_run_count", `must be set together`},
		{
			pipe(`"source":{"type":"http_endpoint"},"transform":{"type":"dtl","rules":{"default":[["copi","*"]]}}`),
			"transform.rules.default[0]", `unknown transform function "copi"; did you mean "copy"?`,
		},
		{`{"_id":"a/b","type":"pipe","source":{"type":"http_endpoint"}}`, "_id", `must not contain a /`},
		{`{"_id":"a\tb","type":"pipe","source":{"type":"http_endpoint"}}`, "_id", `or a control character`},
		{`{"_id":"..","type":"pipe","source":{"type":"http_endpoint"}}`, "_id", `nor be . or ..`},
		{`{"_id":"x","type":"pip"}`, "type", `did you mean "pipe"?`},
		{`{"_id":"x"}`, "type", `must be "pipe"`},
		{`{"_id":"hubspot","type":"pipe","source":{"type":"http_endpoint"}}`, "_id", `"hubspot" is duplicated: systems/hubspot.conf.json has the same _id`},
		{microservice(`"headers":{}`), "headers", `unknown property`},
		{microservice(`"authentication":"basik"`), "authentication", `did you mean "basic"?`},
		{microservice(`"authentication":"basic"`), "authentication", `requires username`},
		{microservice(`"retry_strategy":{"abc":{}}`), "retry_strategy.abc", `must be HTTP statuses`},
		{microservice(`"retry_strategy":{"429":{"max_read_retry":1}}`), "retry_strategy.429.max_read_retry", `did you mean "max_read_retries"?`},
		{`{"_id":"m1","type":"system:microservice"}`, "docker", `is missing`},
		{`{"_id":"m1","type":"system:microservice","docker":{"image":"i"}}`, "docker.port", `is missing`},
		{`{"_id":"m1","type":"system:microservice","docker":{"image":"i","port":"5000"}}`, "docker.port", `must be an integer of at least 1, got "5000"`},
		{`{"_id":"Upper","type":"system:microservice","docker":{"image":"i","port":5000}}`, "_id", `lower-case`},
		{`{"_id":"u","type":"system:url","url_pattern":"localhost:5000"}`, "url_pattern", `must be an http or https URL`},
		{`{"_id":"node","type":"metadata","namespaced_identifier":true}`, "namespaced_identifier", `did you mean "namespaced_identifiers"?`},
		{`{"_id":"node","type":"metadata","global_defaults":{"if_source_empty":"x"}}`, "global_defaults.if_source_empty", `must be "accept" or "fail"`},
		{`{"_id":"nod","type":"metadata"}`, "_id", `must be "node", got "nod"`},
	} {
		_, err := parseOne(c.component)
		var invalid *config.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: got %v", c.component, err)
			continue
		}
		fault := invalid.ValidationErrors[0].Errors[0]
		if len(fault.Elements) != 1 || fault.Elements[0] != c.element || fault.Level != "error" ||
			!strings.Contains(fault.Msg, ".conf.json: "+c.element+": ") || !strings.Contains(fault.Msg, c.msg) {
			t.Errorf("%s\n got %+v\nwant %s: … %s …", c.component, fault, c.element, c.msg)
		}
		for _, other := range invalid.ValidationErrors[0].Errors[1:] {
			if other.Elements[0] == c.element {
				t.Errorf("%s: %s is said twice, also as %s", c.component, c.element, other.Msg)
			}
		}
	}
}

func TestTheErrorHasTheShapeOfANodesAnswer(t *testing.T) {
	t.Parallel()
	set, err := parseOne(source(`"suports_since":true`))
	body, _ := json.Marshal(err)
	want := `{"validation_errors":[{"posted-config":{"_id":"p"},"config-errors":[{"level":"error","msg":` +
		`"pipes/p.conf.json: source.suports_since: unknown property; did you mean \"supports_since\"?","elements":["source.suports_since"]}]}]}`
	if string(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	if set == nil || set.Pipes["p"].Valid() || !set.Systems["hubspot"].Valid() {
		t.Errorf("got %+v", set)
	}
}

func TestWhatIsAccepted(t *testing.T) {
	t.Parallel()
	for _, component := range []string{
		source(`"completeness":false`),
		source(`"supports_since":true,"is_chronological":true,"page_size":"$ENV(n)"`),
		source(`"supports_since":"$ENV(on)"`),
		source(`"initial_since_value":17`),
		pipe(`"source":{"type":"json","url":"https://x/y"}`),
		pipe(`"source":{"type":"embedded","entities":[{"_id":"a"}],"supports_since":true},"sink":{"type":"http_endpoint"}`),
		pipe(`"source":{"type":"conditional","condition":"$ENV(word)","alternatives":{"x":{"type":"embedded","entities":[]}}}`),
		pump(`"max_retries_per_entity":0,"max_consecutive_write_errors":1000,"write_retry_delay":"~f0.1","max_write_errors_in_retry_dataset":10000,
			"batch_retries":0,"fallback_to_single_entities_on_batch_fail":false,"use_dead_letter_dataset":true,"track_dead_letters":true`),
		pump(`"dead_letter_dataset":"letters"`),
		pump(`"comment":["a","b"],"notification_granularity":900,"cron_expression":"0/5 14,18 * * ?","schedule_interval":30`),
		microservice(`"verify_ssl":true,"eager_load":true,"retry_strategy":{"429":{"max_read_retries":3,"batch_retries":1,"max_write_errors_in_retry_dataset":5},"500-503, 504":{},"default":{}}`),
		`{"_id":"node","type":"metadata","anything_of_a_real_node":{"x":1},"global_defaults":{"eager_load_microservices":false}}`,
	} {
		if _, err := parseOne(component); err != nil {
			t.Errorf("%s: %v", component, err)
		}
	}
}

func TestSyntaxErrorsPointAtThePlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{"{\n  \"_id\": \"a\", # c\n}", `:2:15: JSON has no comments: remove "# c"`},
		{"{ /* c */ }", `:1:3: JSON has no comments: remove everything from /* to */`},
		{"{\"_id\": \"a\",\n}", `:1:12: remove this comma: nothing follows it`},
		{"[1, 2,\n]", `:1:6: remove this comma: nothing follows it`},
		{"{\"ø\": [1,,2]}", `:1:10: remove this comma: a value or property is missing before it`},
		{"{\"a\": 1\n \"b\": 2}", `:2:2: a comma is missing before this value`},
		{"{'a': 1}", `:1:2: JSON strings must be enclosed in plain double quotes`},
		{"{a: 1}", `:1:2: strings and names of properties must be enclosed in double quotes`},
		{"{\"a\" 1}", `:1:6: a colon is missing`},
		{"{\"a\": 1, \"a\": 2}", `this property is duplicated: "a": 2}`},
		{"{\"a\": [1", `:1:9: the text ends too early`},
		{"", `:1:1: the text is empty`},
		{"{} x", `:1:4: malformed JSON: invalid character 'x' after top-level value`},
	} {
		_, err := config.Parse("application/json", []byte(c.body), nil, nil)
		if !errors.Is(err, config.ErrUnreadable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.body, err, c.want)
		}
	}
}

func TestWriteRetries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		properties string
		want       config.WriteRetries
	}{
		{``, config.WriteRetries{MaxPerEntity: 5, MaxConsecutive: 1, SingleEntities: true, BatchRetries: 3}},
		{`"use_dead_letter_dataset":true`, config.WriteRetries{MaxPerEntity: 5, MaxConsecutive: 1, SingleEntities: true, BatchRetries: 3, DeadLetters: "system:dead-letter:p"}},
		{
			`"max_write_errors_in_retry_dataset":7,"max_retries_per_entity":2,"max_consecutive_write_errors":3,"write_retry_delay":"~f0.5",
			"dead_letter_dataset":"l","track_dead_letters":true,"fallback_to_single_entities_on_batch_fail":false`,
			config.WriteRetries{MaxWaiting: 7, MaxPerEntity: 2, MaxConsecutive: 3, Delay: 500 * time.Millisecond, DeadLetters: "l", TrackDeadLetters: true, BatchRetries: 3},
		},
	} {
		set, err := parseOne(pump(c.properties))
		if err != nil {
			t.Errorf("%s: %v", c.properties, err)
			continue
		}
		if diff := cmp.Diff(c.want, set.Pipes["p"].Pump.WriteRetries); diff != "" {
			t.Errorf("%s: %s", c.properties, diff)
		}
	}
}

// The dead letters of two pipes could not be distinguished in one dataset.
func TestDeadLettersOfTwoPipes(t *testing.T) {
	t.Parallel()
	other := strings.Replace(pump(`"dead_letter_dataset":"letters"`), `"p"`, `"q"`, 1)
	set, err := parseOne(pump(`"dead_letter_dataset":"letters"`) + "," + other)
	if err == nil || !set.Pipes["p"].Valid() || set.Pipes["q"].Valid() || set.Pipes["q"].Program != nil {
		t.Errorf("got %v", err)
	}
}
