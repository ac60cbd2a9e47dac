package extract

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// What shows that made-up cursors cannot be relied on. Records come and go while a list is read, so what two parts have read
// of the same place may differ; only what cannot be explained by that counts.

// numbers returns the IDs of a page that was requested from an ID on, and the cursor of the next one. unfit says why they
// cannot be those of a list in which a cursor is a number and means the records from this ID on.
func numbers(page *hubspot.Page, from uint64) (ids []uint64, cursor uint64, unfit string) {
	ids, err := idsOf(page)
	if err != nil {
		return nil, 0, "an ID does not fit into 64 bits"
	}
	for i, id := range ids {
		if id < from || i > 0 && id <= ids[i-1] {
			return nil, 0, "its records are not in the order of their IDs, or not within its cursors"
		}
	}
	if !page.HasNext {
		return ids, 0, ""
	}
	cursor, err = strconv.ParseUint(page.Next, 10, 64)
	switch {
	case err != nil:
		return nil, 0, "its cursors are not numbers"
	case cursor < from, len(ids) > 0 && cursor <= ids[len(ids)-1]:
		return nil, 0, "its cursors do not follow the IDs"
	default:
		return ids, cursor, ""
	}
}

// checkStart looks for records, among those with ids, that another look at the list from the made-up cursor start should have
// shown: they came before it and were there after it. They are not lost, because p passes them on, but a cursor that skips
// records is not one to read with.
func (p *listPart) checkStart(ctx context.Context, start uint64, other look, ids []uint64, page *hubspot.Page) {
	if p.asked < other.answers {
		return // what p has read may have gone before the other look
	}
	from, _ := slices.BinarySearch(ids, start)
	for i := from; i < len(ids); i++ {
		if p.of.wasThere(&page.Records[i], other.seen) {
			p.of.giveUp(ctx, fmt.Sprintf("at the cursor %d, which HubSpot has not issued, it leaves out %d", start, ids[i]))
			return
		}
	}
}

// wasThere reports whether rec, which is in the list, came into it before t: since then nothing has happened to it that brings
// a record into a list.
func (l *listing) wasThere(rec *hubspot.Record, t time.Time) bool {
	at, err := sesam.ParseTime(string(rec.Changed(l.query.Archived)))
	return err == nil && at.Before(t)
}

// giveUp lets the list be read with one cursor from now on. Parts that have begun go on: their seams are checked.
func (l *listing) giveUp(ctx context.Context, reason string) {
	l.givenUp = true
	l.run.opts.Cursors.giveUp(ctx, l.run.object, reason)
}
