package api

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

func (a *api) listPipes(c *gin.Context) {
	out := []gin.H{}
	for _, p := range a.node.Pumps() {
		view, err := a.pipeView(p)
		if err != nil {
			a.fail(c, err)
			return
		}
		out = append(out, view)
	}
	c.JSON(http.StatusOK, out)
}

func (a *api) getPipe(c *gin.Context) { a.answerPipe(c, http.StatusOK, c.Param("id")) }

func (a *api) answerPipe(c *gin.Context, status int, id string) {
	p, err := a.node.Pump(id)
	if err != nil {
		a.fail(c, err)
		return
	}
	view, err := a.pipeView(p)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(status, view)
}

// pipeView is a pipe as the API shows it.
func (a *api) pipeView(p *pump.Pump) (gin.H, error) {
	s, err := p.Status()
	if err != nil {
		return nil, err
	}
	runtime := pumpRuntime(p, &s)
	runtime["state"] = p.State(&s)
	// One client reads these names, another those with dashes.
	runtime["last_run"], runtime["next_run"] = runtime["last-run"], runtime["next-run"]
	runtime["success_count"], runtime["failure_count"] = s.Succeeded, s.Failed
	runtime["queued"], runtime["retries"] = 0, s.Waiting
	return gin.H{
		"_id":     p.Pipe.ID,
		"type":    "pipe",
		"runtime": runtime,
		"config":  gin.H{"original": raw(p.Pipe.Original), "effective": raw(p.Pipe.Effective)},
	}, nil
}

// addPipe takes one pipe or a list of them. A new one is answered with 201, one that is there with 409.
func (a *api) addPipe(c *gin.Context) {
	a.add(c, func(s *config.Set, id string) bool { return s.Pipes[id] != nil })
}

func (a *api) add(c *gin.Context, there func(s *config.Set, id string) bool) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		a.fail(c, badRequest{"the body cannot be read: " + err.Error()})
		return
	}
	var many []json.RawMessage
	if json.Unmarshal(body, &many) != nil {
		many = []json.RawMessage{body}
	}
	for _, one := range many {
		var named struct {
			ID string `json:"_id"`
		}
		if err := json.Unmarshal(one, &named); err != nil || named.ID == "" {
			a.fail(c, badRequest{"the body must be a configuration object, or a list of them, each with an _id"})
			return
		}
		if there(a.node.Config(), named.ID) {
			c.JSON(http.StatusConflict, gin.H{"detail": "there is already a component " + named.ID, "status": http.StatusConflict})
			return
		}
	}
	for _, one := range many {
		if err := a.node.Put(one, c.Query("force") == "true"); err != nil {
			a.fail(c, err)
			return
		}
	}
	c.Data(http.StatusCreated, jsonType, body)
}

func (a *api) deletePipe(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if err := a.node.Remove(p.Pipe.ID); err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"_id": p.Pipe.ID, "deleted": true})
}

func (a *api) getPipeConfig(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, raw(p.Pipe.Original))
}

func (a *api) putPipeConfig(c *gin.Context) {
	id, err := a.replaceComponent(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.answerPipe(c, http.StatusOK, id)
}

// replaceComponent stores the posted component of the path's id.
func (a *api) replaceComponent(c *gin.Context) (string, error) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return "", badRequest{"the body cannot be read: " + err.Error()}
	}
	var named struct {
		ID string `json:"_id"`
	}
	if err := json.Unmarshal(body, &named); err != nil {
		return "", badRequest{"the body must be one configuration object: " + err.Error()}
	}
	if named.ID != c.Param("id") {
		return "", badRequest{"the configuration's _id must be that of the address, it is " + named.ID}
	}
	return named.ID, a.node.Put(body, c.Query("force") == "true")
}
