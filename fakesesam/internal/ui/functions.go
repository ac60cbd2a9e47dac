package ui

import (
	"html/template"
	"strconv"
	"time"
)

// functions are the functions of the templates.
var functions = template.FuncMap{
	"rfc3339":  func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) },
	"clock":    clockText,
	"count":    countText,
	"duration": durationText,
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
