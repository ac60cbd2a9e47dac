package spelling_test

import (
	"slices"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

func TestNear(t *testing.T) {
	t.Parallel()
	names := []string{"supports_since", "system", "url", "page_size", "is_chronological", "is_since_comparable"}
	for _, c := range []struct {
		name string
		want []string
	}{
		{"suports_since", []string{"supports_since"}},
		{"Supports-Since", []string{"supports_since"}},
		{"pagesize", []string{"page_size"}},
		{"urls", []string{"url"}},
		{"headers", []string{}},
		{"x", []string{}},
	} {
		if got := spelling.Near(c.name, names); !slices.Equal(got, c.want) {
			t.Errorf("Near(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNearGivesTheNearestAndAtMostThree(t *testing.T) {
	t.Parallel()
	if got := spelling.Near("lowr", []string{"now", "lower", "floor"}); !slices.Equal(got, []string{"lower"}) {
		t.Errorf("got %q", got)
	}
	if got := spelling.Near("az", []string{"ad", "ac", "ab", "aa"}); !slices.Equal(got, []string{"aa", "ab", "ac"}) {
		t.Errorf("got %q", got)
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	if got := spelling.Hint("lowr", []string{"lower", "upper"}); got != `; did you mean "lower"?` {
		t.Errorf("got %q", got)
	}
	if got := spelling.Hint("zzz", []string{"lower"}); got != "" {
		t.Errorf("got %q", got)
	}
	if got := spelling.Choices([]string{"a", "b", "c"}); got != `"a", "b" or "c"` {
		t.Errorf("got %q", got)
	}
}
