package push

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

// kind is what HubSpot makes of the texts that a property takes.
type kind struct {
	caseless bool // HubSpot ignores case

	// written returns a text that is not empty as HubSpot is asked to store it, or why HubSpot would refuse it.
	written func(p *hubspot.Property, text string) (string, error)
	// same reports whether two texts, neither of them empty, are the same value. HubSpot changes texts when it stores them.
	same func(stored, wanted string) bool
}

var (
	plain      = kind{written: anyText, same: func(a, b string) bool { return a == b }}
	address    = kind{written: writtenAddress, same: sameAddress, caseless: true}
	phone      = kind{written: anyText, same: sameDigits}
	number     = kind{written: writtenNumber, same: sameNumber}
	truth      = kind{written: writtenTruth, same: strings.EqualFold}
	day        = kind{written: writtenDay, same: sameDay}
	instant    = kind{written: writtenInstant, same: sameInstant}
	choice     = kind{written: writtenChoice, same: func(a, b string) bool { return a == b }}
	severalOf  = kind{written: writtenChoices, same: sameChoices}
	byTypeName = map[string]kind{
		"number": number, "bool": truth, "date": day, "datetime": instant, "enumeration": choice, "phone_number": phone,
	}
)

// kindOf returns the kind of a property.
func kindOf(p *hubspot.Property) kind {
	known, ok := byTypeName[p.Type]
	switch {
	case p.Multiple():
		return severalOf
	case ok:
		return known
	case p.FieldType == "phonenumber":
		return phone
	case p.HubSpots && (p.Name == "email" || strings.HasSuffix(p.Name, "_email")): // not the subject of an e-mail
		return address
	default:
		return plain
	}
}

// written returns a text as HubSpot is asked to store it as the value of the property; "" clears it.
func written(p *hubspot.Property, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	return kindOf(p).written(p, text)
}

// same reports whether the property would have the same value after wanted has been written. "" is no value.
func same(p *hubspot.Property, stored, wanted string) bool {
	if stored == "" || wanted == "" {
		return stored == wanted
	}
	return stored == wanted || kindOf(p).same(stored, wanted)
}

func anyText(_ *hubspot.Property, text string) (string, error) { return text, nil }

// writtenAddress returns an address without the white space around it, which HubSpot does not store either.
func writtenAddress(_ *hubspot.Property, text string) (string, error) {
	if trimmed := strings.TrimSpace(text); trimmed != "" {
		return trimmed, nil
	}
	return "", errors.New("is an e-mail address of nothing but white space")
}

func sameAddress(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// sameDigits compares phone numbers, which HubSpot writes in a form of its own.
func sameDigits(a, b string) bool {
	digits := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, text)
	}
	return digits(a) == digits(b) && digits(a) != ""
}

func writtenNumber(_ *hubspot.Property, text string) (string, error) {
	if number, err := plainNumber(text); err == nil && isNumber(number) {
		return number, nil
	}
	return "", fmt.Errorf("is no number: %.60q; a number has digits and at most one point, such as 1500.5", text)
}

// shortest returns a decimal number without what does not count: zeros around it, and the sign of nothing.
func shortest(number string) string {
	digits, negative := strings.CutPrefix(number, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative && whole != "0" {
		whole = "-" + whole
	}
	return whole
}

// isNumber reports whether a text is a decimal number.
func isNumber(text string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

func sameNumber(a, b string) bool {
	x, okA := rational(a)
	y, okB := rational(b)
	return okA && okB && x.Cmp(y) == 0
}

// rational returns the number that a text is, which HubSpot may have written with an exponent.
func rational(text string) (*big.Rat, bool) {
	number, err := plainNumber(text)
	if err != nil || !isNumber(number) {
		return nil, false
	}
	return new(big.Rat).SetString(number)
}

func writtenTruth(_ *hubspot.Property, text string) (string, error) {
	if lower := strings.ToLower(text); lower == "true" || lower == "false" {
		return lower, nil
	}
	return "", fmt.Errorf("is neither true nor false: %.60q", text)
}

// dayLayout is the form of a day.
const dayLayout = "2006-01-02"

func writtenDay(_ *hubspot.Property, text string) (string, error) {
	when, err := parseInstant(text)
	if err != nil {
		return "", fmt.Errorf("is no day: %.60q; a day is 2026-03-01, or an instant such as 2026-03-01T00:00:00Z", text)
	}
	if isMilliseconds(text) && when != when.Truncate(24*time.Hour) {
		return "", fmt.Errorf("is no day: %s milliseconds since 1970 are %s, not midnight; a day is 2026-03-01", text, sesam.FormatTime(when))
	}
	return when.Format(dayLayout), nil
}

// isMilliseconds reports whether a text is a number of milliseconds.
func isMilliseconds(text string) bool { return isDigits(strings.TrimPrefix(text, "-")) }

func sameDay(a, b string) bool {
	x, errA := parseInstant(a)
	y, errB := parseInstant(b)
	return errA == nil && errB == nil && x.Format(dayLayout) == y.Format(dayLayout)
}

func writtenInstant(_ *hubspot.Property, text string) (string, error) {
	when, err := parseInstant(text)
	if err != nil {
		return "", fmt.Errorf("is no instant: %.60q; an instant is 2026-03-01T12:00:00Z, or milliseconds since 1970", text)
	}
	return sesam.FormatTime(when), nil
}

func sameInstant(a, b string) bool {
	x, errA := parseInstant(a)
	y, errB := parseInstant(b)
	return errA == nil && errB == nil && x.Equal(y)
}

// parseInstant reads an instant or a day, to the millisecond. Milliseconds before 1970 are negative.
func parseInstant(text string) (time.Time, error) {
	if when, err := time.Parse(dayLayout, text); err == nil {
		return when, nil
	}
	if before, negative := strings.CutPrefix(text, "-"); negative && isDigits(before) {
		ms, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return time.Time{}, err
		}
		text = time.UnixMilli(ms).UTC().Format(time.RFC3339Nano) // of a year before 0 it is no time
	}
	return sesam.ParseTime(text)
}

func writtenChoice(p *hubspot.Property, text string) (string, error) {
	if len(p.Options) == 0 || slices.Contains(p.Options, text) {
		return text, nil
	}
	nearest, _ := spelling.Nearest(text, p.Options)
	return "", fmt.Errorf("has no option %.60q; the nearest of its %d options is %.60q", text, len(p.Options), nearest)
}

// writtenChoices checks every one of several options. A separator in front means that they are added to those there.
func writtenChoices(p *hubspot.Property, text string) (string, error) {
	for option := range strings.SplitSeq(strings.TrimPrefix(text, separator), separator) {
		if option == "" {
			return "", errors.New("has an empty option between semicolons")
		}
		if _, err := writtenChoice(p, option); err != nil {
			return "", err
		}
	}
	return text, nil
}

func sameChoices(stored, wanted string) bool {
	have, want := setOf(stored), setOf(wanted)
	if strings.HasPrefix(wanted, separator) {
		maps.Copy(want, have)
	}
	return maps.Equal(have, want)
}

// setOf returns the options in a list of them.
func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for option := range strings.SplitSeq(list, separator) {
		if option != "" {
			set[option] = true
		}
	}
	return set
}
