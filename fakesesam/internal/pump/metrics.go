package pump

import "time"

// metrics is what a run counts.
type metrics struct {
	read        int // source entities
	changes     int // written after change tracking
	deleted     int // written by deletion tracking
	readErrors  int
	writeErrors int // source entities that could not be written
	dead        int // of those and of what waited, given up

	failedRetries int

	sourceTime    time.Duration
	transformTime time.Duration
	sinkTime      time.Duration
}

// event gives the counts with the names the execution log has for them. processed_last_run is the older name of
// changes_last_run's neighbour in the user interface ("processed N"), given as an alias.
func (m *metrics) event(elapsed time.Duration) map[string]any {
	perSecond := 0.0
	if elapsed > 0 {
		perSecond = float64(m.read) / elapsed.Seconds()
	}
	return map[string]any{
		"entities": map[string]any{
			"entities_last_run":                 m.read,
			"changes_last_run":                  m.changes + m.deleted,
			"processed_last_run":                m.read,
			"deletes_last_run":                  m.deleted,
			"entities_per_second":               round(perSecond),
			"read_errors_last_run":              m.readErrors,
			"write_errors_last_run":             m.writeErrors,
			"number_of_dead_entities_last_run":  m.dead,
			"number_of_failed_retries_last_run": m.failedRetries,
			"ttl_deletes_entities_last_run":     0,
			"source_time":                       round(m.sourceTime.Seconds()),
			"transform_time":                    round(m.transformTime.Seconds()),
			"sink_time":                         round(m.sinkTime.Seconds()),
		},
		"hops":   map[string]any{"max-cardinality-last-run": 0, "total-rows-last-run": 0},
		"memory": map[string]any{"batch-max-mem-size": 0},
	}
}

// round keeps microseconds.
func round(seconds float64) float64 { return float64(int64(seconds*1e6)) / 1e6 }
