// Package spelling suggests the name that was meant by one that does not exist.
package spelling

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Near returns the candidates nearest to a name if they are near enough, sorted, at most three. Case and the difference
// between hyphen and underscore are ignored; a short name must be nearer than a long one.
func Near(name string, candidates []string) []string {
	least := min(1+len(name)/4, 4)
	var near []string
	for _, candidate := range candidates {
		distance := levenshtein.ComputeDistance(fold(name), fold(candidate))
		if distance < least {
			least, near = distance, nil
		}
		if distance == least {
			near = append(near, candidate)
		}
	}
	slices.Sort(near)
	return near[:min(len(near), 3)]
}

// Hint returns `; did you mean "x"?` for a name, or "" if no candidate is near.
func Hint(name string, candidates []string) string {
	near := Near(name, candidates)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + Choices(near) + "?"
}

// Choices returns quoted names as an enumeration: "a", "b" or "c".
func Choices(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

func fold(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), "-", "_")
}
