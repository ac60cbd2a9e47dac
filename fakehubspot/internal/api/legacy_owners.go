package api

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyOwner is an owner as version 2 shows it, its fields in the order in which HubSpot sends them.
type legacyOwner struct {
	PortalID          int           `json:"portalId"`
	OwnerID           int64         `json:"ownerId"`
	Type              string        `json:"type"`
	FirstName         string        `json:"firstName"`
	LastName          string        `json:"lastName"`
	Email             string        `json:"email"`
	CreatedAt         int64         `json:"createdAt"`
	UpdatedAt         int64         `json:"updatedAt"`
	Remotes           []ownerRemote `json:"remoteList"`
	HasContactsAccess bool          `json:"hasContactsAccess"`
	// ActiveUserID is that of an active user; UserIDIncludingInactive stays when the user is deactivated.
	ActiveUserID            int64 `json:"activeUserId,omitzero"`
	UserIDIncludingInactive int64 `json:"userIdIncludingInactive,omitzero"`
	IsActive                bool  `json:"isActive"`
}

// ownerRemote is what an owner is in another system: here in HubSpot itself.
type ownerRemote struct {
	PortalID   int    `json:"portalId"`
	OwnerID    int64  `json:"ownerId"`
	RemoteID   string `json:"remoteId"`
	RemoteType string `json:"remoteType"`
	Active     bool   `json:"active"`
}

func legacyOwnerOf(o owner.Owner) legacyOwner {
	shown := legacyOwner{
		PortalID: refusal.PortalID, OwnerID: o.ID, Type: o.Type, FirstName: o.FirstName, LastName: o.LastName, Email: o.Email,
		CreatedAt: o.Created.UnixMilli(), UpdatedAt: o.Updated.UnixMilli(), Remotes: []ownerRemote{},
		ActiveUserID: o.UserID, UserIDIncludingInactive: o.UserID, IsActive: !o.Archived,
	}
	if o.Archived {
		shown.ActiveUserID = 0
	}
	if o.UserID != 0 {
		shown.Remotes = append(shown.Remotes, ownerRemote{
			PortalID: refusal.PortalID, OwnerID: o.ID, RemoteID: strconv.FormatInt(o.UserID, 10), RemoteType: "HUBSPOT", Active: !o.Archived,
		})
	}
	return shown
}

// listLegacyOwners lists all owners by ascending ID, without pages or an envelope.
func (s *server) listLegacyOwners(c *gin.Context) error {
	inactive, err := flag(c, "includeInactive")
	if err != nil {
		return err
	}
	email := c.Query("email")
	list := []legacyOwner{}
	for _, o := range s.ownersByID(c, inactive) {
		if email == "" || strings.EqualFold(o.Email, email) {
			list = append(list, legacyOwnerOf(o))
		}
	}
	return sendValue(c, http.StatusOK, list)
}

// readLegacyOwner finds an owner by its ID.
func (s *server) readLegacyOwner(c *gin.Context) error {
	inactive, err := flag(c, "includeInactive")
	if err != nil {
		return err
	}
	id, numeric := store.ParseID(c.Param("owner"))
	if !numeric {
		return idError(c.Param("owner"))
	}
	all := s.ownersByID(c, inactive)
	i := slices.IndexFunc(all, func(o owner.Owner) bool { return o.ID == id })
	if i < 0 {
		return refusal.NotFound()
	}
	return sendValue(c, http.StatusOK, legacyOwnerOf(all[i]))
}

// ownersByID are the owners whose users are active, and with the others those whose users are not.
func (s *server) ownersByID(c *gin.Context, inactive bool) []owner.Owner {
	owners := s.Account(c.Request).Owners
	all := owners.List(false)
	if inactive {
		all = slices.Concat(all, owners.List(true))
		slices.SortFunc(all, func(a, b owner.Owner) int { return cmp.Compare(a.ID, b.ID) })
	}
	return all
}
