package connector

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// The kinds of values that settings have, and how their text is parsed. Each one points to the field it sets. Which
// values and ranges a setting accepts is in settings.go.
type (
	token      struct{ to *Secret }
	password   struct{ to *Secret }
	username   struct{ to *string }
	baseURL    struct{ to *string }
	apiVersion struct{ to *string }
	sinceField struct{ to *string }
	properties struct{ to *[]string }
	port       struct{ to *int }
	logLevel   struct{ to *slog.Level }

	// choice accepts the values in any letter case and stores them as listed.
	choice[T ~string] struct {
		to     *T
		values []T
	}
	duration struct {
		to        *time.Duration
		low, high time.Duration
	}
	size struct {
		to        *int64
		low, high int64
	}
	// number is not set while it is 0.
	number struct {
		to        *float64
		low, high float64
	}
	// count is not set while it is 0.
	count struct {
		to        *int
		low, high int
	}
)

// scheme is how the header begins in which the token is sent.
const scheme = "Bearer "

// longestToken is far more than HubSpot's tokens have, of OAuth too. Every form of the key is looked for in what is logged, and
// that becomes slow.
const longestToken = 2048

// notInTokens are characters of variables and placeholders.
const notInTokens = "$<>{}"

func (v token) set(text string) error {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case len(text) > longestToken:
		return fmt.Errorf("has %d characters, at most %d are allowed; write the token alone", len(text), longestToken)
	case isQuote(first) || isQuote(last):
		return errors.New("begins or ends with a quotation mark; write the token without quotation marks")
	case len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme):
		return errors.New("begins with the word Bearer, which the connector adds itself; write the token alone")
	case strings.Contains(text, " "):
		return errors.New("contains a space, which no token does; write the token alone")
	case strings.ContainsAny(text, notInTokens):
		found := text[strings.IndexAny(text, notInTokens)]
		return fmt.Errorf("contains %c, which no token does; write the token itself, not a name for it", found)
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }):
		return errors.New("contains a character that is not ASCII, which no token does; copy it again from HubSpot")
	}
	*v.to = Secret(text)
	return nil
}

func (v token) text() string { return v.to.Reveal() }

func (v password) set(text string) error {
	*v.to = Secret(text)
	return nil
}

func (v password) text() string { return v.to.Reveal() }

func (v username) set(text string) error {
	if strings.Contains(text, ":") {
		return errors.New("must not contain a colon")
	}
	*v.to = text
	return nil
}

func (v username) text() string { return *v.to }

func (v baseURL) set(text string) error {
	if _, err := apiRoot(text); err != nil {
		return err
	}
	*v.to = text
	return nil
}

func (v baseURL) text() string { return *v.to }

var datedVersion = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])(-beta)?$`)

func (v apiVersion) set(text string) error {
	if text != "v3" && !datedVersion.MatchString(text) {
		return fmt.Errorf("must be v3 or a dated version, of which HubSpot publishes one each March and September, such as 2026-09; got %q", text)
	}
	*v.to = text
	return nil
}

func (v apiVersion) text() string { return *v.to }

// set also accepts hs_lastmodifieddate, the property of every object type but contacts, as another name of theirs.
func (v sinceField) set(text string) error {
	modified := hubspot.Contacts.Modified
	if text != modified && text != "hs_"+modified {
		return fmt.Errorf("must be %s, because any other property would lose updates, got %q", modified, text)
	}
	*v.to = modified
	return nil
}

func (v sinceField) text() string { return *v.to }

func (v properties) set(text string) error {
	names, err := extract.ParseProperties(text)
	if err != nil {
		return err
	}
	*v.to = names
	return nil
}

func (v properties) text() string { return strings.Join(*v.to, ",") }

func (v port) set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("must be a port between 0 and 65535, got %q", text)
	}
	*v.to = n
	return nil
}

func (v port) text() string { return strconv.Itoa(*v.to) }

func (v count) set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < v.low || n > v.high {
		return fmt.Errorf("must be a whole number between %d and %d, got %q", v.low, v.high, text)
	}
	*v.to = n
	return nil
}

func (v count) text() string {
	if *v.to == 0 {
		return ""
	}
	return strconv.Itoa(*v.to)
}

func (v logLevel) set(text string) error {
	var level slog.Level
	// slog has levels in between, such as INFO+3.
	if err := level.UnmarshalText([]byte(text)); err != nil || !strings.EqualFold(text, level.String()) || strings.ContainsAny(text, "+-") {
		return fmt.Errorf("must be debug, info, warn or error, got %q", text)
	}
	*v.to = level
	return nil
}

func (v logLevel) text() string { return v.to.String() }

func (v choice[T]) set(text string) error {
	names := make([]string, len(v.values))
	for i, value := range v.values {
		if strings.EqualFold(text, string(value)) {
			*v.to = value
			return nil
		}
		names[i] = string(value)
	}
	return fmt.Errorf("must be %s, got %q", strings.Join(names, " or "), text)
}

func (v choice[T]) text() string { return string(*v.to) }

func (v duration) set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < v.low || d > v.high {
		return fmt.Errorf("must be a duration between %s and %s, such as 90s or 5m, got %q", written(v.low), written(v.high), text)
	}
	*v.to = d
	return nil
}

func (v duration) text() string { return written(*v.to) }

func (v number) set(text string) error {
	// Written so that NaN is rejected too.
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= v.low && n <= v.high) {
		return fmt.Errorf("must be a number between %s and %s, got %q", decimal(v.low), decimal(v.high), text)
	}
	*v.to = n
	return nil
}

func (v number) text() string {
	if *v.to == 0 {
		return ""
	}
	return decimal(*v.to)
}

// units of a size, the largest first.
var units = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

func (v size) set(text string) error {
	for _, unit := range units {
		digits, found := strings.CutSuffix(text, unit.name)
		n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
		if found && err == nil && n >= 0 && n <= v.high/unit.bytes && n*unit.bytes >= v.low {
			*v.to = n * unit.bytes
			return nil
		}
	}
	return fmt.Errorf("must be a size between %s and %s, such as 64MiB, got %q", inUnits(v.low), inUnits(v.high), text)
}

func (v size) text() string { return inUnits(*v.to) }

// inUnits returns a size in the largest unit of which it is a multiple.
func inUnits(n int64) string {
	for _, unit := range units {
		if n%unit.bytes == 0 {
			return strconv.FormatInt(n/unit.bytes, 10) + unit.name
		}
	}
	return "" // one byte divides everything
}

// written returns a duration as people write it: 24h instead of 24h0m0s.
func written(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// decimal returns a number without an exponent: 1000000 instead of 1e+06.
func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
