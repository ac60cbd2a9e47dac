package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/adhocore/gronx"
)

// Cron is a valid cron expression: 5 or 6 fields (minute, hour, day of month, month, day of week, optional year), in
// UTC. Special characters are * , - / ? and L; names of months and days are allowed. Sunday is 0 or 7, as in cron: it is
// not documented how a real node numbers days.
type Cron struct {
	expression string
	// fields is the expression for the library: with seconds first and the year last.
	fields string
}

var (
	cronFields  = []string{"minute", "hour", "day of month", "month", "day of week", "year"}
	cronAllowed = regexp.MustCompile(`^[0-9A-Za-z*,/?-]+$`)
	// cronLetters match what the library would take for a number in a field that does not have it: a FRI in the minutes.
	cronLetters = []*regexp.Regexp{
		regexp.MustCompile(`[A-Za-z]`),
		regexp.MustCompile(`[A-Za-z]`),
		regexp.MustCompile(`[A-KM-Za-km-z]`),
		regexp.MustCompile(`(?i)MON|TUE|WED|THU|FRI|SAT|SUN|\bL\b`),
		regexp.MustCompile(`(?i)JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC`),
		regexp.MustCompile(`[A-Za-z]`),
	}
	// untilSunday matches a range of days that ends with Sunday, the first day for the library and the last one here. A range
	// of Sunday alone is not one.
	untilSunday = regexp.MustCompile(`(?i)((?:MON|TUE|WED|THU|FRI|SAT|[1-6])-)(?:SUN|0)\b`)
	// lastDayOfWeek matches L on its own, the last day of the week: Saturday. L after a day is the last such day of the month.
	lastDayOfWeek = regexp.MustCompile(`(?i)^(.*,)?L(,.*)?$`)
)

// ParseCron parses an expression. The error says which field is invalid, and what would be right.
func ParseCron(expression string) (*Cron, error) {
	fields := strings.Fields(expression)
	if len(fields) != 5 && len(fields) != 6 {
		return nil, fmt.Errorf("%q must have 5 fields (minute, hour, day of month, month, day of week) and optionally a 6th (year), "+
			"for example \"0 0 * * ?\"; got %d", expression, len(fields))
	}
	if len(fields) == 5 {
		fields = append(fields, "*")
	}
	written := slices.Clone(fields)
	for i, field := range fields {
		if err := checkCronField(i, field); err != nil {
			return nil, fmt.Errorf("%q: the %s %q %w", expression, cronFields[i], field, err)
		}
	}
	fields[dayOfWeek] = untilSunday.ReplaceAllString(fields[dayOfWeek], "${1}7")
	if lastDayOfWeek.MatchString(fields[4]) {
		fields[4] = lastDayOfWeek.ReplaceAllString(fields[4], "${1}6${2}")
	}
	cron := &Cron{expression: expression, fields: "0 " + strings.Join(fields, " ")}
	for i, field := range fields {
		alone := []string{"*", "*", "*", "*", "*", "*"}
		alone[i] = field
		if !gronx.IsValid("0 " + strings.Join(alone, " ")) {
			return nil, fmt.Errorf("%q: the %s %q is invalid; use a number in range, a list (1,2), a range (1-5), a step (*/5) or *",
				expression, cronFields[i], written[i])
		}
	}
	return cron, nil
}

type cronFault string

func (e cronFault) Error() string { return string(e) }

// Positions of the fields that differ from the others.
const (
	dayOfMonth = 2
	dayOfWeek  = 4
	year       = 5
)

func checkCronField(i int, field string) error {
	switch {
	case strings.Contains(field, "#"), i == dayOfMonth && strings.ContainsAny(field, "Ww"):
		return cronFault("contains W or #, which a node does not support; use * , - / ? or L")
	case !cronAllowed.MatchString(field):
		return cronFault("contains an invalid character; use * , - / ? L, digits and letters")
	case strings.Contains(field, "?") && (field != "?" || (i != dayOfMonth && i != dayOfWeek)):
		return cronFault("contains ?, which must stand alone and is allowed only for the day of month and the day of week")
	case i == year && !isYears(field):
		return cronFault("is invalid; use years from 1970 to 2099, a list (2027,2028), a range (2027-2030) or *")
	case cronLetters[i].MatchString(field):
		return cronFault("contains a name or letter that it cannot have; names are JAN to DEC for the month and MON to SUN for the " +
			"day of the week, and L is for the day of the month or of the week")
	}
	return nil
}

// isYears reports whether a field is *, or a list of years and of ranges of years, each from 1970 to 2099. A step may follow.
func isYears(field string) bool {
	for part := range strings.SplitSeq(field, ",") {
		span, _, _ := strings.Cut(part, "/")
		if span == "*" {
			continue
		}
		for bound := range strings.SplitSeq(span, "-") {
			n, err := strconv.Atoi(bound)
			if err != nil || n < 1970 || n > 2099 {
				return false
			}
		}
	}
	return true
}

// String returns the expression as it was written.
func (c *Cron) String() string { return c.expression }

// Next returns the first time strictly after the given one, in UTC; the zero time if there is none (a day that does not
// exist, a year in the past).
func (c *Cron) Next(after time.Time) time.Time {
	next, err := gronx.NextTickAfter(c.fields, after.UTC(), false)
	if err != nil || !next.After(after) {
		return time.Time{}
	}
	return next
}
