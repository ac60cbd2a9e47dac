package extract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// associated is a type whose associated records a run reads. It learns of how many records one call can ask: if they have very
// many associations, the answer would be too large.
type associated struct {
	to *hubspot.Object

	mu    sync.Mutex
	batch int
}

func newAssociated(to *hubspot.Object) *associated {
	return &associated{to: to, batch: hubspot.AssociationsLimit}
}

// size is of how many records the next call asks.
func (a *associated) size() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.batch
}

// learn notes whether the answer about so many records was too large. What has few associations may follow upon what has many,
// so the size grows again.
func (a *associated) learn(asked int, tooLarge bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case tooLarge:
		a.batch = max(1, min(a.batch, asked/2))
	case asked >= a.batch:
		a.batch = min(hubspot.AssociationsLimit, a.batch+a.batch/8+1)
	}
}

// How many links are read in advance of the records that show them. Each takes 16 bytes.
const (
	mostLinks = 64 << 10 // to one type, of the records whose links are read together

	// mostOfRun is for all that a run reads side by side. Beyond it, so many of one type are read all the same, and fewer at a
	// time, lest every record cost a call of its own.
	mostOfRun  = 512 << 10
	leastLinks = 4 << 10
	fewer      = 16
)

// mostOfRecord is how many records of one type may be associated with one record.
const mostOfRecord = 1 << 20

// links are those of some records to the records of one type.
type links struct {
	*associated
	run  *Run
	of   map[uint64]*linksOf
	held int // links in memory
}

// linksOf is what is known of the links of one record.
type linksOf struct {
	hubspot.Reading

	list    []hubspot.Link // once they are whole, in ascending order of their IDs
	cursors cycle
	empty   int // answers in a row without a link, or with the first ones again
}

// readLinks reads the links of records to one type, not all of them if there are very many.
func (r *Run) readLinks(ctx context.Context, to *associated, ids []uint64) (*links, error) {
	l := &links{associated: to, run: r, of: make(map[uint64]*linksOf, len(ids))}
	all := make([]*linksOf, 0, len(ids))
	for _, id := range ids {
		if l.of[id] == nil {
			l.of[id] = &linksOf{Reading: hubspot.Reading{ID: id}}
			all = append(all, l.of[id])
		}
	}
	return l, l.complete(ctx, all)
}

// complete asks HubSpot until all of the links are whole, or, once they take too much memory, at least the first of them.
func (l *links) complete(ctx context.Context, all []*linksOf) error {
	for {
		batch := l.next(all)
		if len(batch) == 0 {
			return nil
		}
		if err := l.ask(ctx, batch); err != nil {
			return err
		}
	}
}

// next returns those that the next call asks for.
func (l *links) next(all []*linksOf) []*linksOf {
	most, full := l.size(), l.held >= mostLinks
	if l.run.held.Load() >= mostOfRun {
		most, full = max(1, most/fewer), l.held >= leastLinks
	}
	if full {
		all = all[:1]
	}
	return hubspot.Unread(all, most)
}

// ask makes one call.
func (l *links) ask(ctx context.Context, batch []*linksOf) error {
	answer, err := l.run.session.Associations(ctx, l.to, hubspot.Inputs(batch))
	failure, failed := errors.AsType[*hubspot.Error](err)
	tooLarge := failed && failure.TooLarge() && len(batch) > 1
	if err != nil && !tooLarge {
		return err
	}
	l.learn(len(batch), tooLarge)
	if tooLarge {
		return nil
	}
	none, err := hubspot.Take(batch, answer, func(one *linksOf, told *hubspot.Associated) error { return l.take(ctx, one, told) })
	if err != nil || !none {
		return err
	}
	return l.believe(batch)
}

// believe takes records for ones without associations that two answers have left out.
func (l *links) believe(absent []*linksOf) error {
	for _, one := range absent {
		if one.Next != "" {
			return l.fault(one, "end in the middle: HubSpot announced more of them, and then left the record out of two answers")
		}
		one.Whole = true
	}
	return nil
}

// take takes in what an answer tells of one record.
func (l *links) take(ctx context.Context, one *linksOf, told *hubspot.Associated) error {
	if told.Unknown {
		if err := l.mustBeGone(ctx, one.ID); err != nil {
			return err
		}
	}
	if one.empty++; len(told.Links) > 0 && (len(one.list) == 0 || told.Links[0].To != one.list[0].To) {
		one.empty = 0
	}
	one.list = append(one.list, told.Links...)
	one.Next = told.Next
	l.hold(len(told.Links))
	switch {
	case len(one.list) > mostOfRecord:
		return l.fault(one, fmt.Sprintf("are more than %d", mostOfRecord))
	case told.Next == "":
		read := len(one.list)
		one.list, one.Whole = ascending(one.list), true
		l.hold(len(one.list) - read)
	case one.cursors.repeats(told.Next):
		return l.fault(one, "never end: the same cursor was returned a second time")
	case one.empty >= maxEmptyPages:
		return l.fault(one, fmt.Sprintf("never end: %d pages in a row had none, or the first ones again, and each announced another page", one.empty))
	}
	return nil
}

func (l *links) fault(one *linksOf, what string) error {
	return fmt.Errorf("HubSpot associations: those of %s %d with %s %s", l.run.object.Singular, one.ID, l.to.Name, what)
}

// mustBeGone looks a record up of which HubSpot says that it does not know it. One that has been archived or merged away since
// it was read has no associations any more; of any other they are unknown.
func (l *links) mustBeGone(ctx context.Context, id uint64) error {
	page, err := l.run.session.LookUp(ctx, strconv.FormatUint(id, 10), false)
	if err != nil {
		return err
	}
	defer page.Release()
	if len(page.Records) > 0 {
		return fmt.Errorf("HubSpot associations: HubSpot does not know %s %d, which exists", l.run.object.Singular, id)
	}
	return nil
}

// forget gives the memory of links back that have been shown. If the same record comes again, they are read again.
func (l *links) forget(one *linksOf) {
	l.hold(-len(one.list))
	*one = linksOf{Reading: hubspot.Reading{ID: one.ID}}
}

// hold counts links that are in memory now, or no longer.
func (l *links) hold(n int) {
	l.held += n
	l.run.held.Add(int64(n))
}

// ascending returns links in ascending order of their IDs. One that came in two parts is one.
func ascending(list []hubspot.Link) []hubspot.Link {
	slices.SortFunc(list, func(a, b hubspot.Link) int { return cmp.Compare(a.To, b.To) })
	once := list[:0]
	for _, link := range list {
		if n := len(once); n > 0 && once[n-1].To == link.To {
			once[n-1].Types = once[n-1].Types.With(link.Types)
			continue
		}
		once = append(once, link)
	}
	return once
}

// ofRecord returns the links of record i of a page, all of them. They are valid until forget.
func (l *links) ofRecord(ctx context.Context, from *page, i int) (*linksOf, error) {
	id, err := idOf(&from.Records[i])
	if err != nil {
		return nil, err
	}
	one := l.of[id]
	switch {
	case one == nil:
		return nil, fmt.Errorf("HubSpot associations: those of %s %d have not been read", l.run.object.Singular, id)
	case one.Whole:
		return one, nil
	}
	rest := []*linksOf{one}
	for n := i + 1; n < len(from.Records); n++ {
		if id, err = idOf(&from.Records[n]); err != nil {
			return nil, err
		}
		if other := l.of[id]; other != nil {
			rest = append(rest, other)
		}
	}
	return one, l.complete(ctx, rest)
}
