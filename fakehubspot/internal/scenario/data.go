package scenario

import (
	"cmp"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
)

// lag is the lag of the index in the scenario late-index.
const lag = 5 * time.Minute

// untilRenewal is the property that month-end resets.
const untilRenewal = "hs_marketable_until_renewal"

// data lists the scenarios that change records.
func data() []Scenario {
	return []Scenario{
		{
			Name:     "mass-update",
			Text:     "An import touches records, all within one millisecond: more than a search can page through by time.",
			Contacts: "all",
			play: func(s *Stage, records int) (string, error) {
				touched, err := s.Records.TouchDrawn(cmp.Or(records, s.Records.Len()), true, nil)
				return fmt.Sprintf("%d %s were modified in the same millisecond", len(touched), s.Object), err
			},
		},
		{
			Name:     "month-end",
			Text:     "The marketing status is reset for the new month: one property of every contact, in one millisecond.",
			Contacts: "all",
			needs:    untilRenewal,
			play: func(s *Stage, records int) (string, error) {
				reset := func(int64) map[string]string {
					return map[string]string{untilRenewal: "false"}
				}
				touched, err := s.Records.TouchDrawn(cmp.Or(records, s.Records.Len()), true, reset)
				return fmt.Sprintf("%d %s have %s=false since the same millisecond", len(touched), s.Object, untilRenewal), err
			},
		},
		{
			Name:     "late-index",
			Text:     "The search index falls behind, each record by its own time up to five minutes, while records change.",
			Contacts: "10",
			play: func(s *Stage, records int) (string, error) {
				if err := s.Index.SetLag(index.Lag{Delay: lag, Mode: index.PerRecord}); err != nil {
					return "", err
				}
				touched, err := s.Records.TouchDrawn(cmp.Or(records, 10), false, nil)
				return fmt.Sprintf("%d %s changed; search finds them up to %v late", len(touched), s.Object, lag), err
			},
		},
		{
			Name:     "merge-storm",
			Text:     "A user cleans up duplicates: pairs of records are merged into one each, with new ids.",
			Contacts: "20",
			play:     playMergeStorm,
		},
		{
			Name:     "clean-up",
			Text:     "Old records are archived. Search no longer finds them; only the list of archived records shows them.",
			Contacts: "a tenth",
			play: func(s *Stage, records int) (string, error) {
				archived := s.Records.ArchiveAll(s.draw(records, s.Records.Len()/10))
				return fmt.Sprintf("%d %s were archived", archived, s.Object), nil
			},
		},
		{
			Name:     "erasure",
			Text:     "Records are erased for privacy and leave no trace in the API.",
			Contacts: "5",
			play: func(s *Stage, records int) (string, error) {
				erased := 0
				for _, id := range s.draw(records, 5) {
					if s.Records.Erase(id) {
						erased++
					}
				}
				return fmt.Sprintf("%d %s were erased", erased, s.Object), nil
			},
		},
	}
}

// draw draws the records of a scenario: the requested number, or by default its own.
func (s *Stage) draw(requested, own int) []int64 {
	return s.Records.Draw(cmp.Or(requested, own))
}

func playMergeStorm(s *Stage, records int) (string, error) {
	ids := s.draw(records, 20)
	merged := 0
	for i := 0; i+1 < len(ids); i += 2 {
		if _, err := s.Records.Merge(ids[i], ids[i+1]); err == nil { // a pair that cannot be merged stays two
			merged++
		}
	}
	return fmt.Sprintf("%d pairs of %s were merged", merged, s.Object), nil
}
