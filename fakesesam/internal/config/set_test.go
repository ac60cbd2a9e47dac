package config_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

func TestASetDoesNotChange(t *testing.T) {
	t.Parallel()
	before := loadTutorial(t)
	size := len(before.JSON())
	added, err := before.With([]byte(`{"_id":"extra","type":"pipe","source":{"type":"http_endpoint"}}`))
	if err != nil || added.Pipes["extra"] == nil || added.Pipes["extra"].File != "pipes/extra.conf.json" {
		t.Fatalf("got %+v, %v", added, err)
	}
	list := string(added.JSON())
	replaced, err := added.With([]byte(`{"_id":"extra","type":"pipe","batch_size":7,"source":{"type":"http_endpoint"}}`))
	if err != nil || replaced.Pipes["extra"].BatchSize != 7 || len(replaced.Pipes) != 2 {
		t.Fatalf("got %+v, %v", replaced, err)
	}
	removed, err := replaced.Without("extra")
	if err != nil || len(removed.Pipes) != 1 {
		t.Fatalf("got %+v, %v", removed, err)
	}
	if added.Pipes["extra"].BatchSize != 100 || string(added.JSON()) != list || len(before.Pipes) != 1 || len(before.JSON()) != size {
		t.Error("an earlier configuration has changed")
	}
	if _, err := before.With([]byte(`{"type":"pipe"}`)); !errors.Is(err, config.ErrUnreadable) {
		t.Errorf("got %v", err)
	}
}

func TestResolveTakesOtherVariables(t *testing.T) {
	t.Parallel()
	before := loadTutorial(t)
	after, err := before.Resolve(map[string]string{"base-url": "http://other"}, map[string]string{"api-key": "k2"})
	if err != nil {
		t.Fatal(err)
	}
	if got := after.Systems["hubspot"].Docker.Environment["both"]; got != "http://other?key=k2" {
		t.Errorf("got %q", got)
	}
	if got := before.Systems["hubspot"].Docker.Environment["both"]; !strings.HasSuffix(got, "pat-hush") {
		t.Errorf("the earlier configuration has changed: %q", got)
	}
}

func TestNodeMetadataGivesDefaults(t *testing.T) {
	t.Parallel()
	const metadata = `{"_id":"node","type":"metadata","namespaced_identifiers":true,
		"global_defaults":{"if_source_empty":"fail","enable_background_rescan":true}},`
	set, err := config.Parse("", []byte(`[`+metadata+hubspot+`,`+
		source(`"supports_since":true`)+`,
		{"_id":"q","type":"pipe","namespaced_identifiers":false,"enable_background_rescan":false,
		 "source":{"type":"json","system":"hubspot","url":"x","if_source_empty":"accept"}}]`), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, q := set.Pipes["p"], set.Pipes["q"]
	if !p.Namespaced || !p.AddNamespaces || p.Source.IfSourceEmpty != "fail" || !p.Pump.EnableBackgroundRescan {
		t.Errorf("p does not take the node's defaults: %+v", p)
	}
	if q.Namespaced || q.AddNamespaces || q.Source.IfSourceEmpty != "accept" || q.Pump.EnableBackgroundRescan {
		t.Errorf("q does not say its own: %+v", q)
	}
	result, err := p.Program.Apply(t.Context(), dtl.Env{}, map[string]any{"_id": "51", "a": "b"})
	if err != nil || result.Target["_id"] != "p:51" || result.Target["p:a"] != "b" {
		t.Errorf("got %v, %v", result, err)
	}
}

func TestPumpsSay(t *testing.T) {
	t.Parallel()
	set, err := config.Parse("", []byte(`[{"_id":"p","type":"pipe","source":{"type":"dataset","dataset":"d"},"batch_size":1},
		{"_id":"q","type":"pipe","source":{"type":"dataset","dataset":"d"},"pump":{"schedule_interval":2.5,"partial_rescan_run_count":3,
		"partial_rescan_delta":60,"notification_granularity":900,"read_retry_delay":0.25,"mode":"manual"}}]`), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, q := set.Pipes["p"], set.Pipes["q"]
	if p.Pump.ScheduleInterval != 30*time.Second || p.Pump.ScheduleJitter != 1500*time.Millisecond || p.CheckpointInterval != 1 ||
		p.Strategy() != config.StrategyChronological {
		t.Errorf("p: %+v", p)
	}
	pump := q.Pump
	if pump.ScheduleInterval != 2500*time.Millisecond || pump.ScheduleJitter != 0 || pump.PartialRescanRunCount != 3 || pump.PartialRescanDelta != 60 ||
		pump.NotificationGranularity != 15*time.Minute ||
		pump.ReadRetryDelay != 250*time.Millisecond || pump.Mode != config.ModeManual {
		t.Errorf("q: %+v", pump)
	}
}

func TestStrategies(t *testing.T) {
	t.Parallel()
	for properties, want := range map[string]config.Strategy{
		`"supports_since":true`:                              config.StrategyMax,
		`"supports_since":true,"is_chronological":true`:      config.StrategyChronological,
		`"supports_since":true,"is_since_comparable":false`:  config.StrategyNone,
		`"supports_since":false,"is_chronological":true`:     config.StrategyNone,
		`"is_chronological":true,"is_since_comparable":true`: config.StrategyNone,
	} {
		set, err := parseOne(source(properties))
		if err != nil || set.Pipes["p"].Strategy() != want {
			t.Errorf("%s: got %v, %v", properties, set.Pipes["p"].Strategy(), err)
		}
	}
}

func TestAddressesOfSystems(t *testing.T) {
	t.Parallel()
	service := &config.System{Type: config.SystemMicroservice}
	site := &config.System{Type: config.SystemURL, URLPattern: "http://host:5000/api/%s?x=1"}
	for _, c := range []struct {
		system           *config.System
		base, path, want string
	}{
		{service, "http://c:5000", "get_contacts", "http://c:5000/get_contacts"},
		{service, "http://c:5000/", "/get_contacts", "http://c:5000/get_contacts"},
		{service, "http://c:5000", "", "http://c:5000/"},
		{service, "http://c:5000", "https://other/x", "https://other/x"},
		{site, "ignored", "/contacts", "http://host:5000/api/contacts?x=1"},
	} {
		if got := c.system.URL(c.base, c.path); got != c.want {
			t.Errorf("URL(%q, %q) = %q, want %q", c.base, c.path, got, c.want)
		}
	}
	set, err := config.Parse("", []byte(`{"_id":"s","type":"system:url","base_url":"http://x/y/","jwt_token":"$SECRET(t)"}`), nil, map[string]string{"t": "hush"})
	if err != nil || set.Systems["s"].URL("", "z") != "http://x/y/z" || set.Systems["s"].Headers["Authorization"] != "Bearer hush" {
		t.Errorf("got %+v, %v", set.Systems["s"], err)
	}
}

func TestRetryStrategy(t *testing.T) {
	t.Parallel()
	set, err := config.Parse("", []byte(`{"_id":"m1","type":"system:microservice","docker":{"image":"i","port":5000},
		"retry_strategy":{"429":{"max_read_retries":9,"read_retry_delay":1.5},"400-428":{"max_read_retries":1},"500, 502":{"write_retry_delay":2},
		"default":{"max_consecutive_write_errors":4}}}`), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	strategy := set.Systems["m1"].RetryStrategy
	if r, ok := strategy.For(429); !ok || *r.MaxReadRetries != 9 || *r.ReadRetryDelay != 1500*time.Millisecond {
		t.Errorf("429: %+v, %v", r, ok)
	}
	if r, ok := strategy.For(404); !ok || *r.MaxReadRetries != 1 {
		t.Errorf("404: %+v, %v", r, ok)
	}
	if r, ok := strategy.For(502); !ok || r.MaxReadRetries != nil || r.ReadRetryDelay != nil {
		t.Errorf("502: %+v, %v", r, ok)
	}
	if r, ok := strategy.For(503); !ok || r.MaxReadRetries != nil {
		t.Errorf("503: %+v, %v", r, ok)
	}
	if _, ok := (config.RetryStrategy{}).For(500); ok {
		t.Error("an empty strategy says something")
	}
}
