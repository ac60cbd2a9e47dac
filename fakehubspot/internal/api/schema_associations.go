package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// associationDefinition is a type of association from one object type to another, its fields in the order in which
// HubSpot sends them.
type associationDefinition struct {
	From      string  `json:"fromObjectTypeId"`
	To        string  `json:"toObjectTypeId"`
	Name      string  `json:"name"`
	Each      string  `json:"cardinality"`
	Back      string  `json:"inverseCardinality"`
	BoundTo   bool    `json:"hasUserEnforcedMaxToObjectIds"`
	BoundFrom bool    `json:"hasUserEnforcedMaxFromObjectIds"`
	MaxTo     int     `json:"maxToObjectIds"`
	MaxFrom   int     `json:"maxFromObjectIds"`
	ID        string  `json:"id"`
	CreatedAt *string `json:"createdAt"`
	UpdatedAt *string `json:"updatedAt"`
}

// mostOthers is how many records a record can be associated with, as schemas tell it.
const mostOthers = 10_000

// shownAssociation is a type of association as schemas show it. HubSpot's own are in capitals there.
func shownAssociation(t *association.Type) associationDefinition {
	name := t.Name
	if t.Category == association.HubSpotDefined {
		name = strings.ToUpper(name)
	}
	return associationDefinition{
		From: t.From, To: t.To, Name: name, Each: "ONE_TO_MANY", Back: "ONE_TO_MANY", MaxTo: mostOthers, MaxFrom: mostOthers,
		ID: strconv.Itoa(t.ID),
	}
}

// associationsFrom are the types of association that lead from an object type.
func associationsFrom(a *store.Account, o *store.Store) []associationDefinition {
	all := []associationDefinition{}
	for _, t := range a.Associations.From(o.Type.TypeID) {
		all = append(all, shownAssociation(t))
	}
	return all
}

// relate lets records of two object types be associated. Without a name the type is called as car_to_contact is.
func relate(a *store.Account, from, to *store.Store, name string) *association.Type {
	there, back := short(from.Type)+"_to_"+short(to.Type), short(to.Type)+"_to_"+short(from.Type)
	if name != "" {
		there = name
	}
	t, _ := a.Associations.Relate(from.Type.TypeID, to.Type.TypeID, there, back)
	return t
}

// short is what the names of associations call an object type.
func short(t *object.Type) string { return strings.ToLower(t.Word()) }

// createSchemaAssociation lets records of an object type of the account's own be associated with those of another one.
func (s *server) createSchemaAssociation(c *gin.Context) error {
	var in struct {
		From string `json:"fromObjectTypeId"`
		To   string `json:"toObjectTypeId"`
		Name string `json:"name"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	account := s.Account(c.Request)
	own, err := schemaNamed(account, c.Param("type"))
	if err != nil {
		return err
	}
	var missing []string
	if in.From == "" {
		missing = append(missing, "fromObjectTypeId")
	}
	if in.To == "" {
		missing = append(missing, "toObjectTypeId")
	}
	if missing != nil {
		return refusal.MissingFields(missing...)
	}
	from, err := schemaNamed(account, in.From)
	if err != nil {
		return err
	}
	to, err := schemaNamed(account, in.To)
	switch {
	case err != nil:
		return err
	case from.Type.Own == "" && to.Type.Own == "":
		return refusal.NotCustom(c.Param("type"))
	case from != own && to != own:
		return refusal.OtherSchema(c.Param("type"))
	}
	if _, related := account.Associations.Unlabeled(from.Type.TypeID, to.Type.TypeID); related {
		return refusal.AssociationExists(from.Type.TypeID, to.Type.TypeID)
	}
	return sendValue(c, http.StatusCreated, shownAssociation(relate(account, from, to, in.Name)))
}

// archiveSchemaAssociation ends associations between two object types, in both directions, by the ID or the name of their
// type.
func (s *server) archiveSchemaAssociation(c *gin.Context) error {
	account := s.Account(c.Request)
	own, err := schemaNamed(account, c.Param("type"))
	if err != nil {
		return err
	}
	wanted := c.Param("association")
	all := account.Associations.From(own.Type.TypeID)
	i := slices.IndexFunc(all, func(t *association.Type) bool {
		return t.Category == association.UserDefined && !t.IsLabel() && (strconv.Itoa(t.ID) == wanted || t.Name == wanted)
	})
	if i < 0 {
		return refusal.NotFound()
	}
	account.Associations.Unrelate(all[i].From, all[i].To)
	sendNothing(c)
	return nil
}
