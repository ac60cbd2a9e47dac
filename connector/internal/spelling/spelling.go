// Package spelling finds the name that somebody probably meant.
package spelling

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the known name that takes the fewest edits to get to from name, whatever the letter case, and how many
// it takes. Of several it returns the first; of none, "".
func Nearest(name string, known []string) (nearest string, edits int) {
	lower := strings.ToLower(name)
	length := utf8.RuneCountInString(lower)
	for _, candidate := range known {
		right := strings.ToLower(candidate)
		// Every character more or less is an edit: most names are out of the question.
		if more := utf8.RuneCountInString(right) - length; nearest != "" && max(more, -more) >= edits {
			continue
		}
		d := Edits(lower, right)
		if nearest == "" || d < edits {
			nearest, edits = candidate, d
		}
	}
	return nearest, edits
}

// Edits is how many edits turn a into b: a character inserted, left out or replaced, or two neighbours swapped, none of
// which is edited again (the optimal string alignment distance).
func Edits(a, b string) int {
	from, to := []rune(a), []rune(b)
	// Row i holds the edits from the first i characters of a to each beginning of b; a swap looks back two rows.
	before, above, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(from); i++ {
		before, above, row = above, row, before
		row[0] = i
		for j := 1; j <= len(to); j++ {
			replaced := above[j-1]
			if from[i-1] != to[j-1] {
				replaced++
			}
			row[j] = min(replaced, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(to)]
}
