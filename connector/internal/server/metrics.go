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
)

// Metrics counts what the connector does, in a registry of its own. It
// implements hubspot.Observer.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec   // calls to HubSpot
	latency  *prometheus.HistogramVec // until HubSpot's answer begins
	retries  *prometheus.CounterVec
	waited   *prometheus.CounterVec
	left     *prometheus.GaugeVec
	runs     *prometheus.CounterVec
	duration *prometheus.HistogramVec
	entities *prometheus.CounterVec
	doubts   prometheus.Counter

	clock clock.Clock
	mu    sync.Mutex
	last  map[string]time.Time // last whole run, by mode
}

// NewMetrics starts counting.
func NewMetrics(c clock.Clock) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: counter("hubspot_requests_total", "Calls to HubSpot; status none: no answer.", "op", "status"),
		latency:  histogram("hubspot_request_seconds", "Time until HubSpot began to answer.", prometheus.ExponentialBuckets(0.01, 2, 14), "op"),
		retries:  counter("hubspot_retries_total", "Calls to HubSpot made again.", "op", "reason"),
		waited:   counter("hubspot_budget_wait_seconds_total", "Time calls were held back to stay within HubSpot's limits.", "budget"),
		left: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "hubspot_limit_left", Help: "Calls HubSpot says are left, of the day and of the running interval.",
		}, []string{"limit"}),
		runs:     counter("connector_runs_total", "Reads by Sesam; outcome complete, limited, failed (error status) or cut (after the first byte).", "mode", "outcome"),
		duration: histogram("connector_run_seconds", "Duration of reads by Sesam.", prometheus.ExponentialBuckets(0.1, 3, 12), "mode"),
		entities: counter("connector_entities_total", "Entities handed on.", "kind"),
		doubts:   prometheus.NewCounter(prometheus.CounterOpts{Name: "connector_audit_doubts_total", Help: "Reads whose count disagrees with HubSpot's own beyond what concurrent change explains."}),
		clock:    c,
		last:     map[string]time.Time{},
	}
	m.registry.MustRegister(m.requests, m.latency, m.retries, m.waited, m.left, m.runs, m.duration, m.entities, m.doubts,
		m.age("full"), m.age("since"), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
}

// age is how long ago a whole run of the mode ended; NaN before the first.
func (m *Metrics) age(mode string) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "connector_last_success_age_seconds", Help: "Time since a read ended whole; NaN before the first.",
		ConstLabels: prometheus.Labels{"mode": mode},
	}, func() float64 {
		m.mu.Lock()
		defer m.mu.Unlock()
		at, ok := m.last[mode]
		if !ok {
			return math.NaN()
		}
		return m.clock.Now().Sub(at).Seconds()
	})
}

// Handler serves the metrics.
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
	m.latency.WithLabelValues(op).Observe(took.Seconds())
}

// Retrying implements hubspot.Observer.
func (m *Metrics) Retrying(op, reason string) { m.retries.WithLabelValues(op, reason).Inc() }

// Waited implements hubspot.Observer.
func (m *Metrics) Waited(budget string, d time.Duration) {
	m.waited.WithLabelValues(budget).Add(d.Seconds())
}

// Left implements hubspot.Observer.
func (m *Metrics) Left(limit string, calls int) { m.left.WithLabelValues(limit).Set(float64(calls)) }

// ran counts one read by Sesam.
func (m *Metrics) ran(mode, outcome string, sum extract.Summary, took time.Duration) {
	m.runs.WithLabelValues(mode, outcome).Inc()
	m.duration.WithLabelValues(mode).Observe(took.Seconds())
	m.entities.WithLabelValues("live").Add(float64(sum.Emitted))
	m.entities.WithLabelValues("tombstone").Add(float64(sum.Tombstones))
	if sum.Doubt != "" {
		m.doubts.Inc()
	}
	if outcome == "complete" {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.last[mode] = m.clock.Now()
	}
}
