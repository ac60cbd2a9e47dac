package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Retry is how often and after what delay a failed read or write is retried; nil fields are not set. The fields about writes
// are those of WriteRetries.
type Retry struct {
	MaxReadRetries *int
	ReadRetryDelay *time.Duration

	BatchRetries, MaxWaiting, MaxPerEntity, MaxConsecutive *int
	Delay                                                  *time.Duration
}

// RetryStrategy is a Retry for each HTTP status. Properties of the pump take precedence.
type RetryStrategy struct {
	rules    []retryRule
	fallback *Retry
}

type retryRule struct {
	from, to int
	retry    Retry
}

// For returns the Retry for an HTTP status, and false if there is none.
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
	for _, key := range slices.Sorted(maps.Keys(o.values)) {
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
				o.reject(o.at(key), `must be HTTP statuses such as "429", "400-428" or "500,502,504", or "default"`)
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
		value := o.integer(name, 0)
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
	retry := Retry{
		MaxReadRetries: count("max_read_retries"), ReadRetryDelay: delay("read_retry_delay"),
		BatchRetries: count("batch_retries"), MaxWaiting: count("max_write_errors_in_retry_dataset"),
		MaxPerEntity: count("max_retries_per_entity"), MaxConsecutive: count("max_consecutive_write_errors"),
		Delay: delay("write_retry_delay"),
	}
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

// WriteRetries is what happens to entities that cannot be transformed or written.
type WriteRetries struct {
	// MaxWaiting (max_write_errors_in_retry_dataset) is how many entities may wait for a retry. With 0, the first entity
	// that fails ends the run.
	MaxWaiting int
	// MaxPerEntity (max_retries_per_entity) is the number of retries after which an entity is given up.
	MaxPerEntity int
	// MaxConsecutive (max_consecutive_write_errors) is how many entities in a row may fail before the run ends.
	MaxConsecutive int
	// Delay (write_retry_delay) is the pause after an entity that failed, if the run continues.
	Delay time.Duration
	// SingleEntities (fallback_to_single_entities_on_batch_fail) writes the other entities of a batch in which one fails;
	// without it, such a batch ends the run.
	SingleEntities bool
	// DeadLetters is the dataset of the entities that were given up; "" for none.
	DeadLetters string
	// TrackDeadLetters deletes an entity from DeadLetters once a later version of it has been written.
	TrackDeadLetters bool
	// BatchRetries (batch_retries) is how often a request of a json sink is repeated before its entities are sent one by one. A
	// batch for a dataset fails because of its content, and is not repeated.
	BatchRetries int
}

// WriteRetriesWith returns the write retries after a failure for which the sink's system has some of its own; those that the
// pump sets itself take precedence.
func (p *Pump) WriteRetriesWith(system Retry) WriteRetries {
	w := p.WriteRetries
	for _, each := range []struct {
		name string
		into *int
		from *int
	}{
		{"batch_retries", &w.BatchRetries, system.BatchRetries},
		{"max_write_errors_in_retry_dataset", &w.MaxWaiting, system.MaxWaiting},
		{"max_retries_per_entity", &w.MaxPerEntity, system.MaxPerEntity},
		{"max_consecutive_write_errors", &w.MaxConsecutive, system.MaxConsecutive},
	} {
		if each.from != nil && !p.own[each.name] {
			*each.into = *each.from
		}
	}
	if system.Delay != nil && !p.own["write_retry_delay"] {
		w.Delay = *system.Delay
	}
	return w
}

// DeadLetterName returns the default name of the dataset of a pipe's dead letters.
func DeadLetterName(pipe string) string { return "system:dead-letter:" + pipe }

// readWriteRetries reads the pump's properties about entities that cannot be written.
func readWriteRetries(o *object, pipe string) WriteRetries {
	w := WriteRetries{
		MaxWaiting:       o.integer("max_write_errors_in_retry_dataset", 0),
		MaxPerEntity:     o.integer("max_retries_per_entity", 5),
		MaxConsecutive:   o.integer("max_consecutive_write_errors", 1),
		Delay:            o.seconds("write_retry_delay", 0),
		SingleEntities:   o.boolean("fallback_to_single_entities_on_batch_fail", true),
		DeadLetters:      o.dataset("dead_letter_dataset", ""),
		TrackDeadLetters: o.boolean("track_dead_letters", false),
		BatchRetries:     o.integer("batch_retries", 3),
	}
	unnamed := o.boolean("use_dead_letter_dataset", false)
	switch {
	case strings.HasPrefix(w.DeadLetters, "system:") && w.DeadLetters != DeadLetterName(pipe):
		o.reject(o.at("dead_letter_dataset"), "must not begin with \"system:\", which is reserved for the node")
	case w.DeadLetters == "" && unnamed:
		w.DeadLetters = DeadLetterName(pipe)
	}
	if w.TrackDeadLetters && w.DeadLetters == "" {
		o.reject(o.at("track_dead_letters"), "requires dead_letter_dataset or use_dead_letter_dataset")
	}
	return w
}

// checkDeadLetters reports datasets of dead letters that another pipe, or the pipe itself, also writes.
func (s *Set) checkDeadLetters() {
	writers := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(s.Pipes)) {
		if sink := s.Pipes[id].Sink; sink.Type == SinkDataset {
			writers[sink.Dataset] = id
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Pipes)) {
		pipe := s.Pipes[id]
		name := pipe.Pump.WriteRetries.DeadLetters
		if name == "" {
			continue
		}
		if other, taken := writers[name]; taken {
			report := &report{file: pipe.File}
			report.reject("pump.dead_letter_dataset", "the pipe %q also writes the dataset %q; use a separate dataset for dead letters", other, name)
			pipe.Errors, pipe.Program = append(pipe.Errors, report.errors...), nil
			continue
		}
		writers[name] = id
	}
}
