package difference

import "slices"

// match is an element that two lists have in common.
type match struct{ old, now int }

// mostPairs is how many pairs of elements are compared at most. Beyond it, only what two lists begin and end with is matched:
// the changes are then more than necessary, but right.
const mostPairs = 1 << 20

// matches returns a longest common subsequence.
func matches(before, after []string) []match {
	var out, tail []match
	from := 0
	for from < len(before) && from < len(after) && before[from] == after[from] {
		out = append(out, match{from, from})
		from++
	}
	m, n := len(before), len(after)
	for m > from && n > from && before[m-1] == after[n-1] {
		m, n = m-1, n-1
		tail = append(tail, match{m, n})
	}
	if (m-from)*(n-from) <= mostPairs {
		out = append(out, subsequence(before, after, from, m, n)...)
	}
	slices.Reverse(tail)
	return append(out, tail...)
}

// subsequence is matches for the middle of two lists.
func subsequence(before, after []string, from, m, n int) []match {
	rows, columns := m-from, n-from
	// longest[i][j] is how much the lists have in common from i and j on.
	longest := make([][]int32, rows+1)
	for i := range longest {
		longest[i] = make([]int32, columns+1)
	}
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			if before[from+i] == after[from+j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []match
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case before[from+i] == after[from+j]:
			out = append(out, match{from + i, from + j})
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
