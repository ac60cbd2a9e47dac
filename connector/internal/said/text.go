// Package said holds texts that may be shown in errors and logs: constant words of the connector, numbers, and what
// somebody else wrote once it has passed through a Mask. The compiler keeps any other text out.
package said

import (
	"strconv"
	"strings"
	"time"
)

// Text is a text that may be shown. The zero value is empty.
type Text struct{ shown string }

// words are constant: no other string of another package becomes one by itself.
type words string

// Words returns constant words, in which each %s is replaced by the next part.
func Words(constant words, parts ...Text) Text {
	var b strings.Builder
	for i, piece := range strings.Split(string(constant), "%s") {
		if i > 0 && i <= len(parts) {
			b.WriteString(parts[i-1].shown)
		}
		b.WriteString(piece)
	}
	return Text{b.String()}
}

// Number returns a number as text.
func Number(n int) Text { return Text{strconv.Itoa(n)} }

// Bytes returns a size in MiB, or in bytes if it is smaller than that.
func Bytes(n int) Text {
	if n < 1<<20 {
		return Text{strconv.Itoa(n) + " bytes"}
	}
	return Text{strconv.FormatFloat(float64(n)/(1<<20), 'f', -1, 64) + " MiB"}
}

// Duration returns a duration in whole seconds, or more precisely if it is shorter than that: 1h, 1h30m, 3m5s.
func Duration(d time.Duration) Text {
	if d >= time.Second {
		d = d.Round(time.Second)
	}
	shown := d.String()
	if strings.HasSuffix(shown, "m0s") {
		shown = strings.TrimSuffix(shown, "0s")
	}
	if strings.HasSuffix(shown, "h0m") {
		shown = strings.TrimSuffix(shown, "0m")
	}
	return Text{shown}
}

// Instant returns a time to the second, in UTC.
func Instant(t time.Time) Text { return Text{t.UTC().Format(time.RFC3339)} }

// List returns the texts separated by commas.
func List(texts []Text) Text {
	shown := make([]string, len(texts))
	for i, text := range texts {
		shown[i] = text.shown
	}
	return Text{strings.Join(shown, ", ")}
}

// String returns the text.
func (t Text) String() string { return t.shown }
