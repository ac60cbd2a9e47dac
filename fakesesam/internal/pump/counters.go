package pump

import "time"

// counters is what a run counts. The two halves belong to the two goroutines of a run, so neither waits for the other.
type counters struct {
	reader readerCounters
	writer writerCounters
}

// readerCounters belongs to the goroutine that reads and transforms.
type readerCounters struct {
	read        int // source entities
	readErrors  int
	writeErrors int // source entities that could not be transformed or written

	sourceTime    time.Duration
	transformTime time.Duration
}

// writerCounters belongs to the goroutine that writes; before and after the transfer, to the run.
type writerCounters struct {
	changes int // written after change tracking
	passed  int // source entities that are dealt with: written, equal to what is there, or left out on purpose
	deleted int // written by deletion tracking
	queueCounters

	sinkTime time.Duration
}

// queueCounters counts what happened to the queue of entities that could not be written.
type queueCounters struct {
	// failed counts entities that failed, dead those given up, failedRetries those that failed again.
	failed, dead, failedRetries int
}

func (c *queueCounters) add(more queueCounters) {
	c.failed += more.failed
	c.dead += more.dead
	c.failedRetries += more.failedRetries
}

// event returns the counters under their names in the execution log. processed_last_run is the user interface's name
// ("processed N") for entities_last_run.
func (c *counters) event(elapsed time.Duration) map[string]any {
	perSecond := 0.0
	if elapsed > 0 {
		perSecond = float64(c.reader.read) / elapsed.Seconds()
	}
	return map[string]any{
		"entities": map[string]any{
			"entities_last_run":                 c.reader.read,
			"changes_last_run":                  c.writer.changes + c.writer.deleted,
			"processed_last_run":                c.reader.read,
			"deletes_last_run":                  c.writer.deleted,
			"entities_per_second":               round(perSecond),
			"read_errors_last_run":              c.reader.readErrors,
			"write_errors_last_run":             c.reader.writeErrors,
			"number_of_dead_entities_last_run":  c.writer.dead,
			"number_of_failed_retries_last_run": c.writer.failedRetries,
			"ttl_deletes_entities_last_run":     0,
			"source_time":                       round(c.reader.sourceTime.Seconds()),
			"transform_time":                    round(c.reader.transformTime.Seconds()),
			"sink_time":                         round(c.writer.sinkTime.Seconds()),
		},
		"hops":   map[string]any{"max-cardinality-last-run": 0, "total-rows-last-run": 0},
		"memory": map[string]any{"batch-max-mem-size": 0},
	}
}

// round keeps microseconds.
func round(seconds float64) float64 { return float64(int64(seconds*1e6)) / 1e6 }
