package api

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacySize is how many records a page of a legacy list has: how many if the caller says nothing, and at most.
type legacySize struct {
	parameter      string // count or limit
	ordinary, most int
}

// The page sizes of the legacy lists, as HubSpot documents them.
var (
	contactPage = legacySize{"count", 20, 100}
	recentPage  = legacySize{"count", 20, 100}
	pagedPage   = legacySize{"limit", 100, 250}
	objectPage  = legacySize{"limit", 100, 100}
)

// What the lists of recently modified records hold: those of the last thirty days, of which the first ten thousand can be
// reached.
const (
	recentFor   = 30 * 24 * time.Hour
	recentReach = 10_000
)

// legacySizeOf reads a page size. More than the most means the most.
func (s *server) legacySizeOf(c *gin.Context, size legacySize) (int, error) {
	asked, err := legacyNumber(c, size.parameter, int64(size.ordinary))
	if err != nil {
		return 0, err
	}
	if asked < 1 {
		return 0, refusal.NotAtLeast(size.parameter, c.Query(size.parameter), 1)
	}
	limit := int(min(asked, int64(size.most)))
	if s.PageLimit > 0 {
		limit = min(limit, s.PageLimit)
	}
	return limit, nil
}

// legacyNumber reads a parameter that is a whole number from 0 up; absent or empty is otherwise.
func legacyNumber(c *gin.Context, name string, otherwise int64) (int64, error) {
	text := c.Query(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseUint(text, 10, 63) // digits alone
	if err != nil {
		return 0, refusal.NotAtLeast(name, text, 0)
	}
	return int64(n), nil
}

// legacyPage is a page of live records by ascending ID. Its offset is the ID of the last of them; a page goes on behind it.
type legacyPage struct {
	records []*record.Record
	more    bool
	offset  int64
}

// legacyList reads the page of a list that a call asks for, whose offset is in the parameter.
func (s *server) legacyList(c *gin.Context, o *store.Store, size legacySize, parameter string) (legacyPage, error) {
	limit, err := s.legacySizeOf(c, size)
	if err != nil {
		return legacyPage{}, err
	}
	offset, err := legacyNumber(c, parameter, 0)
	if err != nil {
		return legacyPage{}, err
	}
	records, next := o.List(store.Start{ID: offset + 1}, limit, false)
	return legacyPage{records, next != 0, lastID(records, offset)}, nil
}

// lastID is the ID of the last record of a page, or what stands in for it on an empty one.
func lastID(page []*record.Record, otherwise int64) int64 {
	if len(page) == 0 {
		return otherwise
	}
	return page[len(page)-1].ID
}

// recentOf are the live records that were modified in the last thirty days and not before since, the latest first. They are
// read from the records: no index is late.
func (s *server) recentOf(o *store.Store, since int64) []*record.Record {
	since = max(since, s.Now().Add(-recentFor).UnixMilli())
	all, _ := o.List(store.Start{}, o.Len(), false)
	recent := slices.DeleteFunc(all, func(r *record.Record) bool { return r.Modified < since })
	slices.SortFunc(recent, latestFirst)
	return recent
}

// latestFirst orders by the time of modification, and those of one time by ID, each from the largest down.
func latestFirst(a, b *record.Record) int {
	return cmp.Or(cmp.Compare(b.Modified, a.Modified), cmp.Compare(b.ID, a.ID))
}

// recentRange is the part of a list of recently modified records that a call asks for.
type recentRange struct {
	since  int64
	offset int
	count  int
}

// recentRangeOf reads since, offset and count. Nothing beyond the first ten thousand can be asked for.
func (s *server) recentRangeOf(c *gin.Context) (recentRange, error) {
	count, err := s.legacySizeOf(c, recentPage)
	if err != nil {
		return recentRange{}, err
	}
	since, err := legacyNumber(c, "since", 0)
	if err != nil {
		return recentRange{}, err
	}
	offset, err := legacyNumber(c, "offset", 0)
	if err != nil {
		return recentRange{}, err
	}
	if offset+int64(count) > recentReach {
		return recentRange{}, refusal.BeyondReach(recentReach)
	}
	return recentRange{since, int(offset), count}, nil
}

// recentPageOf is what the lists of recently modified companies, deals and engagements answer.
type recentPageOf[T any] struct {
	Results []T  `json:"results"`
	More    bool `json:"hasMore"`
	Offset  int  `json:"offset"`
	Total   int  `json:"total"`
}

// cut shows the part of a list that was asked for.
func cut[R, T any](all []R, part recentRange, show func(R) T) recentPageOf[T] {
	from := min(part.offset, len(all))
	to := min(from+part.count, len(all))
	page := recentPageOf[T]{Results: make([]T, 0, to-from), More: to < len(all), Offset: to, Total: len(all)}
	for _, one := range all[from:to] {
		page.Results = append(page.Results, show(one))
	}
	return page
}
