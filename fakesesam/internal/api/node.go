package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func (a *api) health(c *gin.Context) {
	if err := a.node.Store().View(func(*dataset.Tx) error { return nil }); err != nil {
		c.JSON(http.StatusServiceUnavailable, gin.H{"status": "error", "detail": err.Error()})
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
}

func (a *api) ping(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "running"}) }

// root says that this is a developer's node: the command-line client refuses any other.
func (a *api) root(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"_id": "node", "status": a.nodeStatus()})
}

func (a *api) status(c *gin.Context) { c.JSON(http.StatusOK, a.nodeStatus()) }

func (a *api) nodeStatus() gin.H {
	return gin.H{
		"developer_mode":  true,
		"node_start_time": a.node.Started().Format(time.RFC3339Nano),
		"node_time":       a.node.Now().UTC().Format(time.RFC3339Nano),
		"scheduled":       a.node.Scheduled(),
		"program":         "fakesesam",
	}
}

func (a *api) license(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"_id": "license", "type": "developer", "expires": nil})
}

// stats returns how much of everything the node holds.
func (a *api) stats(c *gin.Context) {
	pipes, running := 0, 0
	for _, p := range a.node.Pumps() {
		pipes++
		if p.Running() {
			running++
		}
	}
	datasets, live := 0, int64(0)
	err := a.node.Store().View(func(tx *dataset.Tx) error {
		for _, name := range tx.Names() {
			m, err := tx.Meta(name)
			if err != nil {
				return err
			}
			datasets++
			live += m.Live
		}
		return nil
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"pipes": pipes, "running": running, "datasets": datasets, "entities": live})
}

// admin restarts or resets the node. Clients wait for the new start time.
func (a *api) admin(c *gin.Context) {
	if !a.form(c) {
		return
	}
	var err error
	switch operation := c.PostForm("operation"); operation {
	case "restart":
		err = a.node.Restart()
	case "reset":
		err = a.node.Reset()
	default:
		err = badRequest("operation must be restart or reset, got \"" + operation + "\"")
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"message": "OK"})
}

// logs returns the last lines of the node's own log.
func (a *api) logs(c *gin.Context) {
	c.Data(http.StatusOK, "text/plain; charset=utf-8", a.lines())
}
