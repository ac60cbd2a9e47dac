package ui

import (
	"slices"
	"strings"
	"testing"
)

func TestTimeParts(t *testing.T) {
	for text, want := range map[string][]string{
		"2026-11-29T09:44:19.458Z":       {"2026-11-29", "T09:44:19.458Z"},
		"2026-11-29T09:44:19+01:00":      {"2026-11-29", "T09:44:19+01:00"},
		"2026-11-29T09:44":               {"2026-11-29", "T09:44"},
		"2026-11-29":                     nil,
		"000042 <i>":                     nil,
		"none":                           nil,
		"":                               nil,
		"x2026-11-29T09:44:19.458Z":      nil,
		"2026-11-29T09:44:19.458Z, long": nil,
	} {
		if got := timeParts(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestBreaks(t *testing.T) {
	long := "a@" + strings.Repeat("b", mostBroken)
	for text, want := range map[string][]string{
		"person.124@example.com": {"person.", "124@", "example.", "com"},
		"system:microservice":    {"system:", "microservice"},
		"plain":                  {"plain"},
		"ends.":                  {"ends."},
		"":                       {""},
		"..":                     {".", "."},
		long:                     {long},
	} {
		if got := breaks(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
