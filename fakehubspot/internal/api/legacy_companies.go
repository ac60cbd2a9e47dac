package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyCompany is a company as version 2 shows it, its fields in the order in which HubSpot sends them.
type legacyCompany struct {
	PortalID          int                    `json:"portalId"`
	CompanyID         int64                  `json:"companyId"`
	IsDeleted         bool                   `json:"isDeleted"`
	Properties        map[string]legacyValue `json:"properties"`
	AdditionalDomains []struct{}             `json:"additionalDomains"`
	StateChanges      []struct{}             `json:"stateChanges"`
	MergeAudits       []struct{}             `json:"mergeAudits"`
}

func (show legacyShow) company(r *record.Record) legacyCompany {
	return legacyCompany{
		PortalID: refusal.PortalID, CompanyID: r.ID, Properties: show.properties(r),
		AdditionalDomains: []struct{}{}, StateChanges: []struct{}{}, MergeAudits: []struct{}{},
	}
}

// listLegacyCompanies lists all companies by ascending ID.
func (s *server) listLegacyCompanies(c *gin.Context, o *store.Store) error {
	list, err := s.legacyList(c, o, pagedPage, "offset")
	if err != nil {
		return err
	}
	show := legacyShowOf(c, o)
	page := struct {
		Companies []legacyCompany `json:"companies"`
		More      bool            `json:"has-more"`
		Offset    int64           `json:"offset"`
	}{[]legacyCompany{}, list.more, list.offset}
	for _, r := range list.records {
		page.Companies = append(page.Companies, show.company(r))
	}
	return sendValue(c, http.StatusOK, page)
}

// recentLegacyCompanies lists the companies that were modified in the last thirty days, the latest first.
func (s *server) recentLegacyCompanies(c *gin.Context, o *store.Store) error {
	part, err := s.recentRangeOf(c)
	if err != nil {
		return err
	}
	show, err := legacyWholeOf(c, o)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, cut(s.recentOf(o, part.since), part, show.company))
}

// readLegacyCompany reads a company.
func (s *server) readLegacyCompany(c *gin.Context, o *store.Store) error {
	show, err := legacyWholeOf(c, o)
	if err != nil {
		return err
	}
	r, err := find(o, c.Param("id"), "", false)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, show.company(r))
}
