package ui

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// functions are the functions of the templates.
var functions = template.FuncMap{
	"rfc3339":  func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) },
	"clip":     labelText,
	"clock":    clockText,
	"count":    countText,
	"duration": durationText,
	"segment":  url.PathEscape,
	"chip":     chipOf,
	"health":   chipOfSystem,
	"parts":    timeParts,
	"breaks":   breaks,
	"span":     spanText,
	"add":      func(a, b int) int { return a + b },
	"on":       func(page, it any) map[string]any { return map[string]any{"Page": page, "It": it} },
}

func clockText(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

// countText formats a number with its thousands separated.
func countText(n any) string {
	var text string
	switch n := n.(type) {
	case int:
		text = strconv.Itoa(n)
	case int64:
		text = strconv.FormatInt(n, 10)
	}
	var out []byte
	for i, digit := range []byte(text) {
		if i > 0 && (len(text)-i)%3 == 0 {
			out = append(out, "\u202f"...)
		}
		out = append(out, digit)
	}
	return string(out)
}

// durationText tells how long something took. Its parts are not torn apart at the end of a line.
func durationText(d time.Duration) string {
	switch { // by what it is once it has been rounded: 59.999 s are a minute
	case d <= 0:
		return "0\u00a0s"
	case d < 50*time.Microsecond:
		return "under 0.1\u00a0ms"
	case d.Round(100*time.Microsecond) < time.Second:
		return rounded(d, time.Millisecond, 1) + "\u00a0ms"
	case d.Round(10*time.Millisecond) < time.Minute:
		return rounded(d, time.Second, 2) + "\u00a0s"
	case d.Round(time.Second) < time.Hour:
		return twoUnits(d, time.Minute, "min", time.Second, "s")
	default:
		return twoUnits(d, time.Hour, "h", time.Minute, "min")
	}
}

// rounded is a duration in a unit, with so many decimals at most.
func rounded(d, unit time.Duration, decimals int) string {
	text := strconv.FormatFloat(float64(d)/float64(unit), 'f', decimals, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

func twoUnits(d, large time.Duration, name string, small time.Duration, smaller string) string {
	d = d.Round(small)
	out := fmt.Sprintf("%d\u00a0%s", d/large, name)
	if rest := d % large / small; rest > 0 {
		out += fmt.Sprintf("\u00a0%d\u00a0%s", rest, smaller)
	}
	return out
}

// chipOf is the class of the chip that shows the state of a pipe.
func chipOf(state string) string {
	switch state {
	case "Ok":
		return "good"
	case "Running":
		return "busy"
	case "Failed", "Invalid":
		return "bad"
	default:
		return "none"
	}
}

// chipOfSystem is the class of the chip that shows the state of a system.
func chipOfSystem(state system.State) string {
	switch state {
	case system.Answering:
		return "good"
	case system.Refusing:
		return "poor"
	case system.Silent:
		return "bad"
	default:
		return "none"
	}
}

// spanText tells how long something takes, to the second once it takes some.
func spanText(d time.Duration) string {
	if d >= 10*time.Second {
		d = d.Round(time.Second)
	}
	return durationText(d)
}
