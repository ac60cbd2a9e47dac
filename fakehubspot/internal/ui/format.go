package ui

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// functions are the functions of the page's template.
var functions = template.FuncMap{
	"count":   count,
	"broken":  broken,
	"rfc3339": func(t time.Time) string { return t.Format(time.RFC3339Nano) },
	"second":  func(t time.Time) string { return t.Format(time.DateTime) },
	"day":     func(t time.Time) string { return t.Format(time.DateOnly) },
	"on":      func(page recordsPage, p property) propertyOn { return propertyOn{page, p} },
	"hour":    func(t time.Time) string { return t.Format("15:04:05.000") },
	"instant": func(t time.Time) string { return t.Format("2006-01-02 15:04:05.000") },
	"tone":    tone,
	"mood":    mood,
	"segment": url.PathEscape,
	"size":    size,
	"ms":      milliseconds,
	"short":   short,
}

// mostBroken is the length in bytes of the longest text in which broken looks for places.
const mostBroken = 400

// broken is a text that tells the browser where a long word is best broken: after the signs that divide addresses and names.
// Otherwise it is broken wherever the line ends, such as before the last letter.
func broken(text string) template.HTML {
	if len(text) > mostBroken {
		return template.HTML(template.HTMLEscapeString(text)) //nolint:gosec // it is escaped
	}
	var out strings.Builder
	first := min(1, len(text)) // a sign at the beginning divides nothing
	for text != "" {
		end := strings.IndexAny(text[first:], "@._/") + 1 + first
		if end == first {
			end = len(text)
		}
		first = 0
		out.WriteString(template.HTMLEscapeString(text[:end]))
		if text = text[end:]; text != "" {
			out.WriteString("<wbr>")
		}
	}
	return template.HTML(out.String()) //nolint:gosec // each piece is escaped
}

// milliseconds formats how long something took.
func milliseconds(ms float64) string {
	const shortest = 0.1
	if ms < shortest {
		return "<0.1"
	}
	return strconv.FormatFloat(ms, 'f', 1, 64)
}

// short is the text of a duration without the zeros at its end: 10m instead of 10m0s.
func short(duration fmt.Stringer) string {
	text := duration.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// count formats a number, which must not be negative, with its thousands separated.
func count(number int) string {
	digits := strconv.Itoa(number)
	var text strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			text.WriteRune('\u202f') // a narrow space at which no line ends
		}
		text.WriteRune(digit)
	}
	return text.String()
}

// percent returns how much of a limit is used, at most 100.
func percent(used, limit int) int {
	if limit <= 0 {
		return 0
	}
	return min(100*used/limit, 100)
}

// tone returns the CSS class for a request's outcome.
func tone(status int, aborted bool) string {
	switch {
	case aborted || status >= http.StatusInternalServerError:
		return "bad"
	case status >= http.StatusBadRequest:
		return "poor"
	case status == 0:
		return "open"
	default:
		return "good"
	}
}

// mood returns the outcome of a request in a word or two.
func mood(status int, aborted bool) string {
	switch {
	case aborted && status == 0:
		return "cut"
	case aborted:
		return strconv.Itoa(status) + " cut"
	case status == 0:
		return "…"
	default:
		return strconv.Itoa(status)
	}
}
