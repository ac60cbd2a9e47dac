package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
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
		set, err := a.node.Config().With([]byte(text))
		var named struct {
			ID string `json:"_id"`
		}
		if set == nil || json.Unmarshal([]byte(text), &named) != nil || set.Pipes[named.ID] == nil {
			a.fail(c, errors.Join(badRequest("pipe-config must be one pipe"), err))
			return
		}
		if pipe = set.Pipes[named.ID]; !pipe.Valid() {
			a.fail(c, err)
			return
		}
	}
	if !pipe.Valid() {
		a.fail(c, pump.ErrInvalid)
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
	result, err := pipe.Program.Apply(c.Request.Context(), p.Env(), entity)
	if err != nil {
		a.fail(c, badRequest(err.Error()))
		return
	}
	if !result.Keep {
		result.Target = nil
	}
	c.JSON(http.StatusOK, result.Target)
}
