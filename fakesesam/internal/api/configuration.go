package api

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// getConfig gives the whole configuration: as the files that were uploaded when a zip is asked for, else as a list.
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

// putConfig replaces the whole configuration by a zip or a list, plain or as the field "file" of a form. Faults are
// answered with 400 and change nothing, unless force is given.
func (a *api) putConfig(c *gin.Context) {
	q := &query{c: c}
	force := q.boolean("force", false)
	if q.err != nil {
		a.fail(c, q.err)
		return
	}
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		a.fail(c, badRequest{"the body cannot be read: " + err.Error()})
		return
	}
	if err := a.node.Replace(c.GetHeader("Content-Type"), body, force); err != nil {
		a.fail(c, err)
		return
	}
	c.Data(http.StatusOK, jsonType, a.node.Config().JSON())
}

func (a *api) getMetadata(c *gin.Context) {
	c.JSON(http.StatusOK, raw(a.node.Config().Metadata.Original))
}

func (a *api) putMetadata(c *gin.Context) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		a.fail(c, badRequest{"the body cannot be read: " + err.Error()})
		return
	}
	var named struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(body, &named); err != nil || named.Type != "metadata" {
		a.fail(c, badRequest{`the body must be one object of type "metadata"`})
		return
	}
	if err := a.node.Put(body, c.Query("force") == "true"); err != nil {
		a.fail(c, err)
		return
	}
	a.getMetadata(c)
}

// namespaces lists the namespaces that pipes put before their identifiers: each pipe its own.
func (a *api) namespaces(c *gin.Context) {
	out := []string{}
	for _, p := range a.node.Pumps() {
		if p.Pipe.Namespaced {
			out = append(out, p.Pipe.ID)
		}
	}
	c.JSON(http.StatusOK, out)
}
