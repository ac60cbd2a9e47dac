package api

import (
	"net/http"
	"strconv"

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
	runtime["state"] = s.Condition
	// One client reads these names, another one those with dashes.
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

// addComponents takes one component or a list of them. New ones are answered with 201; when one of them exists already, or is
// invalid, none is added.
func (a *api) addComponents(c *gin.Context) {
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
	components, err := config.Split(body)
	if err == nil {
		err = a.node.Add(components, force)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.Data(http.StatusCreated, jsonType, body)
}

func (a *api) deletePipe(c *gin.Context) {
	id := c.Param("id")
	if err := a.node.RemovePipe(id); err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"_id": id, "deleted": true})
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

// replaceComponent stores the posted component, whose ID is that of the path.
func (a *api) replaceComponent(c *gin.Context) (string, error) {
	return a.put(c, func(id, _ string) error {
		if id != c.Param("id") {
			return badRequest("_id must be that of the path, " + strconv.Quote(c.Param("id")) + ", got " + strconv.Quote(id))
		}
		return nil
	})
}
