package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Miss is a recorded request that does not match a filter, and why.
type Miss struct {
	Request Request  `json:"request"`
	Reasons []string `json:"reasons"`
}

// maxMisses is how many near misses are returned.
const maxMisses = 5

// NearMiss returns the requests that come closest to matching the filter, the closest first, at most five: the fewer
// reasons against it, the closer; then the longer the common prefix of the path; then the newer.
func (j *Journal) NearMiss(f Filter) []Miss {
	wanted := f.criteria()
	var near []candidate
	path := strings.TrimSuffix(f.Path, "*")
	j.each(f, func(e *entry) bool {
		if against := wanted.against(e); against > 0 {
			near = append(near, candidate{e, against, shared(e.Path, path)})
		}
		return true
	})
	slices.SortStableFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.against, b.against), cmp.Compare(b.shared, a.shared), cmp.Compare(b.Seq, a.Seq))
	})
	misses := []Miss{}
	j.update(func() {
		for _, one := range near[:min(len(near), maxMisses)] {
			misses = append(misses, Miss{Request: one.Request, Reasons: wanted.reasons(one.entry)})
		}
	})
	return misses
}

// candidate is a request that does not match, with how many criteria speak against it and how much of the path it shares.
type candidate struct {
	*entry
	against, shared int
}

// Explain describes in a few lines, for the message of a failed test, what was recorded instead of the expected request.
func (j *Journal) Explain(f Filter) string {
	found, misses := j.Count(f), j.NearMiss(f)
	var text strings.Builder
	fmt.Fprintf(&text, "%d recorded request(s) fit", found)
	if found == 0 && len(misses) == 0 {
		text.WriteString("; nothing was recorded")
	}
	for _, miss := range misses {
		fmt.Fprintf(&text, "\n  close: #%d %s %s → %d: %s", miss.Request.Seq, miss.Request.Method,
			short(miss.Request.Path), miss.Request.Status, strings.Join(miss.Reasons, "; "))
	}
	return text.String()
}

// shared returns the length of the common prefix of two paths.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
