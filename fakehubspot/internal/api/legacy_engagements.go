package api

import (
	"cmp"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// engagementPage is a page of engagements by ascending ID. It goes on behind its offset, the ID of the last of them.
type engagementPage struct {
	Results []legacyEngagement `json:"results"`
	More    bool               `json:"hasMore"`
	Offset  int64              `json:"offset"`
}

// listEngagements lists all engagements.
func (s *server) listEngagements(c *gin.Context) error {
	return s.pageOfEngagements(c, pagedPage, func(of engagement, from int64, limit int) []*record.Record {
		records, _ := of.object.List(store.Start{ID: from}, limit, false)
		return records
	})
}

// listEngagementsOf lists the engagements of the record in the path.
func (s *server) listEngagementsOf(c *gin.Context, o *store.Store) error {
	r, err := find(o, c.Param("id"), "", false)
	if err != nil {
		return err
	}
	ties := s.Account(c.Request).Associations
	return s.pageOfEngagements(c, objectPage, func(of engagement, from int64, limit int) []*record.Record {
		var found []*record.Record
		page, _ := ties.Page(o.Ref(r.ID), of.kind.object.TypeID, from, math.MaxInt)
		for _, tie := range page {
			if one, live := of.object.Get(tie.To); live && len(found) < limit {
				found = append(found, one)
			}
		}
		return found
	})
}

// pageOfEngagements answers with a page of what read finds: of each kind of engagement up to a number of records by ascending
// ID, from one on.
func (s *server) pageOfEngagements(c *gin.Context, size legacySize, read func(engagement, int64, int) []*record.Record) error {
	limit, err := s.legacySizeOf(c, size)
	if err != nil {
		return err
	}
	offset, err := legacyNumber(c, "offset", 0)
	if err != nil {
		return err
	}
	account := s.Account(c.Request)
	var found []engagement
	for _, one := range engagementStores(account) {
		for _, r := range read(one, offset+1, limit+1) {
			found = append(found, engagement{r, one.kind, one.object})
		}
	}
	slices.SortFunc(found, func(a, b engagement) int { return cmp.Compare(a.ID, b.ID) })
	page := engagementPage{Results: []legacyEngagement{}, More: len(found) > limit, Offset: offset}
	for _, one := range found[:min(limit, len(found))] {
		page.Results, page.Offset = append(page.Results, one.shape(account)), one.ID
	}
	return sendValue(c, http.StatusOK, page)
}

// recentEngagements lists the engagements that were modified in the last thirty days, the latest first.
func (s *server) recentEngagements(c *gin.Context) error {
	part, err := s.recentRangeOf(c)
	if err != nil {
		return err
	}
	account := s.Account(c.Request)
	var found []engagement
	for _, one := range engagementStores(account) {
		for _, r := range s.recentOf(one.object, part.since) {
			found = append(found, engagement{r, one.kind, one.object})
		}
	}
	slices.SortFunc(found, func(a, b engagement) int { return latestFirst(a.Record, b.Record) })
	return sendValue(c, http.StatusOK, cut(found, part, func(one engagement) legacyEngagement { return one.shape(account) }))
}

// readEngagement reads one engagement, of whichever kind.
func (s *server) readEngagement(c *gin.Context) error {
	id, numeric := store.ParseID(c.Param("id"))
	if !numeric {
		return idError(c.Param("id"))
	}
	account := s.Account(c.Request)
	for _, one := range engagementStores(account) {
		if r, ok := one.object.Get(id); ok {
			return sendValue(c, http.StatusOK, engagement{r, one.kind, one.object}.shape(account))
		}
	}
	return store.ErrNotFound
}

// anyCase takes the object type of a path in any case: version 1 writes it in capitals.
func anyCase(c *gin.Context) {
	for i := range c.Params {
		if c.Params[i].Key == "type" {
			c.Params[i].Value = strings.ToLower(c.Params[i].Value)
		}
	}
}
