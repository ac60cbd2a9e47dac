package spelling_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"email", "email", 0},
		{"emial", "email", 1},
		{"emal", "email", 1},
		{"e-mail", "email", 1},
		{"enail", "email", 1},
		{"sinc-operator", "since-operator", 1},
		{"", "port", 4},
		{"kitten", "sitting", 3},
		{"ca", "abc", 3}, // no character is edited twice
		{"größe", "grösse", 2},
	} {
		if got := spelling.Edits(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"firstname", "email", "phone", "mobilephone"}
	for name, want := range map[string]string{"emial": "email", "Email": "email", "fone": "phone", "FIRST_NAME": "firstname"} {
		if got, _ := spelling.Nearest(name, known); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got, _ := spelling.Nearest("email", nil); got != "" {
		t.Errorf("of none: %q", got)
	}
}

// A distance is the same in both directions, zero only for equal texts, and one for one edit.
func TestEditsIsADistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SliceOfN(rapid.SampledFrom([]rune("abcé")), 0, 8)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		there, back := spelling.Edits(string(a), string(b)), spelling.Edits(string(b), string(a))
		if there != back || (there == 0) != slices.Equal(a, b) || there > max(len(a), len(b)) {
			t.Fatalf("%d there, %d back", there, back)
		}
		at := rapid.IntRange(0, len(a)).Draw(t, "at")
		if one := slices.Insert(slices.Clone(a), at, 'x'); spelling.Edits(string(a), string(one)) != 1 {
			t.Fatalf("%s is not one edit from %s", string(one), string(a))
		}
	})
}
