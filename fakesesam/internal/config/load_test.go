package config_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

const tutorial = "testdata/tutorial"

func tutorialVariables(t *testing.T) (env, secrets map[string]string) {
	t.Helper()
	env, err := config.LoadValues(tutorial + "/test-env.json")
	if err != nil {
		t.Fatal(err)
	}
	return env, map[string]string{"api-key": "pat-hush"}
}

func loadTutorial(t *testing.T) *config.Set {
	t.Helper()
	env, secrets := tutorialVariables(t)
	set, err := config.Load(tutorial, env, secrets)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestTutorialFilesLoadAsTheyAre(t *testing.T) {
	t.Parallel()
	pipe := loadTutorial(t).Pipes["hubspot-contacts-collect"]
	if pipe == nil || !pipe.Valid() || pipe.Program == nil {
		t.Fatalf("got %+v", pipe)
	}
	source := config.Source{
		Type: config.SourceJSON, System: "hubspot", URL: "get_contacts", IfSourceEmpty: "accept",
		SupportsSince: true, IsSinceComparable: true,
	}
	if diff := cmp.Diff(source, pipe.Source); diff != "" {
		t.Errorf("source (-want +got):\n%s", diff)
	}
	sink := config.Sink{
		Type: config.SinkDataset, Dataset: "hubspot-contacts-collect", DeletionTracking: true,
		SetInitialOffset: "if-source-populated", MaxEntityBytes: 100 << 20,
	}
	if diff := cmp.Diff(sink, pipe.Sink); diff != "" {
		t.Errorf("sink (-want +got):\n%s", diff)
	}
	if pipe.Strategy() != config.StrategyMax {
		t.Errorf("strategy %q", pipe.Strategy())
	}
	if pipe.BatchSize != 100 || pipe.CheckpointInterval != 100 || pipe.AddNamespaces || pipe.Namespaced {
		t.Errorf("got %+v", pipe)
	}
	pump := pipe.Pump
	if pump.ScheduleInterval != 900*time.Second || pump.ScheduleJitter != 45*time.Second || pump.Mode != config.ModeScheduled ||
		!pump.LogEventsNoopRunsChangesOnly || pump.LogEventsNoopRuns ||
		pump.NotificationGranularity != 0 {
		t.Errorf("pump %+v", pump)
	}
	if pump.RescanCron == nil || pump.RescanCron.String() != "0 0 ? * *" {
		t.Errorf("rescan %v", pump.RescanCron)
	}
}

func TestEnvironmentOfTheContainer(t *testing.T) {
	t.Parallel()
	got, err := config.ResolveEnvironment(loadTutorial(t), "hubspot")
	want := map[string]string{
		"api-key":        "pat-hush",
		"base-url":       "http://fakehubspot:8080/crm/v3",
		"since-field":    "lastmodifieddate",
		"since-operator": "GT",
		"settle-window":  "0",
		"verbose":        `{"pages":[true,"http://fakehubspot:8080/crm/v3"]}`,
		"both":           "http://fakehubspot:8080/crm/v3?key=pat-hush",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if _, err := config.ResolveEnvironment(loadTutorial(t), "hubspt"); err == nil || !strings.Contains(err.Error(), `did you mean "hubspot"?`) {
		t.Errorf("got %v", err)
	}
}

func TestEffectiveHasDefaultsAndVariablesButNoSecret(t *testing.T) {
	t.Parallel()
	set := loadTutorial(t)
	var pipe struct {
		Source map[string]any
		Sink   map[string]any
		Pump   map[string]any
	}
	if err := json.Unmarshal(set.Pipes["hubspot-contacts-collect"].Effective, &pipe); err != nil {
		t.Fatal(err)
	}
	if pipe.Source["is_since_comparable"] != true || pipe.Sink["dataset"] != "hubspot-contacts-collect" ||
		pipe.Sink["type"] != "dataset" || pipe.Pump["schedule_interval"] != 900.0 {
		t.Errorf("got %+v", pipe)
	}
	system := set.Systems["hubspot"]
	if !strings.Contains(string(system.Effective), `"both":"http://fakehubspot:8080/crm/v3?key=$SECRET(api-key)"`) {
		t.Errorf("got %s", system.Effective)
	}
	if !strings.Contains(string(system.Original), `"$ENV(base-url)?key=$SECRET(api-key)"`) {
		t.Errorf("got %s", system.Original)
	}
}

func TestSecretsAreShownNowhere(t *testing.T) {
	t.Parallel()
	const hush = "pat-hush"
	posted := `[{"_id":"a","type":"pipe","batch_size":"$SECRET(s)","source":{"type":"$SECRET(s)","system":"$SECRET(s)","url":"$SECRET(s)"},
		"pump":{"cron_expression":"$SECRET(s)","mode":"$SECRET(s)","read_retry_delay":"$SECRET(s)"},
		"sink":{"type":"conditional","condition":"$SECRET(s)","alternatives":{"x":{}}},
		"transform":{"type":"dtl","rules":{"default":[["$SECRET(s)"],["add","x",["datetime-parse","$SECRET(s)","%Y","x"]]]}}},
		{"_id":"b","type":"pipe","source":{"type":"json","system":"$SECRET(s)","url":"x"},
		"transform":{"type":"dtl","rules":{"default":[["add","x",["datetime-plus","day","$SECRET(s)","x"]],["fail!","$SECRET(s)"]]}}},
		{"_id":"c","type":"pipe","source":{"type":"json","system":"s","url":"x"},
		"transform":{"type":"dtl","rules":{"default":[["add","x",["datetime-format","Europe/$SECRET(s)","%Y","x"]]]}}},
		{"_id":"d","type":"pipe","source":{"type":"json","system":"s","url":"x"},
		"transform":{"type":"dtl","rules":{"default":[["add","x",["apply","$SECRET(s)","_S."]]],"$SECRET(s)":[["copy","*"]]}}},
		{"_id":"s","type":"system:url","url_pattern":"$SECRET(s)","authentication":"$SECRET(s)","retry_strategy":{"$SECRET(s)":{"max_read_retries":"$SECRET(s)"}}}]`
	set, err := config.Parse("application/json", []byte(posted), nil, map[string]string{"s": hush})
	var invalid *config.InvalidError
	if !errors.As(err, &invalid) || len(invalid.ValidationErrors) != 5 {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), hush) {
		t.Errorf("an error shows the secret:\n%v", err)
	}
	for _, pipe := range set.Pipes {
		if strings.Contains(string(pipe.Effective)+string(pipe.Original), hush) {
			t.Errorf("%s shows the secret", pipe.ID)
		}
	}
	if strings.Contains(string(set.Systems["s"].Effective)+string(set.JSON()), hush) {
		t.Errorf("the system or the export shows the secret")
	}
}

func TestLoadFindsAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.Load(tutorial, map[string]string{"base-rul": "x"}, nil)
	if err == nil || !strings.Contains(err.Error(), `the environment variable "base-url" is not set`) ||
		!strings.Contains(err.Error(), `did you mean "base-rul"?`) ||
		!strings.Contains(err.Error(), `systems/hubspot.conf.json: docker.environment.api-key: the secret "api-key" is not set`) {
		t.Errorf("got %v", err)
	}
}

func TestFoldersThatAreNoConfiguration(t *testing.T) {
	t.Parallel()
	if _, err := config.Load(filepath.Join(t.TempDir(), "nowhere"), nil, nil); err == nil {
		t.Error("a folder that is not there loads")
	}
	if _, err := config.Load(t.TempDir(), nil, nil); !errors.Is(err, config.ErrUnreadable) || !strings.Contains(err.Error(), "pipes/*.conf.json") {
		t.Errorf("got %v", err)
	}
	dir := t.TempDir()
	for name, body := range map[string]string{
		"a.conf.json": "{\n  \"_id\": \"a\", // the pipe\n}", "b.conf.json": "{\n  \"_id\": \"b\",\n}", "c.conf.json": `[]`, "d.conf.json": `{"type":"pipe"}`,
	} {
		write(t, filepath.Join(dir, "pipes", name), body)
	}
	_, err := config.Load(dir, nil, nil)
	for _, words := range []string{
		`pipes/a.conf.json:2:15: JSON has no comments: remove "// the pipe"`,
		"pipes/b.conf.json:2:13: remove this comma", "pipes/c.conf.json: a component must be one JSON object", `pipes/d.conf.json: a component must have an "_id"`,
	} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q is not in: %v", words, err)
		}
	}
}

func write(t *testing.T, name, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	got, err := config.ParseValues("test-env.json", []byte(`{"a":"x","b":5000,"c":true}`))
	if diff := cmp.Diff(map[string]string{"a": "x", "b": "5000", "c": "true"}, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if got, err := config.LoadValues(""); len(got) != 0 || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	for _, c := range []struct{ body, words string }{
		{`["a"]`, `test-env.json: must be one flat JSON object`},
		{`{"a":{"b":"hush"}}`, `"a" must be a string, a number or a boolean, got an object`},
		{"{\n\"a\": \"hush\",\n}", `test-env.json:2:12: remove this comma`},
	} {
		_, err := config.ParseValues("test-env.json", []byte(c.body))
		if err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", c.body, err)
		}
	}
}
