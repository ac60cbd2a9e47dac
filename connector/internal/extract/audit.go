package extract

import "fmt"

// audit compares what a since-run has emitted with what HubSpot announced.
// Contacts come and go while a run reads, so only a difference beyond what
// the run has seen of that is worth a word.
type audit struct {
	announced int // total of the first search page, -1 where unsaid
	seen      int // records of the search, archived ones of a late index included
	recent    int // of these, changed so late that the first page need not know
	left      int // archived or merged away so late that the first page may know
}

// saturated is the total at which HubSpot may have stopped counting.
const saturated = 10000

// verdict is empty where the numbers agree.
func (a audit) verdict() string {
	switch {
	case a.announced < 0:
		return ""
	case a.seen+a.left < a.announced:
		return fmt.Sprintf("HubSpot announced %d changed contacts and gave %d; archived or merged meanwhile: at most %d", a.announced, a.seen, a.left)
	case a.seen-a.recent > a.announced && a.announced != saturated:
		return fmt.Sprintf("HubSpot announced %d changed contacts and gave %d; changed meanwhile: at most %d", a.announced, a.seen, a.recent)
	default:
		return ""
	}
}
