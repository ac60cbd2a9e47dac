package extract

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// linkedReader reads the pages of a part together with the links of their records. A call for links takes as many records as
// ten pages of a list have, so pages wait until there are enough of them. While they wait they take no memory that an answer
// could need: if there is no room for one more to wait, all of them go on.
type linkedReader struct {
	part
	run  *Run
	read []*page // that have been read and not been returned, with their links
	more bool    // the part has more pages
}

// linkedPages is the reader of a part whose records show their associations.
func (r *Run) linkedPages(p part) pageReader { return &linkedReader{part: p, run: r, more: true} }

// next implements pageReader.
func (r *linkedReader) next(ctx context.Context) (*page, bool, error) {
	if len(r.read) == 0 {
		if err := r.gather(ctx); err != nil {
			return nil, false, err
		}
	}
	if len(r.read) == 0 {
		return nil, r.more, nil
	}
	first := r.read[0]
	r.read = r.read[1:]
	return first, r.more || len(r.read) > 0, nil
}

// release implements pageReader.
func (r *linkedReader) release() {
	for _, unused := range r.read {
		unused.Release()
	}
	r.read = nil
}

// gather reads pages, and then the links of their records.
func (r *linkedReader) gather(ctx context.Context) error {
	var ids []uint64
	largest := 0
	for r.more && len(ids)+largest <= hubspot.AssociationsLimit {
		next, more, err := r.part.next(ctx)
		if err != nil {
			return err
		}
		if r.more = more; next == nil {
			continue
		}
		r.read = append(r.read, &page{Page: next})
		if ids, err = appendLive(ids, next); err != nil {
			return err
		}
		if largest = max(largest, len(next.Records)); r.run.single || !next.Park() {
			break
		}
	}
	for _, to := range r.run.associations {
		l, err := r.run.readLinks(ctx, to, ids)
		if err != nil {
			return err
		}
		for _, one := range r.read {
			one.links = append(one.links, l)
		}
	}
	return nil
}

// appendLive appends the IDs of the records of a page that are not archived.
func appendLive(ids []uint64, next *hubspot.Page) ([]uint64, error) {
	all, err := idsOf(next)
	if err != nil {
		return nil, err
	}
	for i, id := range all {
		if !next.Records[i].Archived {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
