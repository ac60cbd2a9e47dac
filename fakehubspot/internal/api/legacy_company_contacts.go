package api

import (
	"maps"
	"math"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// companyContact is a contact in the answer for a company, which differs from all others.
type companyContact struct {
	Identities     []contactIdentity     `json:"identities"`
	Properties     []companyContactValue `json:"properties"`
	ListMembership []struct{}            `json:"listMembership"`
	Vid            int64                 `json:"vid"`
	PortalID       int                   `json:"portalId"`
	IsContact      bool                  `json:"isContact"`
	Vids           []int64               `json:"vids"`
	Imports        []struct{}            `json:"imports"`
	CanonicalVid   int64                 `json:"canonicalVid"`
	MergeAudit     []struct{}            `json:"mergeAudit"`
	MergedVids     []int64               `json:"mergedVids"`
}

type contactIdentity struct {
	Vid        int64      `json:"vid"`
	Identities []identity `json:"identity"`
	LinkedVids []int64    `json:"linkedvid"`
}

type companyContactValue struct {
	Name      string  `json:"name"`
	Value     string  `json:"value"`
	SourceVid []int64 `json:"sourceVid"`
}

// companyContactPage are the contacts of a company that a call asks for.
type companyContactPage struct {
	contacts *store.Store
	records  []*record.Record
	more     bool
	offset   int64
}

// listLegacyCompanyVids lists the IDs of a company's contacts.
func (s *server) listLegacyCompanyVids(c *gin.Context, o *store.Store) error {
	found, err := s.companyContacts(c, o)
	if err != nil {
		return err
	}
	page := struct {
		Vids   []int64 `json:"vids"`
		Offset int64   `json:"vidOffset"`
		More   bool    `json:"hasMore"`
	}{[]int64{}, found.offset, found.more}
	for _, r := range found.records {
		page.Vids = append(page.Vids, r.ID)
	}
	return sendValue(c, http.StatusOK, page)
}

// listLegacyCompanyContacts lists a company's contacts.
func (s *server) listLegacyCompanyContacts(c *gin.Context, o *store.Store) error {
	found, err := s.companyContacts(c, o)
	if err != nil {
		return err
	}
	page := struct {
		Contacts []companyContact `json:"contacts"`
		Offset   int64            `json:"vidOffset"`
		More     bool             `json:"hasMore"`
	}{[]companyContact{}, found.offset, found.more}
	for _, r := range found.records {
		page.Contacts = append(page.Contacts, companyContactOf(found.contacts, r))
	}
	return sendValue(c, http.StatusOK, page)
}

// companyContacts are the contacts whose primary company the one in the path is, by ascending ID.
func (s *server) companyContacts(c *gin.Context, o *store.Store) (companyContactPage, error) {
	limit, err := s.legacySizeOf(c, contactPage)
	if err != nil {
		return companyContactPage{}, err
	}
	offset, err := legacyNumber(c, "vidOffset", 0)
	if err != nil {
		return companyContactPage{}, err
	}
	company, err := find(o, c.Param("id"), "", false)
	if err != nil {
		return companyContactPage{}, err
	}
	contacts, _ := s.Account(c.Request).Object(object.Contacts.TypeID)
	found := companyContactPage{contacts: contacts, offset: offset}
	ties, _ := s.Account(c.Request).Associations.Page(o.Ref(company.ID), contacts.Type.TypeID, offset+1, math.MaxInt)
	for _, tie := range ties {
		r, live := contacts.Get(tie.To)
		if !live || !slices.ContainsFunc(tie.Types, isPrimaryContact) {
			continue
		}
		if len(found.records) == limit {
			found.more = true
			break
		}
		found.records, found.offset = append(found.records, r), r.ID
	}
	return found, nil
}

// isPrimaryContact reports whether a type of association says that the company is the contact's primary one.
func isPrimaryContact(t *association.Type) bool {
	return t.Kind == association.Kind{Category: association.HubSpotDefined, ID: 2}
}

func companyContactOf(o *store.Store, r *record.Record) companyContact {
	shown := companyContact{
		Identities:     []contactIdentity{{Vid: r.ID, Identities: identities(o, r), LinkedVids: []int64{}}},
		ListMembership: []struct{}{}, Vid: r.ID, PortalID: refusal.PortalID, IsContact: true, Vids: []int64{},
		Imports: []struct{}{}, CanonicalVid: r.ID, MergeAudit: []struct{}{}, MergedVids: mergedVids(r),
	}
	values := legacyShow{object: o, names: listedProperties}.properties(r)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		shown.Properties = append(shown.Properties, companyContactValue{name, values[name].Value, []int64{}})
	}
	return shown
}
