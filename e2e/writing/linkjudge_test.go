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

// course is what may have become of an association after some of the items about it.
type course struct {
	labels []string
	linked bool
	waits  []string // contacts, as the ERP knows them, of which an item has not been done: none that follows has
}

// checkPair checks that an association is as it may be after the items about it. All that are done count, in their order; of others,
// those of each contact up to some place, but no deletion after one that does not. IDs that have become one contact are several to the
// connector until it has looked them up, and until then what is only to be made waits for nothing.
func (j *linkJudge) checkPair(pair [2]string, items []int) error {
	is, there := j.after[pair]
	was, linked := j.before[pair]
	courses := []course{{labels: was.labels, linked: linked}}
	for _, n := range items {
		i, next := j.items[n], []course{}
		for _, c := range courses {
			if !slices.Contains(c.waits, i.contact) && (!i.deleted || len(c.waits) == 0) {
				labels, linked := i.on(c.labels, c.linked)
				next = append(next, course{labels, linked, c.waits})
			}
			if j.verdicts[n] != "done" {
				next = append(next, course{c.labels, c.linked, append(slices.Clone(c.waits), i.contact)})
			}
		}
		courses = next
	}
	if !slices.ContainsFunc(courses, func(c course) bool { return c.linked == there && slices.Equal(c.labels, is.labels) }) {
		return fmt.Errorf("%v was %v, is %v (%t), and should be one of %v", pair, was, is, there, courses)
	}
	return nil
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
