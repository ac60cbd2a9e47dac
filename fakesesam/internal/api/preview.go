package api

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// preview runs a pipe's transform, the configured one or that of the form, on the form's source entity.
func (a *api) preview(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if !a.form(c) {
		return
	}
	pipe := p.Pipe
	if text := c.PostForm("pipe-config"); text != "" {
		if pipe, err = a.posted([]byte(text)); err != nil {
			a.fail(c, err)
			return
		}
	}
	// The source and the sink have no part in a preview, so it does not matter whether this node has them.
	if pipe.Program == nil {
		a.fail(c, badRequest(pipe.Untransformed().Error()))
		return
	}
	source := []byte(c.PostForm("source"))
	if dataset.TooDeep(source) {
		a.fail(c, badRequest(fmt.Sprintf("source is nested more than %d levels deep", dataset.MaxDepth)))
		return
	}
	entity, err := dataset.DecodeObject(source)
	if err != nil {
		a.fail(c, badRequest("source must be one entity as JSON: "+err.Error()))
		return
	}
	target, err := a.node.Preview(c.Request.Context(), pipe, entity)
	if err != nil {
		a.fail(c, badRequest(err.Error()))
		return
	}
	c.JSON(http.StatusOK, target)
}

// posted returns a pipe that is not in the configuration, or differs from the one that is.
func (a *api) posted(component []byte) (*config.Pipe, error) {
	id, _, err := config.Identify(component)
	if err == nil {
		var set *config.Set
		set, err = a.node.Config().With(component)
		if pipe := set.Pipes[id]; pipe != nil {
			return pipe, nil
		}
	}
	return nil, errors.Join(badRequest("pipe-config must be one pipe"), err)
}
