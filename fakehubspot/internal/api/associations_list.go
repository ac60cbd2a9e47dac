package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// HubSpot's page sizes of the associations of one record: alone, and in a batch.
const (
	maxTies        = 500
	maxTiesInBatch = 1_000
	maxTiesV3      = 100 // in a batch of v3
)

// tiePage bounds a page of associations by the one that is set.
func (s *server) tiePage(vendor int) int {
	if s.AssociationPage > 0 {
		return min(vendor, s.AssociationPage)
	}
	return vendor
}

// listAssociations is GET of a record's associations.
func (s *server) listAssociations(c *gin.Context, e ends) error {
	as := editionOf(c)
	if !as.single {
		return s.nothing(c)
	}
	page, next, err := s.tiesInPath(c, e)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, struct {
		Results []tieShape `json:"results"`
		Paging  *paging    `json:"paging,omitempty"`
	}{as.ties(page), next})
}

// listAssociationsV3 is the same in v3, where a record is listed once for each type.
func (s *server) listAssociationsV3(c *gin.Context, e ends) error {
	page, next, err := s.tiesInPath(c, e)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, associated{flat(page), next})
}

// tiesInPath returns the page of the record's associations that a call asks for.
func (s *server) tiesInPath(c *gin.Context, e ends) ([]association.Tie, *paging, error) {
	size, err := limit(c, maxTies, maxTies)
	if err != nil {
		return nil, nil, err
	}
	first, err := parseAssociationCursor(c.Query("after"), e.to.Type.TypeID)
	if err != nil {
		return nil, nil, err
	}
	r, err := find(e.from, c.Param("id"), "", false)
	if err != nil {
		return nil, nil, err
	}
	ties := s.Account(c.Request).Associations
	page, next := ties.Page(e.from.Ref(r.ID), e.to.Type.TypeID, first, s.tiePage(size))
	if next == 0 {
		return page, nil, nil
	}
	return page, nextAssociations(e.to.Type.TypeID, next, location(c), withoutAfter(c)...), nil
}

// live returns the record of an ID in a batch; one that was merged away is none.
func live(o *store.Store, text string) (association.Ref, bool) {
	id, numeric := store.ParseID(text)
	if !numeric {
		return association.Ref{}, false
	}
	r, ok := o.Get(id)
	return o.Ref(id), ok && r.ID == id
}
