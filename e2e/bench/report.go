package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Report prints a table row and writes a JSON line for each result.
type Report struct {
	table  io.Writer
	lines  *json.Encoder
	headed bool
}

// NewReport prints the table to one writer and the JSON lines to another.
func NewReport(table, lines io.Writer) *Report {
	r := &Report{table: table, lines: json.NewEncoder(lines)}
	r.lines.SetEscapeHTML(false) // keeps ">= 0.6" readable
	return r
}

// Begin says where the results come from.
func (r *Report) Begin(origin Origin) error { return r.lines.Encode(origin) }

const row = "%-34s %12s  %-20s %-10s %s\n"

// Add reports one result.
func (r *Report) Add(result Result) error {
	if !r.headed {
		r.headed = true
		if _, err := fmt.Fprintf(r.table, row, "measurement", "value", "unit", "budget", "holds"); err != nil {
			return err
		}
	}
	verdict := verdict(result)
	if result.Note != "" {
		verdict += "  (" + result.Note + ")"
	}
	if _, err := fmt.Fprintf(r.table, row, result.Name, figure(result.Value), result.Unit, result.Budget, verdict); err != nil {
		return err
	}
	return r.lines.Encode(result.line())
}

func verdict(r Result) string {
	switch {
	case r.broken():
		return "NO"
	case r.judged():
		return "yes"
	case r.Budget != nil && r.Quick:
		return "quick: not judged"
	default:
		return "-"
	}
}

// figure formats a value with about three significant digits.
func figure(value float64) string {
	switch size := math.Abs(value); {
	case math.IsNaN(value):
		return "-"
	case size >= 100 || value == math.Trunc(value):
		return strconv.FormatFloat(value, 'f', 0, 64)
	case size >= 10:
		return strconv.FormatFloat(value, 'f', 1, 64)
	default:
		return strconv.FormatFloat(value, 'f', 3, 64)
	}
}
