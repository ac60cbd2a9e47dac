package extract

import "fmt"

// audit compares what a since-run has read with what HubSpot announced. Records come and go while a run reads, so only a
// difference that is larger than what the run has seen of that is reported.
type audit struct {
	announced int // total of the first search page, -1 if there is none
	seen      int // records of the search, including archived ones that a late index still contains
	recent    int // of these, changed so late that the first page need not count them
	left      int // archived or merged away so late that the first page may count them

	blind bool // the archive has not been read: left lacks what was archived since it was
}

// saturated is the total at which HubSpot may have stopped counting.
const saturated = 10000

// doubt returns what is wrong with the numbers of the records called name, and "" if they agree.
func (a audit) doubt(name string) string {
	switch {
	case a.announced < 0:
		return ""
	case a.seen+a.left < a.announced && !a.blind:
		return fmt.Sprintf("HubSpot announced %d changed %s and returned %d; archived or merged meanwhile: at most %d", a.announced, name, a.seen, a.left)
	case a.seen-a.recent > a.announced && a.announced != saturated:
		return fmt.Sprintf("HubSpot announced %d changed %s and returned %d; changed meanwhile: at most %d", a.announced, name, a.seen, a.recent)
	default:
		return ""
	}
}
