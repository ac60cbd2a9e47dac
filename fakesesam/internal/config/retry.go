package config

import (
	"strconv"
	"strings"
	"time"
)

// Retry is how often and how patiently a failed read is tried again; nil fields are not given. What a strategy says about
// writes is checked and no more: no sink of this node writes to a system.
type Retry struct {
	MaxReadRetries *int
	ReadRetryDelay *time.Duration
}

// RetryStrategy gives a Retry for each HTTP status. A property the pump has itself wins over the strategy's.
type RetryStrategy struct {
	rules    []retryRule
	fallback *Retry
}

type retryRule struct {
	from, to int
	retry    Retry
}

// For gives the retry for an HTTP status, and false when the strategy says nothing about it.
func (s RetryStrategy) For(status int) (Retry, bool) {
	for _, rule := range s.rules {
		if rule.from <= status && status <= rule.to {
			return rule.retry, true
		}
	}
	if s.fallback != nil {
		return *s.fallback, true
	}
	return Retry{}, false
}

// readRetryStrategy reads an object whose keys are statuses: "429", "400-428", "500,502,504" or "default".
func readRetryStrategy(system *object) RetryStrategy {
	var strategy RetryStrategy
	o := system.object("retry_strategy")
	if o == nil {
		return strategy
	}
	for _, key := range sortedKeys(o.values) {
		entry := o.object(key)
		if entry == nil {
			continue
		}
		retry := readRetry(entry)
		if key == "default" {
			strategy.fallback = &retry
			continue
		}
		for part := range strings.SplitSeq(key, ",") {
			from, to, ok := statusRange(strings.TrimSpace(part))
			if !ok {
				o.fault(o.at(key), `names no HTTP status; write "429", "400-428", "500,502,504" or "default"`)
				break
			}
			strategy.rules = append(strategy.rules, retryRule{from, to, retry})
		}
	}
	return strategy
}

func readRetry(o *object) Retry {
	count := func(name string) *int {
		if _, given := o.values[name]; !given {
			o.optional(name)
			return nil
		}
		value := o.integer(name, 0, 0)
		return &value
	}
	delay := func(name string) *time.Duration {
		if _, given := o.values[name]; !given {
			o.optional(name)
			return nil
		}
		value := o.seconds(name, 0)
		return &value
	}
	retry := Retry{MaxReadRetries: count("max_read_retries"), ReadRetryDelay: delay("read_retry_delay")}
	count("max_retries_per_entity")
	count("max_consecutive_write_errors")
	count("max_write_errors_in_retry_dataset")
	count("batch_retries")
	delay("write_retry_delay")
	o.done()
	return retry
}

func statusRange(text string) (from, to int, ok bool) {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	from, errFrom := strconv.Atoi(first)
	to, errTo := strconv.Atoi(last)
	return from, to, errFrom == nil && errTo == nil && 100 <= from && from <= to && to <= 599
}
