package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
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

func (s *server) listGroups(c *gin.Context) error {
	return sendValue(c, http.StatusOK, map[string]any{"results": s.Schema.Groups()})
}

func (s *server) readGroup(c *gin.Context) error {
	g, err := s.Schema.Group(c.Param("group"))
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, g)
}

func (s *server) createGroup(c *gin.Context) error {
	var in groupInput
	if err := decode(c, &in); err != nil {
		return err
	}
	g := schema.Group{Name: in.Name, DisplayOrder: -1}
	in.edit(&g)
	if err := s.Schema.CreateGroup(g); err != nil {
		return err
	}
	return sendValue(c, http.StatusCreated, g)
}

func (s *server) updateGroup(c *gin.Context) error {
	var in groupInput
	if err := decode(c, &in); err != nil {
		return err
	}
	g, err := s.Schema.UpdateGroup(c.Param("group"), in.edit)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, g)
}

func (s *server) archiveGroup(c *gin.Context) error {
	if err := s.Schema.ArchiveGroup(c.Param("group")); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}
