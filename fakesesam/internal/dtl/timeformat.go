package dtl

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// timeFormat is a format such as "%Y-%m-%d", divided into tokens (the letter after %) and the text between them.
type timeFormat []formatPart

type formatPart struct {
	// token is 0 for text.
	token byte
	text  string
}

// formatLetters are the letters that may follow % in a format.
const formatLetters = "deHImMpSfyYz%"

// parseTimeFormat reads a format; fault says what is wrong with it.
func parseTimeFormat(format string) (parts timeFormat, fault string) {
	for format != "" {
		before, after, found := strings.Cut(format, "%")
		if before != "" {
			parts = append(parts, formatPart{text: before})
		}
		if !found {
			return parts, ""
		}
		if after == "" || strings.IndexByte(formatLetters, after[0]) < 0 {
			return nil, "contains an unknown token; the tokens are %d %e %H %I %m %M %p %S %f %y %Y %z %%"
		}
		switch {
		case after[0] == '%':
			parts = append(parts, formatPart{text: "%"})
		case after[0] == 'z' && len(after) > 1:
			return nil, "must have %z at its end, if at all"
		default:
			parts = append(parts, formatPart{token: after[0]})
		}
		format = after[1:]
	}
	return parts, ""
}

func (f timeFormat) format(t time.Time) string {
	var b strings.Builder
	for _, part := range f {
		switch part.token {
		case 0:
			b.WriteString(part.text)
		case 'd':
			fmt.Fprintf(&b, "%02d", t.Day())
		case 'e':
			b.WriteString(strconv.Itoa(t.Day()))
		case 'H':
			fmt.Fprintf(&b, "%02d", t.Hour())
		case 'I':
			fmt.Fprintf(&b, "%02d", (t.Hour()+11)%12+1)
		case 'm':
			fmt.Fprintf(&b, "%02d", int(t.Month()))
		case 'M':
			fmt.Fprintf(&b, "%02d", t.Minute())
		case 'p':
			b.WriteString(t.Format("PM"))
		case 'S':
			fmt.Fprintf(&b, "%02d", t.Second())
		case 'f':
			fmt.Fprintf(&b, "%06d", t.Nanosecond()/1000)
		case 'y':
			fmt.Fprintf(&b, "%02d", t.Year()%100)
		case 'Y':
			fmt.Fprintf(&b, "%04d", t.Year())
		case 'z':
			b.WriteString(t.Format("-0700"))
		}
	}
	return b.String()
}

// clockTime is what the tokens of a format say of a time.
type clockTime struct {
	year, month, day, hour, minute, second, nanosecond int
	// twelve means that the hour is one of twelve, of which afternoon says which.
	twelve, afternoon bool
	zone              *time.Location
}

// parse reads a whole text. ok is false for one that does not match, or that names a time that does not exist.
func (f timeFormat) parse(text string, zone *time.Location) (t time.Time, ok bool) {
	c := clockTime{year: 1900, month: 1, day: 1, zone: zone}
	for _, part := range f {
		if part.token == 0 {
			if text, ok = strings.CutPrefix(text, part.text); !ok {
				return time.Time{}, false
			}
			continue
		}
		if text, ok = c.read(part.token, text); !ok {
			return time.Time{}, false
		}
	}
	if text != "" {
		return time.Time{}, false
	}
	return c.time()
}

// read reads one token from the beginning of a text.
func (c *clockTime) read(token byte, text string) (rest string, ok bool) {
	switch token {
	case 'd', 'e':
		return digits(text, 1, 2, &c.day)
	case 'H':
		return digits(text, 1, 2, &c.hour)
	case 'I':
		c.twelve = true
		rest, ok = digits(text, 1, 2, &c.hour)
		return rest, ok && c.hour >= 1 && c.hour <= 12
	case 'm':
		return digits(text, 1, 2, &c.month)
	case 'M':
		return digits(text, 1, 2, &c.minute)
	case 'S':
		return digits(text, 1, 2, &c.second)
	case 'Y':
		return digits(text, 4, 4, &c.year)
	case 'y':
		rest, ok = digits(text, 2, 2, &c.year)
		c.year += 2000
		if c.year > 2068 {
			c.year -= 100
		}
		return rest, ok
	case 'f':
		rest, ok = digits(text, 1, 9, &c.nanosecond)
		for range 9 - (len(text) - len(rest)) {
			c.nanosecond *= 10
		}
		return rest, ok
	case 'p':
		c.afternoon = len(text) >= 2 && strings.EqualFold(text[:2], "pm")
		if !c.afternoon && (len(text) < 2 || !strings.EqualFold(text[:2], "am")) {
			return text, false
		}
		return text[2:], true
	default:
		return c.readOffset(text)
	}
}

// digits reads a number with a least and a greatest number of digits.
func digits(text string, least, most int, into *int) (rest string, ok bool) {
	length := 0
	for length < len(text) && length < most && text[length] >= '0' && text[length] <= '9' {
		length++
	}
	if length < least {
		return text, false
	}
	*into, _ = strconv.Atoi(text[:length]) // at most nine digits
	return text[length:], true
}

// readOffset reads the offset from UTC, the last token: +HHMM or +HH:MM, or Z.
func (c *clockTime) readOffset(text string) (rest string, ok bool) {
	for _, layout := range []string{"-0700", "Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			c.zone = t.Location()
			return "", true
		}
	}
	return text, false
}

// time returns the time, unless it does not exist: 31 February, or the 60th second.
func (c *clockTime) time() (t time.Time, ok bool) {
	hour := c.hour
	if c.twelve {
		hour %= 12
		if c.afternoon {
			hour += 12
		}
	}
	t = time.Date(c.year, time.Month(c.month), c.day, hour, c.minute, c.second, c.nanosecond, time.UTC)
	exists := t.Year() == c.year && int(t.Month()) == c.month && t.Day() == c.day && t.Hour() == hour && t.Minute() == c.minute && t.Second() == c.second
	return onClock(t, c.zone), exists
}
