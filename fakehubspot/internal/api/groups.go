package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// groupInput is the body of creating a section; for a change, what is absent stays.
type groupInput struct {
	Name         string  `json:"name"`
	Label        *string `json:"label"`
	DisplayOrder *int    `json:"displayOrder"`
}

func (in groupInput) edit(g *schema.Group) {
	set(&g.Label, in.Label)
	set(&g.DisplayOrder, in.DisplayOrder)
}

func (s *server) listGroups(c *gin.Context, o *store.Store) error {
	return sendValue(c, http.StatusOK, map[string]any{"results": o.Schema.Groups()})
}

func (s *server) readGroup(c *gin.Context, o *store.Store) error {
	g, err := o.Schema.Group(c.Param("group"))
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, g)
}

func (s *server) createGroup(c *gin.Context, o *store.Store) error {
	var in groupInput
	if err := decode(c, &in); err != nil {
		return err
	}
	g := schema.Group{Name: in.Name, DisplayOrder: -1}
	in.edit(&g)
	if err := o.Schema.CreateGroup(g); err != nil {
		return err
	}
	return sendValue(c, http.StatusCreated, g)
}

func (s *server) updateGroup(c *gin.Context, o *store.Store) error {
	var in groupInput
	if err := decode(c, &in); err != nil {
		return err
	}
	g, err := o.Schema.UpdateGroup(c.Param("group"), in.edit)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, g)
}

func (s *server) archiveGroup(c *gin.Context, o *store.Store) error {
	if err := o.Schema.ArchiveGroup(c.Param("group")); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}
