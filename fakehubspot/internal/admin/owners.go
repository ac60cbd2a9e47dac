package admin

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// ownerView is an owner as the control API shows it.
type ownerView struct {
	ID        string       `json:"id"`
	Type      string       `json:"type"`
	Email     string       `json:"email,omitzero"`
	FirstName string       `json:"firstName,omitzero"`
	LastName  string       `json:"lastName,omitzero"`
	UserID    int64        `json:"userId,omitzero"`
	Teams     []owner.Team `json:"teams,omitempty"`
	CreatedAt string       `json:"createdAt"`
	UpdatedAt string       `json:"updatedAt"`
	Archived  bool         `json:"archived"`
}

func viewOwner(o owner.Owner) ownerView {
	return ownerView{
		ID: strconv.FormatInt(o.ID, 10), Type: o.Type, Email: o.Email, FirstName: o.FirstName, LastName: o.LastName, UserID: o.UserID,
		Teams: o.Teams, Archived: o.Archived,
		CreatedAt: o.Created.UTC().Format(record.StampFormat), UpdatedAt: o.Updated.UTC().Format(record.StampFormat),
	}
}

// listOwners answers {"owners": […]}, archived ones too, by ascending ID.
func (a *control) listOwners(c *gin.Context) {
	views := []ownerView{}
	for _, o := range a.hub.Account().Owners.All() {
		views = append(views, viewOwner(o))
	}
	c.JSON(http.StatusOK, gin.H{"owners": views})
}

// addOwner adds the owner in the body, a PERSON unless it says otherwise: 201 and the owner with its ID and times, or 409 if
// another owner has the email address.
func (a *control) addOwner(c *gin.Context) {
	var body struct {
		Type      string       `json:"type"`
		Email     string       `json:"email"`
		FirstName string       `json:"firstName"`
		LastName  string       `json:"lastName"`
		Teams     []owner.Team `json:"teams"`
	}
	if !read(c, &body) {
		return
	}
	if body.Type == "" {
		body.Type = owner.Person
	}
	added, err := a.hub.Account().Owners.Add(owner.Owner{
		Type: body.Type, Email: body.Email, FirstName: body.FirstName, LastName: body.LastName, Teams: body.Teams,
	})
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, viewOwner(added))
}

// patchOwner changes the members that the body has and leaves the rest; archived is true when a user is deactivated.
func (a *control) patchOwner(c *gin.Context) {
	id, err := hub.ParseID("id", c.Param("id"))
	if err != nil {
		fail(c, err)
		return
	}
	var body struct {
		Email     *string       `json:"email"`
		FirstName *string       `json:"firstName"`
		LastName  *string       `json:"lastName"`
		Teams     *[]owner.Team `json:"teams"`
		Archived  *bool         `json:"archived"`
	}
	if !read(c, &body) {
		return
	}
	changed, err := a.hub.Account().Owners.Change(id, func(o *owner.Owner) {
		set(&o.Email, body.Email)
		set(&o.FirstName, body.FirstName)
		set(&o.LastName, body.LastName)
		set(&o.Teams, body.Teams)
		set(&o.Archived, body.Archived)
	})
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, viewOwner(changed))
}

// set takes a member that was given.
func set[T any](target, given *T) {
	if given != nil {
		*target = *given
	}
}
