package server

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
)

// Metrics counts what the connector does, in a registry of its own. It implements hubspot.Observer.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec   // calls to HubSpot
	latency  *prometheus.HistogramVec // until HubSpot's answer begins
	retries  *prometheus.CounterVec
	waited   *prometheus.CounterVec
	limit    *prometheus.GaugeVec
	left     *prometheus.GaugeVec
	runs     *prometheus.CounterVec
	duration *prometheus.HistogramVec
	entities *prometheus.CounterVec
	doubts   *prometheus.CounterVec
	ahead    *prometheus.GaugeVec
	cursors  *prometheus.GaugeVec
	single   *prometheus.GaugeVec
	archive  *prometheus.GaugeVec
	pushes   *prometheus.CounterVec
	written  *prometheus.CounterVec
	pushTime *prometheus.HistogramVec
	wait     prometheus.Counter
	away     prometheus.Counter

	clock clock.Clock
	mu    sync.Mutex
	shown map[string]bool        // object types that have been read, or are shown from the start
	last  map[readKind]time.Time // end of the last complete run
}

// readKind is an object type and the mode in which it is read.
type readKind struct{ object, mode string }

// NewMetrics returns metrics that are all zero. Those of the shown objects are there from the start, those of others once
// they have been read.
func NewMetrics(c clock.Clock, shown ...*hubspot.Object) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), clock: c, shown: map[string]bool{}, last: map[readKind]time.Time{}}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	m.requests = m.counter("hubspot_requests_total", "Calls to HubSpot; status none: no answer.", "op", "status")
	m.latency = m.histogram("hubspot_request_seconds", "Time until HubSpot began to answer.", prometheus.ExponentialBuckets(0.01, 2, 14), "op")
	m.retries = m.counter("hubspot_retries_total", "Calls to HubSpot made again.", "op", "reason")
	m.waited = m.counter("hubspot_budget_wait_seconds_total", "Time calls were held back to stay within HubSpot's limits.", "budget")
	m.limit = m.gauge("hubspot_limit", "Calls that HubSpot says it allows, in a day and in an interval.", "limit")
	m.left = m.gauge("hubspot_limit_left", "Calls that HubSpot says are left, of the day and of the current interval.", "limit")
	m.runs = m.counter("connector_runs_total", "Reads by Sesam; outcome complete, limited, failed (error status) or cut (after the first byte).", "object", "mode", "outcome")
	m.duration = m.histogram("connector_run_seconds", "Duration of reads by Sesam.", prometheus.ExponentialBuckets(0.1, 3, 12), "object", "mode")
	m.entities = m.counter("connector_entities_total", "Entities returned to Sesam.", "object", "kind")
	m.doubts = m.counter("connector_audit_doubts_total", "Reads whose count differs from HubSpot's own by more than concurrent changes explain.", "object")
	m.ahead = m.gauge("connector_since_ahead_seconds", "How far the offset of the last read since an offset lay ahead of HubSpot's clock; 0 is right.", "object")
	m.cursors = m.gauge("connector_cursors", "Most cursors that the last read used at a time.", "object", "mode")
	m.single = m.gauge("connector_single_cursor", "1 if lists are read with one cursor because HubSpot's cursors do not allow more; 0 is fast.", "object")
	m.archive = m.gauge("connector_archive_age_seconds", "Age of what the last read since an offset knew of the archive; 0: it read the archive.", "object")
	m.pushes = m.counter("connector_pushes_total", "Requests by Sesam to write; outcome complete, refused (entities or the request are at fault) or failed (HubSpot is away, or refuses the connector).", "object", "outcome")
	m.written = m.counter("connector_pushed_entities_total", "Entities sent by Sesam, by what has become of them.", "object", "outcome")
	m.pushTime = m.histogram("connector_push_seconds", "Duration of requests by Sesam to write.", prometheus.ExponentialBuckets(0.1, 3, 12), "object")
	m.wait = m.counter("connector_wait_seconds_total", "Time that reads and pushes have waited for their turn.").WithLabelValues()
	m.away = m.counter("connector_turned_away_total", "Reads and pushes answered with 503 because they found no place in time.").WithLabelValues()
	for _, object := range shown {
		m.show(object.Name)
	}
	return m
}

// show begins to show an object type.
func (m *Metrics) show(object string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.shown[object] {
		return
	}
	m.shown[object] = true
	m.registry.MustRegister(m.age(readKind{object, modeFull}), m.age(readKind{object, modeSince}))
	for _, mode := range []string{modeFull, modeSince} {
		for _, outcome := range outcomes {
			m.runs.WithLabelValues(object, mode, outcome)
		}
	}
	m.doubts.WithLabelValues(object)
	m.ahead.WithLabelValues(object)
	m.single.WithLabelValues(object)
}

// counter, gauge and histogram make and register a metric.
func (m *Metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	return registered(m, prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels))
}

func (m *Metrics) gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	return registered(m, prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels))
}

func (m *Metrics) histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return registered(m, prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels))
}

func registered[C prometheus.Collector](m *Metrics, metric C) C {
	m.registry.MustRegister(metric)
	return metric
}

// age is how long ago a complete run ended; NaN before the first.
func (m *Metrics) age(of readKind) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "connector_last_success_age_seconds", Help: "Time since the end of the last complete read; NaN before the first.",
		ConstLabels: prometheus.Labels{"object": of.object, "mode": of.mode},
	}, func() float64 {
		m.mu.Lock()
		defer m.mu.Unlock()
		at, ok := m.last[of]
		if !ok {
			return math.NaN()
		}
		return m.clock.Now().Sub(at).Seconds()
	})
}

// Handler returns the handler of the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Answered implements hubspot.Observer.
func (m *Metrics) Answered(op string, status int, took time.Duration) {
	text := "none"
	if status != 0 {
		text = strconv.Itoa(status)
	}
	m.requests.WithLabelValues(op, text).Inc()
	m.requests.WithLabelValues(op, "429") // shown before the first, which is an increase then
	m.latency.WithLabelValues(op).Observe(took.Seconds())
}

// Retrying implements hubspot.Observer.
func (m *Metrics) Retrying(op, reason string) { m.retries.WithLabelValues(op, reason).Inc() }

// Waited implements hubspot.Observer.
func (m *Metrics) Waited(budget string, d time.Duration) {
	m.waited.WithLabelValues(budget).Add(d.Seconds())
}

// Allowed implements hubspot.Observer.
func (m *Metrics) Allowed(limit string, calls int) {
	m.limit.WithLabelValues(limit).Set(float64(calls))
}

// Left implements hubspot.Observer.
func (m *Metrics) Left(limit string, calls int) { m.left.WithLabelValues(limit).Set(float64(calls)) }

// pushed counts one request by Sesam to write.
func (m *Metrics) pushed(object, outcome string, counts map[push.Status]int, took time.Duration) {
	for _, each := range writeOutcomes {
		m.pushes.WithLabelValues(object, each)
	}
	for _, status := range push.Statuses {
		m.written.WithLabelValues(object, string(status))
	}
	m.pushes.WithLabelValues(object, outcome).Inc()
	m.pushTime.WithLabelValues(object).Observe(took.Seconds())
	for status, n := range counts {
		m.written.WithLabelValues(object, string(status)).Add(float64(n))
	}
}

// ran counts one read by Sesam.
func (m *Metrics) ran(object, mode, outcome string, sum extract.Summary, took time.Duration) {
	m.show(object)
	m.runs.WithLabelValues(object, mode, outcome).Inc()
	m.duration.WithLabelValues(object, mode).Observe(took.Seconds())
	m.entities.WithLabelValues(object, "live").Add(float64(sum.Emitted))
	m.entities.WithLabelValues(object, "tombstone").Add(float64(sum.Tombstones))
	if sum.Doubt != "" {
		m.doubts.WithLabelValues(object).Inc()
	}
	m.cursors.WithLabelValues(object, mode).Set(float64(sum.Cursors))
	single := 0.0
	if sum.OneCursor != "" {
		single = 1
	}
	m.single.WithLabelValues(object).Set(single)
	if mode == modeSince && !sum.Horizon.IsZero() {
		m.ahead.WithLabelValues(object).Set(sum.Ahead.Seconds())
	}
	if sum.Archive != "" {
		m.archive.WithLabelValues(object).Set(sum.ArchiveAge.Seconds())
	}
	if outcome == outcomeComplete {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.last[readKind{object, mode}] = m.clock.Now()
	}
}
