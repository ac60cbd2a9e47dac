package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// tieBody names a type of association: by its label, or by category and ID. Without either it is the plain one.
type tieBody struct {
	Label    string `json:"label"`
	TypeID   int    `json:"typeId"`
	Category string `json:"category"`
}

// types are those that the body names.
func (b tieBody) types() []hub.AssociationType {
	if b == (tieBody{}) {
		return nil
	}
	return []hub.AssociationType{{Category: b.Category, TypeID: b.TypeID, Label: b.Label}}
}

// ends returns the two records that a path names.
func ends(c *gin.Context) (from, to hub.Ref) {
	return hub.Ref{Object: c.Param("type"), ID: c.Param("id")}, hub.Ref{Object: c.Param("toType"), ID: c.Param("toId")}
}

// associate adds a type to what associates two records.
func (a *control) associate(c *gin.Context) { a.tie(c, a.hub.Associate) }

// dissociate takes a type away from what associates two records; without one, all that associates them.
func (a *control) dissociate(c *gin.Context) { a.tie(c, a.hub.Dissociate) }

func (a *control) tie(c *gin.Context, change func(from, to hub.Ref, types []hub.AssociationType) error) {
	var body tieBody
	if !read(c, &body) {
		return
	}
	from, to := ends(c)
	if err := change(from, to, body.types()); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
