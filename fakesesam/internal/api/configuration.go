package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// getConfig returns the whole configuration: as a zip of the uploaded files if the client accepts one, else as a list.
func (a *api) getConfig(c *gin.Context) {
	if !strings.Contains(c.GetHeader("Accept"), "application/zip") {
		c.Data(http.StatusOK, jsonType, a.node.Config().JSON())
		return
	}
	archive, err := a.node.Config().Zip()
	if err != nil {
		a.fail(c, err)
		return
	}
	c.Header("Content-Disposition", `attachment; filename="config.zip"`)
	c.Data(http.StatusOK, "application/zip", archive)
}

// putConfig replaces the whole configuration by a zip or a list, plain or as the field "file" of a form. An invalid one is
// answered with 400 and changes nothing, unless force is true.
func (a *api) putConfig(c *gin.Context) {
	force, err := forced(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	body, err := bodyOf(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	set, err := a.node.Upload(c.GetHeader("Content-Type"), body, force)
	switch {
	case errors.Is(err, config.ErrUnreadable):
		a.unreadable(c, err)
	case err != nil:
		a.fail(c, err)
	default:
		c.Data(http.StatusOK, jsonType, set.JSON())
	}
}

// unreadable answers a configuration that cannot be split into components. Clients print only the validation_errors of a 400,
// so the error must be there too, although it belongs to no known component.
func (a *api) unreadable(c *gin.Context, err error) {
	text := a.node.Mask(err.Error())
	fault := config.Error{Level: config.LevelError, Msg: text, Elements: []string{}}
	c.Header("Content-Type", jsonType)
	c.JSON(http.StatusBadRequest, gin.H{
		"detail": text, "status": http.StatusBadRequest,
		"validation_errors": []gin.H{{"posted-config": gin.H{}, "config-errors": []config.Error{fault}}},
	})
}

func (a *api) getMetadata(c *gin.Context) {
	c.JSON(http.StatusOK, raw(a.node.Config().Metadata.Original))
}

func (a *api) putMetadata(c *gin.Context) {
	_, err := a.put(c, func(_, kind string) error {
		if kind != "metadata" {
			return badRequest(`the body must be one object of type "metadata"`)
		}
		return nil
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	a.getMetadata(c)
}

// put stores the component of the body, unless check returns an error. It returns the component's ID.
func (a *api) put(c *gin.Context, check func(id, kind string) error) (string, error) {
	force, err := forced(c)
	if err != nil {
		return "", err
	}
	body, err := bodyOf(c)
	if err != nil {
		return "", err
	}
	id, kind, err := config.Identify(body)
	if err == nil {
		err = check(id, kind)
	}
	if err != nil {
		return "", err
	}
	return id, a.node.Put(body, force)
}

// namespaces lists the namespaces that pipes put before their identifiers; each pipe has its own.
func (a *api) namespaces(c *gin.Context) {
	out := []string{}
	for _, p := range a.node.Pumps() {
		if p.Pipe.Namespaced {
			out = append(out, p.Pipe.ID)
		}
	}
	c.JSON(http.StatusOK, out)
}
