package bound_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
)

func TestBounds(t *testing.T) {
	for want, err := range map[string]error{
		"": bound.Int("n", 5, 5, 5),
		"n must be between -1,000 and 10,000,000, got 10000001":                bound.Int("n", 10_000_001, -1000, 10_000_000),
		"n must be between 1 and 999, got 0":                                   bound.Int("n", 0, 1, 999),
		"delay must be between 0s and 720h, got -1s":                           bound.Duration("delay", -time.Second),
		"delay must be between 0s and 720h, got 720h0m0.000000001s":            bound.Duration("delay", bound.Longest+1),
		`name "a/b" must not contain / ? or #: it is part of a URL`:            bound.Name("name", "a/b"),
		`name ".." must not be . or ..: it is part of a URL`:                   bound.Name("name", ".."),
		`name "a\nb" must not contain control characters: it is part of a URL`: bound.Name("name", "a\nb"),
		"name must have at most 100 characters, got 101":                       bound.Name("name", strings.Repeat("å", 101)),
		"name must be UTF-8":                     bound.Name("name", "a\xff"),
		"token must be UTF-8":                    bound.Text("token", "\xff", 3),
		"token must have at most 3 bytes, got 4": bound.Text("token", "s3cr", 3),
	} {
		if got := text(err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, err := range []error{bound.Name("name", ""), bound.Name("name", strings.Repeat("å", 100)), bound.Duration("d", bound.Longest), bound.Text("t", "abc", 3)} {
		if err != nil {
			t.Error(err)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
