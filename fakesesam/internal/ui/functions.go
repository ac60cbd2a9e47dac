package ui

import (
	"html/template"
	"net/url"
	"strconv"
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

func durationText(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond / 10).String()
	}
	return d.Round(10 * time.Millisecond).String()
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
	if d < 10*time.Second {
		return durationText(d)
	}
	return d.Round(time.Second).String()
}
