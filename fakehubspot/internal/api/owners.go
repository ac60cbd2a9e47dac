package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// HubSpot's page sizes of owners.
const (
	defaultOwnerPage = 100
	maxOwnerPage     = 500
)

// ownerShape is an owner, its fields in the order in which HubSpot sends them.
type ownerShape struct {
	ID        string `json:"id"`
	Email     string `json:"email,omitzero"`
	Type      string `json:"type"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	// UserID is that of an active user; UserIDIncludingInactive stays when the user is deactivated.
	UserID                  int64        `json:"userId,omitzero"`
	UserIDIncludingInactive int64        `json:"userIdIncludingInactive,omitzero"`
	CreatedAt               string       `json:"createdAt"`
	UpdatedAt               string       `json:"updatedAt"`
	Archived                bool         `json:"archived"`
	Teams                   []owner.Team `json:"teams,omitempty"`
}

func shapeOwner(o owner.Owner) ownerShape {
	shown := ownerShape{
		ID: strconv.FormatInt(o.ID, 10), Email: o.Email, Type: o.Type, FirstName: o.FirstName, LastName: o.LastName,
		UserID: o.UserID, UserIDIncludingInactive: o.UserID, Archived: o.Archived, Teams: o.Teams,
		CreatedAt: o.Created.UTC().Format(record.StampFormat), UpdatedAt: o.Updated.UTC().Format(record.StampFormat),
	}
	if o.Archived {
		shown.UserID = 0
	}
	return shown
}

// ownerPage is a page of owners.
type ownerPage struct {
	Results []ownerShape `json:"results"`
	Paging  *ownerPaging `json:"paging,omitempty"`
}

// ownerPaging leads to the next page.
type ownerPaging struct {
	Next ownerNext `json:"next"`
}

type ownerNext struct {
	After string `json:"after"`
	Link  string `json:"link"`
}

// listOwners lists owners by ascending ID: live ones, or those that are archived. The cursor is the ID of the last one.
func (s *server) listOwners(c *gin.Context) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	size, err := limit(c, defaultOwnerPage, maxOwnerPage)
	if err != nil {
		return err
	}
	if s.PageLimit > 0 {
		size = min(size, s.PageLimit)
	}
	var after int64
	if text := c.Query("after"); text != "" {
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return refusal.BadCursor(text)
		}
	}
	email := c.Query("email")
	found := slices.DeleteFunc(s.Account(c.Request).Owners.List(archived), func(o owner.Owner) bool {
		return o.ID <= after || email != "" && !strings.EqualFold(o.Email, email)
	})
	page := ownerPage{Results: []ownerShape{}}
	for _, o := range found[:min(len(found), size)] {
		page.Results = append(page.Results, shapeOwner(o))
	}
	if len(found) > size {
		next := strconv.FormatInt(found[size-1].ID, 10)
		page.Paging = &ownerPaging{Next: ownerNext{After: next, Link: nextLink(c, next)}}
	}
	return sendValue(c, http.StatusOK, page)
}

// readOwner finds an owner by its ID or by that of its user.
func (s *server) readOwner(c *gin.Context) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	id, numeric := store.ParseID(c.Param("owner"))
	if !numeric {
		return idError(c.Param("owner"))
	}
	idOf := func(o owner.Owner) int64 { return o.ID }
	switch by := c.Query("idProperty"); by {
	case "", "id":
	case "userId":
		idOf = func(o owner.Owner) int64 { return o.UserID }
	default:
		return refusal.NotOwnerID(by)
	}
	for _, o := range s.Account(c.Request).Owners.List(archived) {
		if id > 0 && idOf(o) == id {
			return sendValue(c, http.StatusOK, shapeOwner(o))
		}
	}
	return refusal.NotFound()
}
