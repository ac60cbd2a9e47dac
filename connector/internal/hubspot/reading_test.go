package hubspot_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// known embeds what is known of the associations of a record.
type known struct{ hubspot.Reading }

func records(ids ...uint64) []*known {
	all := make([]*known, len(ids))
	for i, id := range ids {
		all[i] = &known{hubspot.Reading{ID: id}}
	}
	return all
}

func ids(all []*known) []uint64 {
	var found []uint64
	for _, one := range all {
		found = append(found, one.ID)
	}
	return found
}

// Records that an answer has left out are asked for when nothing else is left, and are nowhere among the others.
func TestUnread(t *testing.T) {
	all := records(1, 2, 3, 4, 5)
	all[0].Whole, all[1].Absent, all[3].Absent = true, true, true
	for _, step := range []struct {
		most int
		want []uint64
	}{{1, []uint64{3}}, {2, []uint64{3, 5}}, {9, []uint64{3, 5}}} {
		if got := ids(hubspot.Unread(all, step.most)); !slices.Equal(got, step.want) {
			t.Errorf("at most %d: %v, want %v", step.most, got, step.want)
		}
	}
	all[2].Whole, all[4].Whole = true, true
	if got := ids(hubspot.Unread(all, 1)); !slices.Equal(got, []uint64{2}) {
		t.Errorf("with those left out only: %v, want [2]", got)
	}
	all[1].Whole, all[3].Whole = true, true
	if got := hubspot.Unread(all, 9); len(got) > 0 {
		t.Errorf("with nothing left: %v", ids(got))
	}
}

// That records have no associations is believed of an answer that tells of none, and only if all of them were left out before.
func TestTakeBelievesTheSecondAnswerThatLeavesAllOut(t *testing.T) {
	absent, told := hubspot.Associated{Absent: true}, hubspot.Associated{}
	all := records(1, 2)
	for i, step := range []struct {
		answer []hubspot.Associated
		taken  int
		none   bool
	}{
		{[]hubspot.Associated{absent, absent}, 0, false},
		{[]hubspot.Associated{absent, absent}, 0, true},
		{[]hubspot.Associated{absent, told}, 1, false},
		{[]hubspot.Associated{told, absent}, 1, false},
	} {
		taken := 0
		none, err := hubspot.Take(all, step.answer, func(*known, *hubspot.Associated) error { taken++; return nil })
		if none != step.none || taken != step.taken || err != nil {
			t.Errorf("answer %d: %v, %d taken, %v; want %v, %d", i, none, taken, err, step.none, step.taken)
		}
	}
	broken := errors.New("broken")
	if _, err := hubspot.Take(all, []hubspot.Associated{told, told}, func(*known, *hubspot.Associated) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of what takes it", err)
	}
}
