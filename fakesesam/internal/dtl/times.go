package dtl

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/itchyny/timefmt-go"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// datetimeFormat is a datetime in UTC with as many fractional digits as it has.
const datetimeFormat = "2006-01-02T15:04:05.999999999Z"

func datetime(t time.Time) string { return "~t" + t.UTC().Format(datetimeFormat) }

// datetimeOf reads a "~t…" string.
func datetimeOf(value any) (time.Time, bool) {
	text, ok := typed(value, 't')
	if !ok {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	return t, err == nil
}

// toDatetime converts a datetime, ISO text, or nanoseconds since 1970.
func toDatetime(value any) (any, bool) {
	if t, ok := datetimeOf(value); ok {
		return datetime(t), true
	}
	if text, ok := textOf(value); ok {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02"} {
			if t, err := time.Parse(layout, text); err == nil {
				return datetime(t), true
			}
		}
		return nil, false
	}
	if _, isNumber := value.(json.Number); !isNumber {
		return nil, false
	}
	nanoseconds, ok := numberOf(value)
	if !ok || !nanoseconds.IsInt() {
		return nil, false
	}
	seconds, rest := new(big.Int).DivMod(nanoseconds.Num(), big.NewInt(1e9), new(big.Int))
	t := time.Unix(seconds.Int64(), rest.Int64()).UTC()
	return datetime(t), seconds.IsInt64() && inCalendar(t)
}

// inCalendar reports whether the year of a time has at most four digits.
func inCalendar(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

func timeFunctions() []function {
	return []function{
		{
			Name: "now", Summary: "the current time as a datetime", expression: func(c *compiler, _ string, _ []any) expression {
				now := c.opts.Now
				if now == nil {
					now = time.Now
				}
				return func(*scope) any { return datetime(now()) }
			},
		},
		conversion("datetime", "ISO 8601 strings, and nanoseconds since 1970, as datetimes", toDatetime),
		{
			Name: "datetime-parse", Arguments: "TIMEZONE?, FORMAT, VALUES", least: 2, most: 3, expression: compileParse,
			Summary: "strings as datetimes; FORMAT has tokens such as `%Y %m %d %H %M %S`, TIMEZONE is UTC by default",
		},
		{
			Name: "datetime-format", Arguments: "TIMEZONE?, FORMAT, VALUES", least: 2, most: 3, expression: compileFormat,
			Summary: "datetimes as strings",
		},
		{
			Name: "datetime-plus", Arguments: "PART, NUMBER, VALUES", least: 3, most: 3, expression: compilePlus,
			Summary: "datetimes moved by a number of years, months, weeks, days, hours, minutes, seconds, milli-, micro- or nanoseconds (PART in the singular)",
		},
		probing("is-datetime", "true for a datetime", func(value any) bool { _, ok := datetimeOf(value); return ok }),
	}
}

// formatLetters are the characters that may follow % in a format.
const formatLetters = "deHImMpSfyYz%"

// zoneAndFormat reads the constants before VALUES.
func (c *compiler) zoneAndFormat(at string, args []any) (*time.Location, string) {
	zone := time.UTC
	if len(args) == 3 {
		name, _ := c.constant(argument(at, 0), args[0], "the time zone")
		loaded, err := time.LoadLocation(name)
		if err != nil || name == "" || name == "Local" {
			c.reject(argument(at, 0), "unknown time zone; must be a name such as \"Europe/Oslo\"")
		} else {
			zone = loaded
		}
	}
	last := len(args) - 2
	format, _ := c.constant(argument(at, last), args[last], "the format")
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		if i == len(format) || !strings.ContainsRune(formatLetters, rune(format[i])) {
			c.reject(argument(at, last), "contains an unknown token; the tokens are %%d %%e %%H %%I %%m %%M %%p %%S %%f %%y %%Y %%z %%%%")
			break
		}
	}
	return zone, format
}

func compileParse(c *compiler, at string, args []any) expression {
	zone, format := c.zoneAndFormat(at, args)
	values := c.expression(argument(at, len(args)-1), args[len(args)-1])
	return func(s *scope) any {
		return each(values(s), func(value any) (any, bool) {
			text, ok := textOf(value)
			if !ok {
				return nil, false
			}
			t, err := timefmt.ParseInLocation(text, format, zone)
			return datetime(t), err == nil && inCalendar(t.UTC())
		})
	}
}

func compileFormat(c *compiler, at string, args []any) expression {
	zone, format := c.zoneAndFormat(at, args)
	values := c.expression(argument(at, len(args)-1), args[len(args)-1])
	return func(s *scope) any {
		return each(values(s), func(value any) (any, bool) {
			t, ok := datetimeOf(value)
			return timefmt.Format(t.In(zone), format), ok
		})
	}
}

// durations are the parts with a fixed length; year, month, week and day follow the calendar.
var durations = map[string]time.Duration{
	"hour": time.Hour, "minute": time.Minute, "second": time.Second,
	"millisecond": time.Millisecond, "microsecond": time.Microsecond, "nanosecond": time.Nanosecond,
}

func compilePlus(c *compiler, at string, args []any) expression {
	part, _ := c.constant(argument(at, 0), args[0], "the part")
	parts := append(slices.Sorted(maps.Keys(durations)), "year", "month", "week", "day")
	move, ok := mover(part)
	if !ok {
		c.reject(argument(at, 0), "must be %s%s", spelling.Choices(parts), spelling.Hint(part, parts))
	}
	amount, values := c.expression(argument(at, 1), args[1]), c.expression(argument(at, 2), args[2])
	return func(s *scope) any {
		n, ok := intOf(amount(s))
		if !ok {
			return nil
		}
		return each(values(s), func(value any) (any, bool) {
			t, ok := datetimeOf(value)
			if !ok {
				return nil, false
			}
			moved := move(t.UTC(), n)
			return datetime(moved), inCalendar(moved)
		})
	}
}

// mover returns a function that moves a time by a number of parts. A number that is too large moves it out of the calendar.
func mover(part string) (func(time.Time, int) time.Time, bool) {
	switch part {
	case "year":
		return func(t time.Time, n int) time.Time { return t.AddDate(clamp(n, 1e5), 0, 0) }, true
	case "month":
		return func(t time.Time, n int) time.Time { return t.AddDate(0, clamp(n, 1e6), 0) }, true
	case "week":
		return func(t time.Time, n int) time.Time { return t.AddDate(0, 0, 7*clamp(n, 1e7)) }, true
	case "day":
		return func(t time.Time, n int) time.Time { return t.AddDate(0, 0, clamp(n, 1e8)) }, true
	}
	length, ok := durations[part]
	if length >= time.Second {
		return func(t time.Time, n int) time.Time {
			return time.Unix(t.Unix()+int64(clamp(n, 1e12))*int64(length/time.Second), int64(t.Nanosecond())).UTC()
		}, ok
	}
	return func(t time.Time, n int) time.Time {
		perSecond := int(time.Second / max(length, 1))
		return time.Unix(t.Unix()+int64(n/perSecond), int64(t.Nanosecond())+int64(n%perSecond)*int64(length)).UTC()
	}, ok
}

func clamp(n, most int) int { return max(-most, min(n, most)) }
