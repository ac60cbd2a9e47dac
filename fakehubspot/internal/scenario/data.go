package scenario

import (
	"cmp"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
)

// lag is the lag of the index in the scenario late-index.
const lag = 5 * time.Minute

// data lists the scenarios that change contacts.
func data() []Scenario {
	return []Scenario{
		{
			Name:     "mass-update",
			Text:     "An import touches contacts, all within one millisecond: more than a search can page through by time.",
			Contacts: "all",
			play: func(s *Stage, contacts int) (string, error) {
				touched, err := s.Contacts.TouchDrawn(cmp.Or(contacts, s.Contacts.Len()), true, nil)
				return fmt.Sprintf("%d contacts were modified in the same millisecond", len(touched)), err
			},
		},
		{
			Name:     "month-end",
			Text:     "The marketing status is reset for the new month: one property of every contact, in one millisecond.",
			Contacts: "all",
			play: func(s *Stage, contacts int) (string, error) {
				reset := func(int64) map[string]string {
					return map[string]string{"hs_marketable_until_renewal": "false"}
				}
				touched, err := s.Contacts.TouchDrawn(cmp.Or(contacts, s.Contacts.Len()), true, reset)
				return fmt.Sprintf("%d contacts have hs_marketable_until_renewal=false since the same millisecond", len(touched)), err
			},
		},
		{
			Name:     "late-index",
			Text:     "The search index falls behind, each contact by its own time up to five minutes, while contacts change.",
			Contacts: "10",
			play: func(s *Stage, contacts int) (string, error) {
				if err := s.Index.SetLag(index.Lag{Delay: lag, Mode: index.PerRecord}); err != nil {
					return "", err
				}
				touched, err := s.Contacts.TouchDrawn(cmp.Or(contacts, 10), false, nil)
				return fmt.Sprintf("%d contacts changed; search finds them up to %v late", len(touched), lag), err
			},
		},
		{
			Name:     "merge-storm",
			Text:     "A user cleans up duplicates: pairs of contacts are merged into one each, with new ids.",
			Contacts: "20",
			play:     playMergeStorm,
		},
		{
			Name:     "clean-up",
			Text:     "Old contacts are archived. Search no longer finds them; only the list of archived contacts shows them.",
			Contacts: "a tenth",
			play: func(s *Stage, contacts int) (string, error) {
				archived := s.Contacts.ArchiveAll(s.draw(contacts, s.Contacts.Len()/10))
				return fmt.Sprintf("%d contacts were archived", archived), nil
			},
		},
		{
			Name:     "erasure",
			Text:     "Contacts are erased for privacy and leave no trace in the API.",
			Contacts: "5",
			play: func(s *Stage, contacts int) (string, error) {
				erased := 0
				for _, id := range s.draw(contacts, 5) {
					if s.Contacts.Erase(id) {
						erased++
					}
				}
				return fmt.Sprintf("%d contacts were erased", erased), nil
			},
		},
	}
}

// draw draws the contacts of a scenario: the requested number, or by default its own.
func (s *Stage) draw(requested, own int) []int64 {
	return s.Contacts.Draw(cmp.Or(requested, own))
}

func playMergeStorm(s *Stage, contacts int) (string, error) {
	ids := s.draw(contacts, 20)
	merged := 0
	for i := 0; i+1 < len(ids); i += 2 {
		if _, err := s.Contacts.Merge(ids[i], ids[i+1]); err == nil { // a pair that cannot be merged stays two
			merged++
		}
	}
	return fmt.Sprintf("%d pairs of contacts were merged", merged), nil
}
