package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// listedProperties are those that lists of contacts show if the caller names none.
var listedProperties = []string{"company", "firstname", "lastmodifieddate", "lastname"}

// legacyContactPage is a page of all contacts.
type legacyContactPage struct {
	Contacts []legacyContact `json:"contacts"`
	More     bool            `json:"has-more"`
	Vid      int64           `json:"vid-offset"`
}

// listLegacyContacts lists all contacts by ascending ID.
func (s *server) listLegacyContacts(c *gin.Context, o *store.Store) error {
	show, err := legacyContactShowOf(c, o, listedProperties, valueOnly)
	if err != nil {
		return err
	}
	list, err := s.legacyList(c, o, contactPage, "vidOffset")
	if err != nil {
		return err
	}
	page := legacyContactPage{Contacts: []legacyContact{}, More: list.more, Vid: list.offset}
	for _, r := range list.records {
		page.Contacts = append(page.Contacts, show.listed(r, r.Created))
	}
	return sendValue(c, http.StatusOK, page)
}

// recentContactPage is a page of the contacts that were modified last. It goes on with vid-offset and time-offset together.
type recentContactPage struct {
	legacyContactPage
	Time int64 `json:"time-offset"`
}

// recentLegacyContacts lists the contacts that were modified in the last thirty days, the latest first.
func (s *server) recentLegacyContacts(c *gin.Context, o *store.Store) error {
	show, err := legacyContactShowOf(c, o, listedProperties, valueOnly)
	if err != nil {
		return err
	}
	limit, err := s.legacySizeOf(c, contactPage)
	if err != nil {
		return err
	}
	last, err := lastRecent(c)
	if err != nil {
		return err
	}
	page := recentContactPage{legacyContactPage: legacyContactPage{Contacts: []legacyContact{}, Vid: last.ID}, Time: last.Modified}
	for _, r := range s.recentOf(o, 0) {
		if last.Modified != 0 && latestFirst(r, &last) <= 0 {
			continue // the caller has it
		}
		if len(page.Contacts) == limit {
			page.More = true
			break
		}
		page.Contacts = append(page.Contacts, show.listed(r, r.Modified))
		page.Vid, page.Time = r.ID, r.Modified
	}
	return sendValue(c, http.StatusOK, page)
}

// lastRecent reads where a page of recent contacts goes on: behind the contact of that time and ID. Without an ID all contacts
// of that time are behind it; without a time it is the beginning.
func lastRecent(c *gin.Context) (record.Record, error) {
	at, err := legacyNumber(c, "timeOffset", 0)
	if err != nil {
		return record.Record{}, err
	}
	const beyondAll = 1<<63 - 1
	id, err := legacyNumber(c, "vidOffset", beyondAll)
	if err != nil {
		return record.Record{}, err
	}
	if at == 0 {
		id = 0
	}
	return record.Record{ID: id, Modified: at}, nil
}

// batchLegacyContacts reads contacts by their IDs. The answer is an object with a member for each ID; those that are unknown
// are left out.
func (s *server) batchLegacyContacts(c *gin.Context, o *store.Store) error {
	show, err := legacyContactShowOf(c, o, nil, valueOnly)
	if err != nil {
		return err
	}
	vids := names(c, "vid")
	if len(vids) > maxBatch {
		return refusal.TooManyInputs(maxBatch)
	}
	all := map[string]legacyContact{}
	for _, text := range vids {
		id, err := strconv.ParseUint(text, 10, 63)
		if err != nil {
			return refusal.NotAtLeast("vid", text, 0)
		}
		if r, ok := o.Get(int64(id)); ok {
			all[text] = show.contact(r)
		}
	}
	return sendValue(c, http.StatusOK, all)
}

// readLegacyContact reads a contact by its ID.
func (s *server) readLegacyContact(c *gin.Context, o *store.Store) error {
	return legacyProfile(c, o, c.Param("id"), "")
}

// readLegacyContactByEmail reads a contact by one of its email addresses.
func (s *server) readLegacyContactByEmail(c *gin.Context, o *store.Store) error {
	return legacyProfile(c, o, c.Param("email"), o.Type.Identity.Property)
}

func legacyProfile(c *gin.Context, o *store.Store, value, by string) error {
	show, err := legacyContactShowOf(c, o, nil, valueAndHistory)
	if err != nil {
		return err
	}
	r, err := find(o, value, by, false)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, show.contact(r))
}
