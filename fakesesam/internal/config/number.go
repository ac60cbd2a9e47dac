package config

import (
	"math"
	"strconv"
	"time"
)

// limit is the least and the largest value of a number.
type limit struct{ least, most float64 }

// century is the longest duration, in seconds: a time.Duration cannot be much longer.
const century = 100 * 365 * 24 * 60 * 60

// limits are the limits of every number of a configuration, by the name of its property. They keep a value from exhausting the
// memory or overflowing, and exceed everything that makes sense.
var limits = map[string]limit{
	"batch_size":          {1, 100_000},
	"checkpoint_interval": {1, 1_000_000},
	"page_size":           {1, 10_000_000},

	"max_entity_bytes_size":            {1, 1 << 40},
	"circuit_breaker_threshold_count":  {1, math.MaxInt32},
	"circuit_breaker_threshold_factor": {0, 1_000_000},

	"schedule_interval":        {0, century},
	"notification_granularity": {0, neverNotify},
	"rescan_run_count":         {1, math.MaxInt32},
	"partial_rescan_run_count": {1, math.MaxInt32},
	"partial_rescan_delta":     {1, century},

	"max_read_retries":                  {0, math.MaxInt32},
	"read_retry_delay":                  {0, century},
	"write_retry_delay":                 {0, century},
	"max_retries_per_entity":            {0, math.MaxInt32},
	"max_consecutive_write_errors":      {1, math.MaxInt32},
	"max_write_errors_in_retry_dataset": {0, math.MaxInt32},
	"batch_retries":                     {0, math.MaxInt32},
	"max_seconds_per_entity":            {0, century},

	"connect_timeout": {0, century},
	"read_timeout":    {0, century},
	"worker_threads":  {1, 10_000},
	"port":            {1, 65_535},
	"smtp_port":       {1, 65_535},
	"memory":          {1, 1 << 30},
}

// anyNumber is the limit of the numbers of what does not run here.
var anyNumber = limit{-1 << 53, 1 << 53}

// limitOf returns the limit of a property.
func limitOf(name string) limit {
	of, ok := limits[name]
	if !ok {
		return anyNumber
	}
	return of
}

// integer reads an integer; a fallback below the least value means "not set".
func (o *object) integer(name string, fallback int) int {
	of := limitOf(name)
	var shown any
	if float64(fallback) >= of.least {
		shown = fallback
	}
	value, ok := o.defaulted(name, shown)
	if !ok {
		return fallback
	}
	parsed, ok := finite(value)
	if !ok || parsed != math.Trunc(parsed) || !of.allows(parsed) {
		o.reject(o.at(name), "must be an integer %s, got %s", of.words(parsed), described(value))
		return fallback
	}
	return int(parsed)
}

// seconds reads a number of seconds, which may have a fraction.
func (o *object) seconds(name string, fallback time.Duration) time.Duration {
	parsed := o.number(name, fallback.Seconds(), "a number of seconds")
	return time.Duration(parsed * float64(time.Second))
}

// fraction reads a number that may have a fraction; 0 if it is not set.
func (o *object) fraction(name string) float64 {
	if !o.given(name) {
		o.optional(name)
		return 0
	}
	return o.number(name, 0, "a number")
}

func (o *object) number(name string, fallback float64, noun string) float64 {
	of := limitOf(name)
	value, ok := o.defaulted(name, fallback)
	if !ok {
		return fallback
	}
	parsed, ok := finite(value)
	if !ok || !of.allows(parsed) {
		o.reject(o.at(name), "must be %s %s, got %s", noun, of.words(parsed), described(value))
		return fallback
	}
	return parsed
}

// finite returns the number that a value is; ok is false if it is none, or none that is finite.
func finite(value any) (number float64, ok bool) {
	digits, isNumber := numberOf(value)
	number, err := strconv.ParseFloat(digits, 64)
	return number, isNumber && err == nil && !math.IsInf(number, 0) && !math.IsNaN(number)
}

// allows reports whether a number is within the limit.
func (l limit) allows(number float64) bool { return l.least <= number && number <= l.most }

// words returns the limit that a number exceeds, for errors.
func (l limit) words(number float64) string {
	if number > l.most {
		return "of at most " + strconv.FormatFloat(l.most, 'f', -1, 64)
	}
	return "of at least " + strconv.FormatFloat(l.least, 'f', -1, 64)
}
