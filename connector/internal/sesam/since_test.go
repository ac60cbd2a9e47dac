package sesam_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

func TestParseSince(t *testing.T) {
	const noon = "2022-04-14T07:45:39.582Z"
	for text, want := range map[string]string{
		noon:                             noon,
		`"` + noon + `"`:                 noon,
		"1649922339582":                  noon,
		`"1649922339582"`:                noon,
		"2022-04-14T09:45:39.582+02:00":  noon,
		"2022-04-14T09:45:39.582 02:00":  noon, // a plus sign that is not encoded
		"2022-04-14T07:45:39.582999Z":    noon,
		"2022-04-14T07:45:39Z":           "2022-04-14T07:45:39.000Z",
		"2022-04-14T07:45:39.5Z":         "2022-04-14T07:45:39.500Z",
		"0":                              "1970-01-01T00:00:00.000Z",
		"1969-12-31T23:59:59.9995Z":      "1969-12-31T23:59:59.999Z",
		"9999-12-31T23:59:59.999999999Z": "9999-12-31T23:59:59.999Z",
	} {
		got, err := sesam.ParseSince(text)
		if err != nil || sesam.FormatTime(got) != want {
			t.Errorf("%s: %v, %v, want %s", text, got, err, want)
		}
	}
}

func TestParseSinceRefuses(t *testing.T) {
	for _, text := range []string{
		"", `""`, `"`, "yesterday", "2022-04-14", "2022-04-14T07:45:39", "2022-04-14 07:45:39Z", "-5", "1.5", "1e9",
		"2022-13-14T07:45:39Z", "99999999999999999999", "253402300800000", `"2022-04-14T07:45:39Z`, "0000-01-01T00:00:00+01:00",
		strings.Repeat("x", 1e5),
	} {
		_, err := sesam.ParseSince(text)
		if err == nil || !strings.Contains(err.Error(), sesam.SinceForms) || len(err.Error()) > 500 {
			t.Errorf("%.40s: %v, want an error that lists the accepted forms", text, err)
		}
	}
}

var fixedWidth = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)

// A node compares offsets byte by byte, so texts must sort as their times do.
func TestFormattedTimesSortAsTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		instant := rapid.Int64Range(0, 253402300799999)
		a, b := time.UnixMilli(instant.Draw(t, "a")), time.UnixMilli(instant.Draw(t, "b"))
		x, y := sesam.FormatTime(a), sesam.FormatTime(b)
		if !fixedWidth.MatchString(x) || (x < y) != a.Before(b) {
			t.Fatalf("%s and %s", x, y)
		}
		back, err := sesam.ParseSince(x)
		if err != nil || !back.Equal(a) {
			t.Fatalf("%s reads as %v, %v", x, back, err)
		}
	})
}

// The two ways to write a time agree, whatever its zone.
func TestAppendTimeIsFormatTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		instant := time.Unix(rapid.Int64Range(-62167219200, 253402300799).Draw(t, "seconds"), rapid.Int64Range(0, 999999999).Draw(t, "nanoseconds"))
		instant = instant.In(time.FixedZone("", rapid.IntRange(-12*60*60, 14*60*60).Draw(t, "zone")))
		if got, want := string(sesam.AppendTime([]byte("x"), instant)), "x"+sesam.FormatTime(instant); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

func FuzzParseSince(f *testing.F) {
	for _, seed := range []string{"2022-04-14T07:45:39.582Z", `"1649922339582"`, "2022-04-14T09:45:39 02:00", "0", "", `""`, "T 00:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := sesam.ParseSince(text)
		if err != nil {
			return
		}
		formatted := sesam.FormatTime(got)
		if !fixedWidth.MatchString(formatted) {
			t.Fatalf("%q became %s", text, formatted)
		}
		if back, err := sesam.ParseSince(formatted); err != nil || !back.Equal(got) {
			t.Fatalf("%q became %s, which reads as %v, %v", text, formatted, back, err)
		}
	})
}
