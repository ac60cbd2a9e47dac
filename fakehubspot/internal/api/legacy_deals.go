package api

import (
	"math"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyDeal is a deal as version 1 shows it, its fields in the order in which HubSpot sends them.
type legacyDeal struct {
	PortalID     int                    `json:"portalId"`
	DealID       int64                  `json:"dealId"`
	IsDeleted    bool                   `json:"isDeleted"`
	Associations *dealAssociations      `json:"associations"`
	Properties   map[string]legacyValue `json:"properties"`
	Imports      []struct{}             `json:"imports"`
	StateChanges []struct{}             `json:"stateChanges"`
}

// dealAssociations are the IDs of what a deal is associated with.
type dealAssociations struct {
	Vids      []int64 `json:"associatedVids"`
	Companies []int64 `json:"associatedCompanyIds"`
	Deals     []int64 `json:"associatedDealIds"`
	Tickets   []int64 `json:"associatedTicketIds"`
}

// dealShow is what an answer shows of each deal.
type dealShow struct {
	legacyShow

	associations *association.Store // nil shows none
}

func (show dealShow) deal(r *record.Record) legacyDeal {
	shown := legacyDeal{
		PortalID: refusal.PortalID, DealID: r.ID, Properties: show.properties(r), Imports: []struct{}{}, StateChanges: []struct{}{},
	}
	if show.associations != nil {
		ids := func(to *object.Type) []int64 { return associatedIDs(show.associations, show.object.Ref(r.ID), to) }
		shown.Associations = &dealAssociations{ids(object.Contacts), ids(object.Companies), ids(object.Deals), ids(object.Tickets)}
	}
	return shown
}

// associatedIDs are the IDs of the records of an object type that a record is associated with.
func associatedIDs(ties *association.Store, from association.Ref, to *object.Type) []int64 {
	all := []int64{}
	page, _ := ties.Page(from, to.TypeID, 0, math.MaxInt)
	for _, tie := range page {
		all = append(all, tie.To)
	}
	return all
}

// The ways in which a list shows all properties of each deal.
const (
	latestVersion = "latest_version"
	allVersions   = "all_versions"
)

// listedDeals reads the parameters of the list of deals, which shows nothing but the ID unless more is asked for.
func (s *server) listedDeals(c *gin.Context, o *store.Store) (dealShow, error) {
	show := dealShow{legacyShow: legacyShowOf(c, o)}
	everything, err := flag(c, "includeAllProperties")
	if err != nil {
		return show, err
	}
	mode := c.DefaultQuery("allPropertiesFetchMode", latestVersion)
	if mode != latestVersion && mode != allVersions {
		return show, refusal.NotOneOf("allPropertiesFetchMode", mode, latestVersion, allVersions)
	}
	show.all, show.whole = everything, everything && mode == allVersions
	if len(show.names) == 0 {
		show.names = []string{"hs_object_id"}
	}
	with, err := flag(c, "includeAssociations")
	if with {
		show.associations = s.Account(c.Request).Associations
	}
	return show, err
}

// listLegacyDeals lists all deals by ascending ID.
func (s *server) listLegacyDeals(c *gin.Context, o *store.Store) error {
	show, err := s.listedDeals(c, o)
	if err != nil {
		return err
	}
	list, err := s.legacyList(c, o, pagedPage, "offset")
	if err != nil {
		return err
	}
	page := struct {
		Deals  []legacyDeal `json:"deals"`
		More   bool         `json:"hasMore"`
		Offset int64        `json:"offset"`
	}{[]legacyDeal{}, list.more, list.offset}
	for _, r := range list.records {
		page.Deals = append(page.Deals, show.deal(r))
	}
	return sendValue(c, http.StatusOK, page)
}

// wholeDeals shows everything of a deal.
func (s *server) wholeDeals(c *gin.Context, o *store.Store) (dealShow, error) {
	show, err := legacyWholeOf(c, o)
	return dealShow{show, s.Account(c.Request).Associations}, err
}

// recentLegacyDeals lists the deals that were modified in the last thirty days, the latest first.
func (s *server) recentLegacyDeals(c *gin.Context, o *store.Store) error {
	part, err := s.recentRangeOf(c)
	if err != nil {
		return err
	}
	show, err := s.wholeDeals(c, o)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, cut(s.recentOf(o, part.since), part, show.deal))
}

// readLegacyDeal reads a deal.
func (s *server) readLegacyDeal(c *gin.Context, o *store.Store) error {
	show, err := s.wholeDeals(c, o)
	if err != nil {
		return err
	}
	r, err := find(o, c.Param("id"), "", false)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, show.deal(r))
}
