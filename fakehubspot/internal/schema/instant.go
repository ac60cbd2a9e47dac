package schema

import (
	"fmt"
	"strconv"
	"time"
)

// The first and the last instant that can be written with a year of four digits, in milliseconds since 1970.
const (
	minInstant = -62_167_219_200_000
	maxInstant = 253_402_300_799_999
)

// ParseInstant reads an instant of the years 0 to 9999: milliseconds since 1970, or ISO 8601 with a time. Below the
// millisecond is dropped.
func ParseInstant(value string) (time.Time, error) {
	ms, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		at, err := time.Parse(time.RFC3339Nano, value)
		if err != nil {
			return time.Time{}, fmt.Errorf("%q is neither milliseconds since 1970 nor an ISO 8601 instant", value)
		}
		ms = at.UnixMilli()
	}
	if ms < minInstant || ms > maxInstant {
		return time.Time{}, fmt.Errorf("%q is not in the years 0 to 9999", value)
	}
	return time.UnixMilli(ms).UTC(), nil
}

// ParseDay reads a day: 2006-01-02, or an instant that is midnight UTC.
func ParseDay(value string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return day, nil
	}
	at, err := ParseInstant(value)
	if err != nil || !midnight(at) {
		return time.Time{}, fmt.Errorf("%q is neither a day such as 2006-01-02 nor midnight UTC in milliseconds", value)
	}
	return at, nil
}

func midnight(at time.Time) bool { return at.Equal(at.Truncate(24 * time.Hour)) }

// notDay says why a value is no day: it is an instant within one, or nothing of the kind.
func notDay(value string) *InvalidValue {
	if at, err := ParseInstant(value); err == nil {
		return &InvalidValue{Value: value, Reason: NotMidnight, At: at}
	}
	return &InvalidValue{Value: value, Reason: NotDay}
}
