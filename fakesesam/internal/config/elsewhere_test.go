package config_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

const databases = `{"_id":"db","type":"system:postgresql","username":"u","password":"$SECRET(pw)","host":"h","database":"d","port":5432},
	{"_id":"api","type":"system:rest","url_pattern":"http://localhost:1/%s","operations":{"get":{"url":"x","method":"GET"}}},
	{"_id":"ntlm","type":"system:url","url_pattern":"http://localhost:1/%s","authentication":"ntlm","username":"u","password":"p"}`

// whole parses a configuration with some systems that do not run here, and components.
func whole(t *testing.T, env map[string]string, components ...string) (*config.Set, error) {
	t.Helper()
	body := `[` + hubspot + `,` + databases + `,` + strings.Join(components, ",") + `]`
	return config.Parse("application/json", []byte(body), env, map[string]string{"pw": "hush"})
}

// What only a real node runs is accepted, marked as a warning, and says what is missing.
func TestWhatDoesNotRunHereLoads(t *testing.T) {
	t.Parallel()
	const copyAll = `{"type":"dtl","rules":{"default":[["copy","*"],["add","seen",true]]}}`
	for _, c := range []struct {
		pipe, path, missing string
		// readable and transformed say whether the entities can be read, and previewed.
		readable, transformed bool
	}{
		{pipe(`"source":{"type":"sql","system":"db","table":"t","primary_key":["a","b"],"updated_column":"u"},"transform":` + copyAll), "source.type", `not run here: the source type "sql"`, false, true},
		{pipe(`"source":{"type":"sql","system":"db","query":["select","1"],"primary_key":"a","whitelist":["a"]}`), "source.type", `the source type "sql"`, false, true},
		{pipe(`"source":{"type":"rest","system":"api","operation":"get","payload":["a"],"trace":true,"supports_since":true}`), "source.type", `the source type "rest"`, false, true},
		{pipe(`"source":{"type":"csv","system":"hubspot","url":"x.csv","primary_key":"id","delimiter":";"}`), "source.type", `the source type "csv"`, false, true},
		{pipe(`"source":{"type":"ldap","system":"hubspot","attributes":["cn"],"page_size":500}`), "source.type", `the source type "ldap"`, false, true},
		{pipe(`"source":{"type":"merge","datasets":["a x","b y"],"equality":[],"identity":"first","version":"$ENV(version)"}`), "source.type", `the source type "merge"`, false, true},
		{pipe(`"source":{"type":"merge_datasets","datasets":["a"],"strategy":"latest"}`), "source.type", `the source type "merge_datasets"`, false, true},
		{pipe(`"source":{"type":"union_datasets","datasets":["a"],"prefix_ids":false}`), "source.type", `the source type "union_datasets"`, false, true},
		{pipe(`"source":{"type":"diff_datasets","datasets":["a"]}`), "source.type", `the source type "diff_datasets"`, false, true},
		{pipe(`"source":{"type":"kafka","system":"hubspot","topic":"t"}`), "source.type", `the source type "kafka"`, false, true},
		{pipe(`"source":{"type":"sparql","system":"hubspot","fragments_query":"a","fragment_query":["b"]}`), "source.type", `the source type "sparql"`, false, true},
		{pipe(`"source":{"type":"rdf","system":"hubspot","url":"a"}`), "source.type", `the source type "rdf"`, false, true},
		{pipe(`"source":{"type":"sdshare","system":"hubspot","url":"a"}`), "source.type", `the source type "sdshare"`, false, true},
		{pipe(`"source":{"type":"binary","system":"hubspot","url":"a"}`), "source.type", `the source type "binary"`, false, true},
		{sink(`"type":"json","system":"ntlm","url":"x"`), "sink.system", `the system "ntlm" cannot be used: systems/ntlm.conf.json: authentication: "ntlm" is not supported here`, true, true},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"http","system":"api","url":"x"}`), "transform.system", `the system "api" cannot be used: systems/api.conf.json: type: not run here`, true, true},
		{pipe(`"source":{"type":"json","system":"ntlm","url":"x"}`), "source.system", `the system "ntlm" cannot be used: systems/ntlm.conf.json: authentication: "ntlm" is not supported here`, false, true},
		{source(`"updated_expression":"{{ x }}"`), "source.updated_expression", `is not supported here`, false, true},
		{source(`"payload":{"a":1}`), "source.payload", `is not supported here`, false, true},
		{datasetSource(`,"completeness":{"expression":["now"]}`), "source.completeness", `is not supported here`, false, true},
		{datasetSource(`,"initial_completeness":["a"]`), "source.initial_completeness", `is not supported here`, false, true},
		{datasetSource(`,"subset":["eq",["lower","_S.a"],"x"]`), "source.subset", `is not supported here`, false, true},

		{sink(`"type":"sql","system":"db","table":"t","primary_key":["id"],"schema_definition":[]`), "sink.type", `not run here: the sink type "sql"`, true, true},
		{sink(`"type":"rest","system":"api"`), "sink.type", `the sink type "rest"`, true, true},
		{sink(`"type":"elasticsearch","system":"hubspot","default_index":"i","default_type":"t"`), "sink.type", `the sink type "elasticsearch"`, true, true},
		{sink(`"type":"mail","system":"hubspot","mail_from":"a@b.c","body_template":"x","subject_template":"y","recipients_property":"r"`), "sink.type", `the sink type "mail"`, true, true},
		{sink(`"type":"sms","system":"hubspot","from_number":"1","body_template":"x","recipients":"2"`), "sink.type", `the sink type "sms"`, true, true},
		{sink(`"type":"null"`), "sink.type", `the sink type "null"`, true, true},
		{sink(`"type":"solr","system":"hubspot"`), "sink.type", `the sink type "solr"`, true, true},
		{sink(`"type":"sparql","system":"hubspot","url":"u","graph":"g"`), "sink.type", `the sink type "sparql"`, true, true},
		{sink(`"type":"replicated_dataset","dataset":"d"`), "sink.type", `the sink type "replicated_dataset"`, true, true},
		{sink(`"type":"dataset","track_children":true`), "sink.track_children", `is not supported here`, true, true},

		{pipe(`"source":{"type":"empty"},"transform":{"type":"emit_children"}`), "transform.type", `not run here: the transform type "emit_children"`, true, false},
		{pipe(`"source":{"type":"empty"},"transform":[` + copyAll + `,{"type":"rest","system":"api","operation":"get"}]`), "transform[1].type", `the transform type "rest"`, true, false},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"chained","transforms":[{"type":"template","template":"t","properties":{}}]}`), "transform.transforms[0].type", `the transform type "template"`, true, false},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"json_schema","schema":{},"trigger_on":{"value":"x*"}}`), "transform.type", `the transform type "json_schema"`, true, false},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"xml","xml-property":"x"}`), "transform.type", `the transform type "xml"`, true, false},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"rdf","rdf-property":"x"}`), "transform.type", `the transform type "rdf"`, true, false},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"dtl","rules":{"default":[["add","a",["decrypt","k","_S.x"]]]}}`), "transform.rules.default[0][2]", `"decrypt" is not supported here`, true, false},
		{pipe(`"source":{"type":"empty"},"transform":[{"type":"dtl","rules":{"default":[["copy","*"]]}},{"type":"dtl","rules":{"default":[["trip!"]]}}]`), "transform[1].rules.default[0]", `"trip!" is not supported here`, true, false},
	} {
		set, err := whole(t, map[string]string{"version": "2"}, c.pipe)
		if err != nil {
			t.Errorf("%s: %v", c.pipe, err)
			continue
		}
		p := set.Pipes["p"]
		refusal := p.Refusal()
		if why, ok := errors.AsType[*config.RefusalError](refusal); !ok || why.Kind != config.NotHere || !strings.Contains(refusal.Error(), c.missing) {
			t.Errorf("%s: got %v, want %s", c.pipe, refusal, c.missing)
			continue
		}
		if got := p.Errors[0]; got.Level != "warning" || got.Elements[0] != c.path || !strings.HasPrefix(got.Msg, "pipes/p.conf.json: "+c.path+": ") {
			t.Errorf("%s: got %+v, want %s", c.pipe, got, c.path)
		}
		if !p.Valid() || p.Readable() != c.readable || (p.Program != nil) != c.transformed {
			t.Errorf("%s: valid %t, readable %t, program %t", c.pipe, p.Valid(), p.Readable(), p.Program != nil)
		}
		if set.Refused(nil, config.Dependent) != nil {
			t.Errorf("%s: is refused", c.pipe)
		}
	}
}

// Databases, directories and servers of every documented type load as systems.
func TestSystemsThatAreNotHereLoad(t *testing.T) {
	t.Parallel()
	const login = `"username":"u","password":"$SECRET(pw)","host":"h","database":"d"`
	for kind, properties := range map[string]string{
		"system:mssql": login + `,"pool_size":10,"charset":"x","timezone":"UTC","instance":"i","name":"n","worker_threads":3`, "system:sqlserver": login,
		"system:mysql": login + `,"sslmode":"preferred"`, "system:postgresql": login, "system:oracle": login + `,"coerce_to_decimal":true`,
		"system:oracle_tns": `"username":"u","password":"p","tns_name":"x"`, "system:mssql-azure-dw": login,
		"system:rest":          `"base_url":"http://x","operations":{},"oauth2":{"client_id":"x"},"json_content_types":["a/b"]`,
		"system:elasticsearch": `"hosts":["localhost:9200"]`, "system:kafka": `"bootstrap_servers":"a:1"`, "system:solr": `"timeout":30`,
		"system:ldap": `"host":"h","port":389,"use_ssl":true,"username":"u","password":"p"`, "system:twilio": `"account":"a","token":"t"`,
		"system:smtp": `"smtp_server":"s","smtp_port":25,"use_tls":false,"max_per_hour":5`,
	} {
		set, err := whole(t, nil, `{"_id":"s","type":"`+kind+`",`+properties+`}`)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if got := set.Systems["s"].Refusal(); got == nil || !strings.Contains(got.Error(), `not run here: the system type "`+kind+`"`) || strings.Contains(string(set.Systems["s"].Effective), "hush") {
			t.Errorf("%s: got %v", kind, got)
		}
	}
}

// What does not run here is checked all the same.
func TestFaultsOfWhatDoesNotRunHere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ component, element, msg string }{
		{pipe(`"source":{"type":"sql","table":"t"}`), "source.system", `is missing; it must be a string such as "hubspot"`},
		{pipe(`"source":{"type":"sql","system":"db"}`), "source.table", `is missing; either it or query must be set`},
		{pipe(`"source":{"type":"sql","system":"dbb","table":"t"}`), "source.system", `there is no system "dbb"; did you mean "db"?`},
		{pipe(`"source":{"type":"sql","system":"db","tabel":"t","query":"x"}`), "source.tabel", `unknown property; did you mean "table"?`},
		{pipe(`"source":{"type":"sql","system":"db","table":1}`), "source.table", `must be a string, got a number`},
		{pipe(`"source":{"type":"sql","system":"db","table":"t","primary_key":[1]}`), "source.primary_key", `must be a string or a list of strings, got a list`},
		{pipe(`"source":{"type":"sql","system":"db","table":"t","preserve_null_values":"no"}`), "source.preserve_null_values", `must be a boolean`},
		{pipe(`"source":{"type":"sql","system":"db","table":"t","fetch_size":"many"}`), "source.fetch_size", `must be a number`},
		{pipe(`"source":{"type":"merge"}`), "source.datasets", `is missing; it must be a list`},
		{pipe(`"source":{"type":"rest","system":"api"}`), "source.operation", `is missing; it must be a string`},
		{pipe(`"source":{"type":"sqll"}`), "source.type", `did you mean "sql"?`},
		{pipe(`"source":{"type":"empty","x":1}`), "source.x", `unknown property`},
		{sink(`"type":"sql","system":"db"`), "sink.table", `is missing; it must be a string`},
		{sink(`"type":"sql","system":"nobody","table":"t"`), "sink.system", `there is no system "nobody"`},
		{sink(`"type":"mail","system":"db","mail_from":"x","subject_template":"x","recipients":"x"`), "sink.body_template", `is missing; either it or body_template_property must be set`},
		{sink(`"type":"nul"`), "sink.type", `did you mean "null"?`},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"emit_childern"}`), "transform.type", `did you mean "emit_children"?`},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"rest","system":"nobody"}`), "transform.system", `there is no system "nobody"`},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"chained"}`), "transform.transforms", `must be a list of transforms, got null`},
		{pipe(`"source":{"type":"empty"},"transform":[1]`), "transform[0]", `must be an object such as`},
		{pipe(`"source":{"type":"empty"},"transform":{"rules":{}}`), "transform.type", `is missing`},
		{pipe(`"source":{"type":"empty"},"transform":{"type":"dtl","rules":{"default":[["hobs",{}]]}}`), "transform.rules.default[0]", `unknown transform function "hobs"`},
		{`{"_id":"x","type":"system:mysql","username":"u","password":"p","host":"h"}`, "database", `is missing; it must be a string`},
		{`{"_id":"x","type":"system:mysqll"}`, "type", `did you mean "system:mysql"?`},
		{`{"_id":"x","type":"system:rest","url_pattern":"http://x/%s","operations":{"get":{"url":"x"}}}`, "operations.get.method", `is missing`},
		{`{"_id":"x","type":"system:rest","url_pattern":"x"}`, "url_pattern", `must be an http or https URL`},
		{`{"_id":"x","type":"system:url","url_pattern":"http://x/%s/%s"}`, "url_pattern", `with at most one %s for the path`},
		{`{"_id":"x","type":"system:url","url_pattern":"http://x/%s","authentication":"jwt"}`, "authentication", `"jwt" requires jwt_token`},
	} {
		set, err := whole(t, nil, c.component)
		invalid, ok := errors.AsType[*config.InvalidError](err)
		if !ok {
			t.Errorf("%s: got %v", c.component, err)
			continue
		}
		fault := invalid.ValidationErrors[0].Errors[0]
		if fault.Elements[0] != c.element || fault.Level != "error" || !strings.Contains(fault.Msg, c.msg) {
			t.Errorf("%s\n got %+v\nwant %s: … %s …", c.component, fault, c.element, c.msg)
		}
		if set.Refused(nil, config.Broken) == nil || set.Refused(nil, config.Unusable) != nil {
			t.Errorf("%s: is not refused, or refused even if it is forced", c.component)
		}
	}
}

// What has no effect here is said, and does not keep a pipe from running.
func TestWhatHasNoEffectIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pipe, path string }{
		{pipe(`"source":{"type":"http_endpoint","validation_expression":"x","do_float_as_int":true,"trace":{}}`), "source.validation_expression"},
		{sink(`"type":"dataset","enable_optimistic_locking":true`), "sink.enable_optimistic_locking"},
		{pump(`"max_seconds_per_entity":3`), "pump.max_seconds_per_entity"},
	} {
		set, err := whole(t, nil, c.pipe)
		if err != nil {
			t.Fatal(err)
		}
		p := set.Pipes["p"]
		if len(p.Errors) != 1 || p.Errors[0].Elements[0] != c.path || p.Errors[0].Level != "warning" || p.Refusal() != nil {
			t.Errorf("%s: got %+v", c.pipe, p.Errors)
		}
	}
}

func TestWhatRealNodesHaveIsAccepted(t *testing.T) {
	t.Parallel()
	for _, component := range []string{
		pipe(`"source":{"type":"empty"},"reprocessing_policy":"continue","rescan_when_config_changes":true,"trace":true,"dependency_tracking":{}`),
		sink(`"type":"dataset","set-initial-offset":"never","bitset_commit_interval":5,"suppress_filtered":true,"track_children":false,"change_tracking":true`),
		sink(`"indexes":"$ids"`),
		pipe(`"source":{"type":"embedded","entities":[],"system":"db"}`),
		pipe(`"source":{"type":"http_endpoint","system":"db"}`),
		pipe(`"source":{"type":"empty"},"transform":{"type":"chained","transforms":[{"type":"dtl","rules":{"default":[["copy","*"]]}}]}`),
		pipe(`"source":{"type":"empty"},"transform":{"type":"dtl","comment":"x","rules":{"default":["copy","*"],"rdf-org":["if",["eq","_S.a",1],["add","a",2]]}}`),
		`{"_id":"p","type":"system:url","url_pattern":"http://x","username":null,"jwt_token":"x","authentication":"jwt"}`,
		`{"_id":"æ ø? #%&","type":"pipe","source":{"type":"empty"}}`,
	} {
		set, err := whole(t, nil, component)
		if err != nil {
			t.Errorf("%s: %v", component, err)
			continue
		}
		for _, invalid := range set.Invalid() {
			if !slices.Contains([]string{"db", "api", "ntlm"}, invalid.Posted.ID) {
				t.Errorf("%s: %+v", component, invalid)
			}
		}
	}
	set, err := whole(t, nil, sink(`"type":"dataset","set-initial-offset":"never"`))
	if err != nil || set.Pipes["p"].Sink.SetInitialOffset != config.PopulatedNever {
		t.Errorf("got %v", err)
	}
}

// Without %s, the path is appended to the pattern.
func TestPatternsWithoutAPlace(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"http://x": "http://x/a?b=c", "http://x/": "http://x/a?b=c", "http://x/y?q=": "http://x/y?q=a?b=c", "http://x/%s/z": "http://x/a?b=c/z",
	} {
		set, err := whole(t, nil, `{"_id":"s","type":"system:url","url_pattern":"`+pattern+`"}`)
		if err != nil || set.Systems["s"].URL("", "/a?b=c") != want {
			t.Errorf("%s: got %s, %v", pattern, set.Systems["s"].URL("", "/a?b=c"), err)
		}
	}
}

// An alternative that is not chosen may use what is not set, and may be invalid.
func TestOnlyTheChosenAlternativeCounts(t *testing.T) {
	t.Parallel()
	conditional := func(test, prod string) string {
		return `{"type":"conditional","condition":"$ENV(env)","alternatives":{"test":` + test + `,"prod":` + prod + `}}`
	}
	env := map[string]string{"env": "test"}
	for _, component := range []string{
		pipe(`"source":` + conditional(`{"type":"empty"}`, `{"type":"sql","system":"$ENV(unset)","password":"$SECRET(unset)"}`)),
		pipe(`"source":` + conditional(`{"type":"empty"}`, `{"type":"empty","$conditional_properties":{"condition":"$ENV(unset)","alternatives":{}}}`)),
		pipe(`"source":` + conditional(conditional(`{"type":"empty"}`, `"$SECRET(unset)"`), `5`)),
		pipe(`"source":{"type":"empty"},"sink":` + conditional(`{"type":"dataset"}`, `{"type":"nonsense"}`)),
		pipe(`"source":{"type":"empty"},"transform":` + conditional(`{"type":"dtl","rules":{"default":[["copy","*"]]}}`, `{"type":"dtl","rules":{"default":[["add","a","$SECRET(unset)"]]}}`)),
		pipe(`"source":{"type":"empty"},"transform":[` + conditional(`{"type":"dtl","rules":{"default":[["copy","*"]]}}`, `{"type":"$ENV(unset)"}`) + `]`),
		pipe(`"source":{"type":"empty","$conditional_properties":{"condition":"$ENV(env)","alternatives":{"test":{"if_source_empty":"fail"},"prod":{"nonsense":"$ENV(unset)"}}}}`),
	} {
		set, err := whole(t, env, component)
		if err != nil || set.Pipes["p"].Refusal() != nil {
			t.Errorf("%s: %v, %v", component, err, set.Pipes["p"].Refusal())
		}
	}
	set, err := whole(t, env, `{"_id":"s","type":"system:url","url_pattern":"http://prod/%s","connect_timeout":1,
		"$conditional_properties":{"condition":"$ENV(env)","alternatives":{"test":{"url_pattern":"http://test/%s"}}}}`)
	if s := set.Systems["s"]; err != nil || s.URL("", "x") != "http://test/x" || strings.Contains(string(s.Effective), "conditional") {
		t.Errorf("got %+v, %v", s, err)
	}
	for component, want := range map[string]string{
		pipe(`"source":` + conditional(`{"type":"empty"}`, `{}`)):                                                    `the environment variable "env" is not set`,
		pipe(`"source":{"type":"conditional","condition":"x","alternatives":{"y":{"type":"empty"}}}`):                `source.condition: is "x", but the alternatives are "y"`,
		pipe(`"source":{"type":"conditional","condition":"x"}`):                                                      `source.alternatives: is missing`,
		pipe(`"source":{"type":"conditional","when":"x","alternatives":{"x":{"type":"empty"}}}`):                     `source.condition: is missing`,
		pipe(`"source":{"type":"empty"},"transform":{"type":"conditional","condition":"x","alternatives":{"y":{}}}`): `transform.condition: is "x"`,
	} {
		set, err := whole(t, nil, component)
		if err == nil || !strings.Contains(err.Error(), want) || len(set.Pipes["p"].Errors) > 2 || set.Pipes["p"].Refusal() == nil {
			t.Errorf("%s: got %v, want %s", component, err, want)
		}
	}
}

// A component with a variable that is not set is accepted in a whole configuration, and refused on its own. It does not run,
// and neither does a pipe of such a system.
func TestWhatIsNotSetDoesNotRun(t *testing.T) {
	t.Parallel()
	system := microservice(`"username":"$SECRET(user)","authentication":"basic"`)
	set, err := whole(t, nil, system, pipe(`"source":{"type":"json","system":"m1","url":"x"}`),
		`{"_id":"q","type":"pipe","source":{"type":"empty"},"pump":{"cron_expression":"$ENV(cron)","schedule_interval":"$ENV(pause)"},"batch_size":"$ENV(size)"}`)
	invalid, ok := errors.AsType[*config.InvalidError](err)
	if !ok || len(invalid.ValidationErrors) != 3 || set.Refused(nil, config.Broken) != nil {
		t.Fatalf("got %v", err)
	}
	if refused := set.Refused(nil, config.Unset); refused == nil || strings.Contains(refused.Error(), "pipes/p") {
		t.Errorf("got %v", refused)
	}
	for id, want := range map[string]string{
		"p": `source.system: the system "m1" cannot be used: systems/m1.conf.json: username: the secret "user" is not set`,
		"q": `pump.cron_expression: the environment variable "cron" is not set`,
	} {
		p := set.Pipes[id]
		if got := p.Refusal(); got == nil || !strings.Contains(got.Error(), want) || p.Valid() {
			t.Errorf("%s: got %v", id, got)
		}
	}
	// Only that is said of a property that is not set, and its entities can be read.
	if q := set.Pipes["q"]; len(q.Errors) != 3 || !q.Readable() || set.Pipes["p"].Readable() {
		t.Errorf("got %+v", q.Errors)
	}
}

// A component is refused because of errors that it did not have before, or because it was posted.
func TestErrorsThatWereThereBeforeAreNoReason(t *testing.T) {
	t.Parallel()
	before, _ := whole(t, nil, pipe(`"source":{"type":"nonsense"}`))
	after, _ := before.With([]byte(receiver("new")))
	if err := after.Refused(before, config.Broken, "new"); err != nil {
		t.Error(err)
	}
	if err := after.Refused(before, config.Broken, "p"); err == nil {
		t.Error("a posted component is accepted because it was invalid before")
	}
	if diff := slices.Sorted(maps.Keys(after.Pipes)); len(diff) != 2 {
		t.Errorf("got %v", diff)
	}
}

// With another secret in a transform, a pipe is another one, although its configuration looks the same.
func TestASecretOfATransformMakesAnotherPipe(t *testing.T) {
	t.Parallel()
	before, err := whole(t, nil, pipe(`"source":{"type":"empty"},"transform":{"type":"dtl","rules":{"default":[["add","a","$SECRET(pw)"]]}}`))
	if err != nil {
		t.Fatal(err)
	}
	same, _ := before.Resolve(nil, map[string]string{"pw": "hush"})
	other, _ := before.Resolve(nil, map[string]string{"pw": "other"})
	if p := before.Pipes["p"]; !p.Equal(same.Pipes["p"]) || p.Equal(other.Pipes["p"]) {
		t.Error("pipes are equal that differ, or differ that are equal")
	}
}
