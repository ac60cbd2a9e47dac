package config

import (
	"strings"
	"time"
)

// WriteRetries is what becomes of entities that cannot be transformed or written.
type WriteRetries struct {
	// MaxWaiting (max_write_errors_in_retry_dataset) is how many entities may wait for another try. With 0 none does: the
	// first that fails ends the run.
	MaxWaiting int
	// MaxPerEntity (max_retries_per_entity) is after how many tries more an entity is given up.
	MaxPerEntity int
	// MaxConsecutive (max_consecutive_write_errors) is how many entities in a row may fail before the run ends.
	MaxConsecutive int
	// Delay (write_retry_delay) is the pause after an entity that failed, when the run goes on.
	Delay time.Duration
	// SingleEntities (fallback_to_single_entities_on_batch_fail) writes the others of a batch in which one fails;
	// without it such a batch ends the run.
	SingleEntities bool
	// DeadLetters is the dataset of the entities given up; "" for none.
	DeadLetters string
	// TrackDeadLetters deletes an entity from DeadLetters when a later version of it has been written.
	TrackDeadLetters bool
}

// DeadLetterName is the dataset of a pipe's dead letters when the configuration gives it no name.
func DeadLetterName(pipe string) string { return "system:dead-letter:" + pipe }

// readWriteRetries reads the pump's properties about entities that cannot be written.
func readWriteRetries(o *object, pipe string) WriteRetries {
	w := WriteRetries{
		MaxWaiting:       o.integer("max_write_errors_in_retry_dataset", 0, 0),
		MaxPerEntity:     o.integer("max_retries_per_entity", 5, 0),
		MaxConsecutive:   o.integer("max_consecutive_write_errors", 1, 1),
		Delay:            o.seconds("write_retry_delay", 0),
		SingleEntities:   o.boolean("fallback_to_single_entities_on_batch_fail", true),
		DeadLetters:      o.text("dead_letter_dataset", ""),
		TrackDeadLetters: o.boolean("track_dead_letters", false),
	}
	// A batch fails here because of what is in it, and would fail in the same way again.
	o.integer("batch_retries", 3, 0)
	unnamed := o.boolean("use_dead_letter_dataset", false)
	switch {
	case strings.HasPrefix(w.DeadLetters, "system:") && w.DeadLetters != DeadLetterName(pipe):
		o.fault(o.at("dead_letter_dataset"), "must not begin with \"system:\"; such datasets are the node's own")
	case w.DeadLetters == "" && unnamed:
		w.DeadLetters = DeadLetterName(pipe)
	}
	if w.TrackDeadLetters && w.DeadLetters == "" {
		o.fault(o.at("track_dead_letters"), "needs dead_letter_dataset, or use_dead_letter_dataset")
	}
	return w
}

// checkDeadLetters finds datasets of dead letters that something else is written to as well.
func (s *Set) checkDeadLetters() {
	writers := map[string]string{}
	for _, id := range sortedKeys(s.Pipes) {
		if sink := s.Pipes[id].Sink; sink.Type == SinkDataset {
			writers[sink.Dataset] = id
		}
	}
	for _, id := range sortedKeys(s.Pipes) {
		pipe := s.Pipes[id]
		name := pipe.Pump.WriteRetries.DeadLetters
		if name == "" {
			continue
		}
		if other, taken := writers[name]; taken {
			report := &report{file: pipe.File}
			report.fault("pump.dead_letter_dataset", "the dataset %q is written by the pipe %q; give the dead letters one of their own", name, other)
			pipe.Errors, pipe.Program = append(pipe.Errors, report.faults...), nil
			continue
		}
		writers[name] = id
	}
}
