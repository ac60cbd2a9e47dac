package config_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// numbers are the components with a number, each with its path; %s is its value.
var numbers = []struct{ path, component string }{
	{"batch_size", pipe(`"batch_size":%s,"source":{"type":"empty"}`)},
	{"checkpoint_interval", pipe(`"checkpoint_interval":%s,"source":{"type":"empty"}`)},
	{"source.page_size", source(`"supports_since":true,"is_chronological":true,"page_size":%s`)},
	{"sink.max_entity_bytes_size", sink(`"type":"dataset","max_entity_bytes_size":%s`)},
	{"sink.circuit_breaker_threshold_count", sink(`"type":"dataset","circuit_breaker_threshold_count":%s`)},
	{"sink.circuit_breaker_threshold_factor", sink(`"type":"dataset","circuit_breaker_threshold_factor":%s`)},
	{"pump.schedule_interval", pump(`"schedule_interval":%s`)},
	{"pump.notification_granularity", pump(`"notification_granularity":%s`)},
	{"pump.rescan_run_count", pump(`"rescan_run_count":%s`)},
	{"pump.partial_rescan_run_count", pump(`"partial_rescan_delta":1,"partial_rescan_run_count":%s`)},
	{"pump.partial_rescan_delta", pump(`"partial_rescan_run_count":1,"partial_rescan_delta":%s`)},
	{"pump.max_read_retries", pump(`"max_read_retries":%s`)},
	{"pump.read_retry_delay", pump(`"read_retry_delay":%s`)},
	{"pump.write_retry_delay", pump(`"write_retry_delay":%s`)},
	{"pump.max_retries_per_entity", pump(`"max_retries_per_entity":%s`)},
	{"pump.max_consecutive_write_errors", pump(`"max_consecutive_write_errors":%s`)},
	{"pump.max_write_errors_in_retry_dataset", pump(`"max_write_errors_in_retry_dataset":%s`)},
	{"pump.batch_retries", pump(`"batch_retries":%s`)},
	{"pump.max_seconds_per_entity", pump(`"max_seconds_per_entity":%s`)},
	{"connect_timeout", microservice(`"connect_timeout":%s`)},
	{"read_timeout", microservice(`"read_timeout":%s`)},
	{"worker_threads", microservice(`"worker_threads":%s`)},
	{"docker.port", `{"_id":"m1","type":"system:microservice","docker":{"image":"i","port":%s}}`},
	{"docker.memory", `{"_id":"m1","type":"system:microservice","docker":{"image":"i","port":1,"memory":%s}}`},
	{"retry_strategy.429.max_read_retries", microservice(`"retry_strategy":{"429":{"max_read_retries":%s}}`)},
	{"retry_strategy.429.read_retry_delay", microservice(`"retry_strategy":{"429":{"read_retry_delay":%s}}`)},
	{"source.fetch_size", pipe(`"source":{"type":"sql","system":"hubspot","table":"t","fetch_size":%s}`)},
	{"port", `{"_id":"m1","type":"system:mysql","username":"u","password":"p","host":"h","database":"d","port":%s}`},
}

// numberFault returns the error about the number of a component, "" if it is accepted.
func numberFault(path, component, value string) string {
	env := map[string]string{"nan": "NaN", "infinite": "Inf", "hex": "0x7fffffffffffffff", "word": "many"}
	// The pattern of the system has a %s of its own.
	_, err := config.Parse("application/json", []byte(`[`+hubspot+`,`+strings.ReplaceAll(component, "%s", value)+`]`), env, nil)
	invalid, ok := errors.AsType[*config.InvalidError](err)
	if !ok {
		return ""
	}
	for _, fault := range invalid.ValidationErrors[0].Errors {
		if fault.Elements[0] == path {
			return fault.Msg
		}
	}
	return err.Error()
}

func TestEveryNumberHasLimits(t *testing.T) {
	t.Parallel()
	for _, n := range numbers {
		for value, want := range map[string]string{
			"1e300": "of at most", "99999999999999999999": "of at most", "-1e300": "of at least", "1e999": "must be", `"$ENV(nan)"`: "must be",
			`"$ENV(infinite)"`: "must be", `"~fInfinity"`: "must be", `"$ENV(word)"`: "must be", `"7"`: "must be", "true": "must be", "[]": "must be",
		} {
			if got := numberFault(n.path, n.component, value); !strings.Contains(got, n.path+": ") || !strings.Contains(got, want) {
				t.Errorf("%s %s: got %q, want %s", n.path, value, got, want)
			}
		}
		if got := numberFault(n.path, n.component, "1"); got != "" {
			t.Errorf("%s: 1 is refused: %s", n.path, got)
		}
	}
	for _, whole := range []int{0, 1, 2} {
		if got := numberFault(numbers[whole].path, numbers[whole].component, "1.5"); !strings.Contains(got, "must be an integer") {
			t.Errorf("got %q", got)
		}
	}
	if got := numberFault(numbers[0].path, numbers[0].component, "1000000000000"); !strings.Contains(got, "batch_size: must be an integer of at most 100000, got 1000000000000") {
		t.Errorf("got %q", got)
	}
	if got := numberFault(numbers[0].path, numbers[0].component, "1e2"); got != "" {
		t.Errorf("got %q", got)
	}
}

// Whatever a number is, it is refused, or what is made of it neither overflows nor exhausts the memory.
func TestNumbersDoNotOverflow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := strconv.FormatFloat(rapid.Float64().Draw(t, "value"), 'g', -1, 64)
		set, _ := config.Parse("application/json", []byte(`{"_id":"p","type":"pipe","source":{"type":"empty"},"batch_size":`+value+`,"checkpoint_interval":`+value+`,
			"pump":{"schedule_interval":`+value+`,"notification_granularity":`+value+`,"read_retry_delay":`+value+`,"partial_rescan_delta":`+value+`}}`), nil, nil)
		if set == nil {
			return
		}
		p := set.Pipes["p"]
		if p.BatchSize < 1 || p.BatchSize > 100_000 || p.CheckpointInterval < 1 || p.Pump.ScheduleInterval < 0 || p.Pump.NotificationGranularity < 0 ||
			p.Pump.ReadRetryDelay < 0 || p.Pump.PartialRescanDelta < 0 {
			t.Fatalf("%s: %+v", value, p)
		}
	})
}
