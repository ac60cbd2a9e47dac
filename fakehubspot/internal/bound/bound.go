// Package bound says within which bounds the settings of a fake must be: what a test can set, it can set wrong, and a
// number that is merely absurd must not fill the memory or overflow a sum.
package bound

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Most is the largest number of times that something is counted to, and of bytes by which an answer can be off.
const Most = 1_000_000_000

// Longest is the longest time for which an answer can be delayed or a client be told to wait.
const Longest = 720 * time.Hour

// Int reports a number that is not between two others.
func Int(what string, got, least, most int) error {
	if got < least || got > most {
		return fmt.Errorf("%s must be between %s and %s, got %d", what, figure(least), figure(most), got)
	}
	return nil
}

// Duration reports a duration that is negative or longer than Longest.
func Duration(what string, got time.Duration) error {
	if got < 0 || got > Longest {
		return fmt.Errorf("%s must be between 0s and %.0fh, got %v", what, Longest.Hours(), got)
	}
	return nil
}

// maxName is the longest name in characters.
const maxName = 100

// Name reports a name that could not be part of a URL. An empty one is none and passes.
func Name(what, got string) error {
	switch {
	case !utf8.ValidString(got):
		return fmt.Errorf("%s must be UTF-8", what)
	case len([]rune(got)) > maxName:
		return fmt.Errorf("%s must have at most %d characters, got %d", what, maxName, len([]rune(got)))
	case strings.ContainsAny(got, "/?#"):
		return fmt.Errorf("%s %q must not contain / ? or #: it is part of a URL", what, got)
	case got == ".", got == "..":
		return fmt.Errorf("%s %q must not be . or ..: it is part of a URL", what, got)
	case strings.ContainsFunc(got, unicode.IsControl):
		return fmt.Errorf("%s %q must not contain control characters: it is part of a URL", what, got)
	}
	return nil
}

// Text reports a text that is too long, or that JSON cannot hold. It does not repeat the text, which may be a secret.
func Text(what, got string, most int) error {
	switch {
	case len(got) > most:
		return fmt.Errorf("%s must have at most %s bytes, got %s", what, figure(most), figure(len(got)))
	case !utf8.ValidString(got):
		return fmt.Errorf("%s must be UTF-8", what)
	}
	return nil
}

// figure writes a number with its thousands separated.
func figure(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
