package api

import (
	"context"
	"errors"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// userOf says who asks, for the execution log. A token is not looked into: it is nobody's proof here.
func userOf(c *gin.Context) pump.User {
	return pump.User{Email: "user@localhost", RemoteAddr: c.ClientIP(), UserID: "user"}
}

func isConflict(err error) bool {
	return errors.Is(err, pump.ErrRunning) || errors.Is(err, context.DeadlineExceeded)
}

// seenToEnd makes a pipe that reads a dataset go on behind its present end.
func (a *api) seenToEnd(_ *gin.Context, p *pump.Pump, by pump.User) error {
	next := int64(0)
	err := a.node.Store().View(func(tx *dataset.Tx) error {
		m, err := tx.Meta(p.Pipe.Source.Dataset)
		next = m.Next
		if errors.Is(err, dataset.ErrNoDataset) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if next == 0 {
		return p.SetOffset(pump.Offset{}, by)
	}
	return p.SetOffset(pump.ParseOffset(strconv.FormatInt(next-1, 10)), by)
}
