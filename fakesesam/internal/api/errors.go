package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/mask"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// requestError is an error that only the API knows, with the status of its answer.
type requestError struct {
	status  int
	message string
}

func (e *requestError) Error() string { return e.message }

// badRequest is a request that cannot be understood; message says what is wrong and what would be right.
func badRequest(message string) error { return &requestError{http.StatusBadRequest, message} }

func notFound(message string) error { return &requestError{http.StatusNotFound, message} }

// notImplemented is what a real node does and this one does not.
func notImplemented(message string) error { return &requestError{http.StatusNotImplemented, message} }

// statuses maps errors to the statuses of their answers. Every other error is a 500; those of the node itself are logged.
var statuses = []struct {
	err    error
	status int
}{
	{config.ErrUnreadable, http.StatusBadRequest},
	{pump.ErrInvalid, http.StatusBadRequest},
	{pump.ErrNotHere, http.StatusBadRequest},
	{pump.ErrNotPumped, http.StatusBadRequest},
	{pump.ErrOff, http.StatusBadRequest},
	{pump.ErrOffsetLocked, http.StatusBadRequest},
	{dataset.ErrSince, http.StatusBadRequest},

	{node.ErrNotFound, http.StatusNotFound},
	{dataset.ErrNoDataset, http.StatusNotFound},

	{node.ErrExists, http.StatusConflict},
	{pump.ErrRunning, http.StatusConflict},
	{pump.ErrRetired, http.StatusConflict},
	{pump.ErrSequence, http.StatusConflict},

	{dataset.ErrFull, http.StatusInsufficientStorage},
	{dataset.ErrClosed, http.StatusServiceUnavailable},
	{context.DeadlineExceeded, http.StatusServiceUnavailable},
	{pump.ErrStopped, http.StatusServiceUnavailable},
	{pump.ErrStopping, http.StatusServiceUnavailable},
}

func statusOf(err error) int {
	if own, ok := errors.AsType[*requestError](err); ok {
		return own.status
	}
	for _, each := range statuses {
		if errors.Is(err, each.err) {
			return each.status
		}
	}
	if status, _ := bodyFault(err); status != 0 {
		return status
	}
	return http.StatusInternalServerError
}

// fail answers with an error, free of secrets.
func (a *api) fail(c *gin.Context, err error) {
	if invalid, ok := errors.AsType[*config.InvalidError](err); ok {
		body, _ := json.Marshal(invalid) // texts only, it cannot fail
		c.Data(http.StatusBadRequest, jsonType, mask.JSON(body, a.node.Mask))
		return
	}
	status, text := statusOf(err), a.node.Mask(err.Error())
	if fault, plain := bodyFault(err); fault == status {
		text = plain
	}
	if status == http.StatusInternalServerError || status == http.StatusInsufficientStorage {
		a.log.ErrorContext(c.Request.Context(), "a request failed", "path", c.Request.URL.Path, "error", text)
	}
	a.refuse(c, status, text)
}

// refuse answers with an error of a given status.
func (a *api) refuse(c *gin.Context, status int, text string) {
	c.Header("Content-Type", jsonType)
	c.JSON(status, gin.H{"detail": a.node.Mask(text), "status": status})
}
