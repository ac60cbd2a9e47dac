package sesam

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// timeLayout has a fixed width, because a node compares offsets byte by byte: "…39.6Z" would sort before "…39Z".
const timeLayout = "2006-01-02T15:04:05.000Z"

// SinceForms names what ParseSince accepts, for error messages.
const SinceForms = `2022-04-14T07:45:39.582Z, 2022-04-14T07:45:39Z, with an offset such as +02:00, either in double quotes, or milliseconds since 1970 such as 1649922339582`

// The first and the last instant the fixed width can hold.
var (
	earliest = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 23, 59, 59, int(999*time.Millisecond), time.UTC)
)

// FormatTime returns the fixed-width form of t, in UTC, truncated to milliseconds.
func FormatTime(t time.Time) string { return t.UTC().Format(timeLayout) }

// AppendTime appends FormatTime(t) to dst. Every entity needs one, and package time is quick at RFC 3339 only.
func AppendTime(dst []byte, t time.Time) []byte {
	t = t.UTC()
	dst = t.AppendFormat(dst, time.RFC3339)
	ms := t.Nanosecond() / int(time.Millisecond)
	return append(dst[:len(dst)-len("Z")], '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), 'Z')
}

// ParseSince parses the since parameter in every form that a node or a person may send (see SinceForms) and truncates it
// to milliseconds, the precision of HubSpot's comparisons. Truncating can only deliver more, never less.
func ParseSince(text string) (time.Time, error) {
	value := text
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		value = value[1 : len(value)-1]
	}
	t, err := ParseTime(value)
	if err != nil {
		return time.Time{}, fmt.Errorf("since %s is not a time; accepted: %s", quoteShort(text), SinceForms)
	}
	return t, nil
}

// ParseTime parses an RFC 3339 time or milliseconds since 1970 and truncates it to milliseconds, in UTC. HubSpot writes
// dates in both forms.
func ParseTime(value string) (time.Time, error) {
	t, err := parse(value)
	if err != nil {
		return time.Time{}, err
	}
	t = t.UTC().Truncate(time.Millisecond)
	if t.Before(earliest) || t.After(latest) {
		return time.Time{}, fmt.Errorf("%s is outside the years 0 to 9999", quoteShort(value))
	}
	return t, nil
}

func parse(value string) (time.Time, error) {
	if isDigits(value) {
		ms, err := strconv.ParseInt(value, 10, 64)
		return time.UnixMilli(ms), err
	}
	// A plus sign that is not encoded arrives in a query as a space.
	if n := len(value); n > 6 && value[n-6] == ' ' && value[n-3] == ':' && strings.Contains(value, "T") {
		value = value[:n-6] + "+" + value[n-5:]
	}
	return time.Parse(time.RFC3339Nano, value)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// quoteShort quotes the beginning of s for a message, so that no caller can fill the log.
func quoteShort(s string) string {
	const most = 64
	if len(s) > most {
		return strconv.Quote(s[:most]) + "…"
	}
	return strconv.Quote(s)
}
