package writing

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// linkJudge compares what HubSpot has after a request with what was sent and answered.
type linkJudge struct {
	world         *linkWorld
	items         []*linkItem
	verdicts      []string
	before, after map[[2]string]tie
}

func (j *linkJudge) check() error {
	live, err := j.live()
	if err != nil {
		return err
	}
	about := map[[2]string][]int{} // the items that may change an association, in the order sent
	var errs []error
	for n, i := range j.items {
		contact := j.world.become(i.contact)
		there := live[contact]
		if i.deleted { // a deletion does not follow a merge
			there = live[i.contact]
			contact = i.contact
		}
		switch {
		case there:
			about[[2]string{contact, i.company}] = append(about[[2]string{contact, i.company}], n)
			if j.verdicts[n] == "refused" {
				errs = append(errs, fmt.Errorf("item %d is refused, and nothing is wrong with it", n))
			}
		case !i.deleted && j.verdicts[n] == "done":
			errs = append(errs, fmt.Errorf("item %d is of a contact that is not there, and not refused", n))
		case i.deleted && j.verdicts[n] == "refused":
			errs = append(errs, fmt.Errorf("item %d is gone, and refused", n))
		}
	}
	pairs := slices.Concat(slices.Collect(maps.Keys(j.before)), slices.Collect(maps.Keys(j.after)), slices.Collect(maps.Keys(about)))
	slices.SortFunc(pairs, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, pair := range slices.Compact(pairs) {
		errs = append(errs, j.checkPair(pair, about[pair]))
	}
	return errors.Join(errs...)
}

// live are the IDs of the contacts that there are.
func (j *linkJudge) live() (map[string]bool, error) {
	records, err := j.world.hub.Object("contacts").All()
	live := map[string]bool{}
	for _, record := range records {
		live[record.ID] = true
	}
	return live, err
}

// checkPair checks that an association is as it is after some of the items about it, in their order: at least after the last that is
// done.
func (j *linkJudge) checkPair(pair [2]string, items []int) error {
	is, there := j.after[pair]
	labels, linked := j.labels(pair)
	fits := func() bool { return linked == there && slices.Equal(labels, is.labels) }
	good := fits()
	for _, n := range items {
		labels, linked = j.items[n].on(labels, linked)
		good = fits() || good && j.verdicts[n] != "done"
	}
	if !good {
		return fmt.Errorf("%v was %v, is %v (%t), and should be %v (%t)", pair, j.before[pair], is, there, labels, linked)
	}
	return nil
}

func (j *linkJudge) labels(pair [2]string) (labels []string, linked bool) {
	was, linked := j.before[pair]
	return was.labels, linked
}

// on is what becomes of an association with these labels.
func (i *linkItem) on(labels []string, linked bool) (now []string, still bool) {
	named := func(label string) bool { return slices.Contains(i.labels, label) }
	switch {
	case !i.deleted:
		now = append(slices.DeleteFunc(slices.Clone(labels), named), i.labels...)
		slices.Sort(now)
		return now, true
	case len(i.labels) == 0:
		return nil, false
	default:
		return slices.DeleteFunc(slices.Clone(labels), named), linked
	}
}

func (i *linkItem) String() string { return i.json(0) }
