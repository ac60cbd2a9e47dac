// Evaluate answers PromQL queries over recorded series with Prometheus's own engine, for the picture of the dashboard. It reads
// JSON from standard input and writes JSON to standard output.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/promqltest"
)

// question has one value for each step of each series, and "_" where there is none.
type question struct {
	Step    string
	Steps   int
	Series  map[string][]string
	Queries []string
}

// line is a series of an answer; values are null where there is none.
type line struct {
	Labels map[string]string `json:"labels"`
	Values map[int]float64   `json:"values"` // by step
}

func main() {
	if err := evaluate(); err != nil {
		fmt.Fprintln(os.Stderr, "evaluate:", err)
		os.Exit(1)
	}
}

func evaluate() error {
	var q question
	if err := json.NewDecoder(os.Stdin).Decode(&q); err != nil {
		return err
	}
	step, err := time.ParseDuration(q.Step)
	if err != nil {
		return err
	}
	load := "load " + q.Step + "\n"
	for name, values := range q.Series {
		load += "  " + name + " " + strings.Join(values, " ") + "\n"
	}
	loader, err := promqltest.NewLazyLoader(load, promqltest.LazyLoaderOpts{EnableAtModifier: true, EnableNegativeOffset: true})
	if err != nil {
		return err
	}
	defer func() { _ = loader.Close() }()
	start := time.Unix(0, 0).UTC()
	end := start.Add(time.Duration(q.Steps-1) * step)
	loader.WithSamplesTill(end, func(failed error) { err = failed })
	if err != nil {
		return err
	}
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 10_000_000, Timeout: time.Minute})
	defer func() { _ = engine.Close() }()
	answers := make([][]line, len(q.Queries))
	for i, text := range q.Queries {
		query, err := engine.NewRangeQuery(context.Background(), loader.Queryable(), nil, text, start, end, step)
		if err != nil {
			return err
		}
		matrix, err := query.Exec(context.Background()).Matrix()
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		answers[i] = linesOf(matrix, step)
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func linesOf(matrix promql.Matrix, step time.Duration) []line {
	lines := []line{}
	for _, series := range matrix {
		l := line{series.Metric.Map(), map[int]float64{}}
		for _, point := range series.Floats {
			if point.F == point.F { // JSON has no NaN
				l.Values[int(time.Duration(point.T)*time.Millisecond/step)] = point.F
			}
		}
		lines = append(lines, l)
	}
	return lines
}
