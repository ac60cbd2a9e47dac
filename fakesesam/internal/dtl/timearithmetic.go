package dtl

import (
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

func timeArithmetic() []function {
	return []function{
		{
			Name: "datetime-plus", Arguments: "PART, NUMBER, VALUES", least: 3, most: 3, expression: compilePlus,
			Summary: "datetimes moved by a number of years, months, weeks, days, hours, minutes, seconds, milli-, micro- or nanoseconds (PART in the singular); a month that is too short ends the day earlier",
		},
		{
			Name: "datetime-diff", Arguments: "PART, VALUE1, VALUE2", least: 3, most: 3, expression: compileDiff,
			Summary: "the whole number of years, months and so on from VALUE2 to VALUE1, negative if VALUE2 is later",
		},
	}
}

// durations are the parts with a fixed length; year and month follow the calendar.
var durations = map[string]time.Duration{
	"week": 7 * 24 * time.Hour, "day": 24 * time.Hour, "hour": time.Hour, "minute": time.Minute, "second": time.Second,
	"millisecond": time.Millisecond, "microsecond": time.Microsecond, "nanosecond": time.Nanosecond,
}

// months are the parts that follow the calendar.
var months = map[string]int{"year": 12, "month": 1}

// part reads the constant name of a part.
func (c *compiler) part(at string, value any) string {
	part, _ := c.constant(at, value, "the part")
	known := append(slices.Sorted(maps.Keys(durations)), "month", "year")
	if !slices.Contains(known, part) {
		c.reject(at, "must be %s%s", spelling.Choices(known), spelling.Hint(part, known))
	}
	return part
}

func compilePlus(c *compiler, at string, args []any) expression {
	part := c.part(argument(at, 0), args[0])
	amount, values := c.expression(argument(at, 1), args[1]), c.expression(argument(at, 2), args[2])
	return func(s *scope) any {
		n, ok := intOf(amount(s))
		if !ok {
			return nil
		}
		return s.each(values(s), func(value any) (any, bool) {
			t, ok := datetimeOf(value)
			if !ok {
				return nil, false
			}
			moved, ok := moved(t, n, part)
			return datetime(moved), ok && inCalendar(moved)
		})
	}
}

// moved moves a time by a number of parts; ok is false if that leads out of the calendar.
func moved(t time.Time, n int, part string) (_ time.Time, ok bool) {
	const mostMonths = 120_000 // more than there are in the calendar
	if perPart, calendar := months[part]; calendar {
		if n < -mostMonths || n > mostMonths {
			return t, false
		}
		return plusMonths(t, n*perPart), true
	}
	nanoseconds := new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(int64(durations[part])))
	seconds, rest := nanoseconds.DivMod(nanoseconds, big.NewInt(int64(time.Second)), new(big.Int))
	const mostSeconds = 400_000_000_000 // more than there are in the calendar
	if !seconds.IsInt64() || abs(seconds.Int64()) > mostSeconds {
		return t, false
	}
	return time.Unix(t.Unix()+seconds.Int64(), int64(t.Nanosecond())+rest.Int64()).UTC(), true
}

// plusMonths moves a time by months. In a month that has no such day, it is the last one.
func plusMonths(t time.Time, n int) time.Time {
	target := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	lastDay := target.AddDate(0, 1, -1).Day()
	return target.AddDate(0, 0, min(t.Day(), lastDay)-1)
}

func compileDiff(c *compiler, at string, args []any) expression {
	part := c.part(argument(at, 0), args[0])
	first, second := c.expression(argument(at, 1), args[1]), c.expression(argument(at, 2), args[2])
	return func(s *scope) any {
		a, okA := datetimeOf(firstOf(first(s)))
		b, okB := datetimeOf(firstOf(second(s)))
		if !okA || !okB {
			return nil
		}
		if perPart, calendar := months[part]; calendar {
			return integer(monthsBetween(a, b) / perPart)
		}
		nanoseconds := big.NewInt(a.Unix() - b.Unix())
		nanoseconds.Mul(nanoseconds, big.NewInt(int64(time.Second))).Add(nanoseconds, big.NewInt(int64(a.Nanosecond()-b.Nanosecond())))
		nanoseconds.Quo(nanoseconds, big.NewInt(int64(durations[part])))
		return s.number(numeric{new(big.Rat).SetInt(nanoseconds), integerKind})
	}
}

// monthsBetween returns the whole months from b to a.
func monthsBetween(a, b time.Time) int {
	if a.Before(b) {
		return -monthsBetween(b, a)
	}
	n := 12*(a.Year()-b.Year()) + int(a.Month()) - int(b.Month())
	if plusMonths(b, n).After(a) {
		n--
	}
	return n
}
