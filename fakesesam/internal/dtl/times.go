package dtl

import (
	"encoding/json"
	"math/big"
	"time"
)

// datetimeFormat is a datetime in UTC with as many fractional digits as it has.
const datetimeFormat = "2006-01-02T15:04:05.999999999Z"

func datetime(t time.Time) string { return "~t" + t.UTC().Format(datetimeFormat) }

// datetimeOf reads a "~t…" string.
func datetimeOf(value any) (time.Time, bool) {
	s, ok := value.(string)
	if !ok || len(s) < 2 || s[:2] != "~t" {
		return time.Time{}, false
	}
	return parseTransitTime(s[2:])
}

// toDatetime converts a datetime, ISO text, or nanoseconds since 1970.
func toDatetime(_ *evaluation, value any) (any, bool) {
	if t, ok := datetimeOf(value); ok {
		return datetime(t), true
	}
	if plain, ok := textOf(value); ok {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02"} {
			if t, err := time.Parse(layout, plain); err == nil {
				return datetime(t), inCalendar(t.UTC())
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
			Name: "now", Summary: "the current time of the node as a datetime, asked anew each time",
			expression: func(*compiler, string, []any) expression {
				return func(s *scope) any { return datetime(s.env.Now()) }
			},
		},
		conversion("datetime", "ISO 8601 strings, and nanoseconds since 1970, as datetimes", toDatetime),
		{
			Name: "datetime-parse", Arguments: "TIMEZONE?, FORMAT, VALUES", least: 2, most: 3, expression: compileParse,
			Summary: "strings as datetimes; FORMAT has tokens such as `%Y %m %d %H %M %S`, TIMEZONE is UTC by default; a time that does not exist, such as 31 February, is left out",
		},
		{
			Name: "datetime-format", Arguments: "TIMEZONE?, FORMAT, VALUES", least: 2, most: 3, expression: compileFormat,
			Summary: "datetimes as strings",
		},
		{
			Name: "datetime-shift", Arguments: "FROM_TIMEZONE, TO_TIMEZONE, VALUES", least: 3, most: 3, expression: compileShift,
			Summary: "datetimes whose clock shows the time of one zone, as datetimes whose clock shows that of another",
		},
		probing("is-datetime", "true for a datetime", func(value any) bool { _, ok := datetimeOf(value); return ok }),
	}
}

// zone reads the constant name of a time zone.
func (c *compiler) zone(at string, value any) *time.Location {
	name, _ := c.constant(at, value, "the time zone")
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		c.reject(at, "unknown time zone; must be a name such as \"Europe/Oslo\"")
		return time.UTC
	}
	return zone
}

// zoneAndFormat reads the constants before VALUES.
func (c *compiler) zoneAndFormat(at string, args []any) (*time.Location, timeFormat) {
	zone := time.UTC
	if len(args) == 3 {
		zone = c.zone(argument(at, 0), args[0])
	}
	last := len(args) - 2
	text, _ := c.constant(argument(at, last), args[last], "the format")
	format, fault := parseTimeFormat(text)
	if fault != "" {
		c.reject(argument(at, last), "%s", fault)
	}
	return zone, format
}

func compileParse(c *compiler, at string, args []any) expression {
	zone, format := c.zoneAndFormat(at, args)
	values := c.expression(argument(at, len(args)-1), args[len(args)-1])
	return func(s *scope) any {
		return s.each(values(s), func(value any) (any, bool) {
			plain, ok := textOf(value)
			if !ok {
				return nil, false
			}
			t, ok := format.parse(plain, zone)
			return datetime(t), ok && inCalendar(t.UTC())
		})
	}
}

func compileFormat(c *compiler, at string, args []any) expression {
	zone, format := c.zoneAndFormat(at, args)
	values := c.expression(argument(at, len(args)-1), args[len(args)-1])
	return func(s *scope) any {
		return s.each(values(s), func(value any) (any, bool) {
			t, ok := datetimeOf(value)
			return text(format.format(t.In(zone))), ok
		})
	}
}

func compileShift(c *compiler, at string, args []any) expression {
	from, to := c.zone(argument(at, 0), args[0]), c.zone(argument(at, 1), args[1])
	values := c.expression(argument(at, 2), args[2])
	return func(s *scope) any {
		return s.each(values(s), func(value any) (any, bool) {
			t, ok := datetimeOf(value)
			shifted := onClock(onClock(t, from).In(to), time.UTC)
			return datetime(shifted), ok && inCalendar(shifted)
		})
	}
}

// onClock returns the time at which a clock in a zone shows what the given time shows in its own.
func onClock(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}
