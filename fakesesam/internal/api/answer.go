package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// badRequest is a request that cannot be understood: what is wrong, and what would be right.
type badRequest struct{ message string }

func (e badRequest) Error() string { return e.message }

// notFound is a thing that is not there.
type notFound struct{ message string }

func (e notFound) Error() string { return e.message }

// fail answers with an error: its status follows from its kind, its text is free of secrets.
func (a *api) fail(c *gin.Context, err error) {
	var (
		bad     badRequest
		missing notFound
		noPipe  *node.NoPipeError
		invalid *config.InvalidError
	)
	if errors.As(err, &invalid) {
		body, _ := json.Marshal(invalid) // texts only, it cannot fail
		c.Data(http.StatusBadRequest, jsonType, []byte(a.node.Mask(string(body))))
		return
	}
	status := http.StatusInternalServerError
	switch {
	case errors.As(err, &bad), errors.Is(err, config.ErrUnreadable), errors.Is(err, pump.ErrOffsetLocked),
		errors.Is(err, pump.ErrNotPumped), errors.Is(err, pump.ErrOff), errors.Is(err, pump.ErrInvalid):
		status = http.StatusBadRequest
	case errors.As(err, &missing), errors.As(err, &noPipe), errors.Is(err, dataset.ErrNoDataset):
		status = http.StatusNotFound
	case errors.Is(err, pump.ErrRunning), errors.Is(err, pump.ErrRetired), errors.Is(err, pump.ErrSequence):
		status = http.StatusConflict
	}
	text := a.node.Mask(err.Error())
	if status == http.StatusInternalServerError {
		a.log.ErrorContext(c.Request.Context(), "a request failed", "path", c.Request.URL.Path, "error", text)
	}
	c.Header("Content-Type", jsonType)
	refuse(c, status, text)
}

// refuse answers with a status and what is to be said of it.
func refuse(c *gin.Context, status int, detail string) {
	c.JSON(status, gin.H{"detail": detail, "status": status})
}

// query reads typed query parameters and remembers the first that is wrong.
type query struct {
	c   *gin.Context
	err error
}

func (q *query) boolean(name string, otherwise bool) bool {
	text := q.c.Query(name)
	if text == "" {
		return otherwise
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		q.wrong(name, text, "true or false")
	}
	return value
}

func (q *query) integer(name string, otherwise int64) int64 {
	text := q.c.Query(name)
	if text == "" {
		return otherwise
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		q.wrong(name, text, "a whole number")
	}
	return value
}

func (q *query) wrong(name, text, right string) {
	if q.err == nil {
		q.err = badRequest{name + " must be " + right + ", it is " + strconv.Quote(text)}
	}
}

// raw gives JSON that is stored as text; null when there is none.
func raw(text json.RawMessage) json.RawMessage {
	if len(text) == 0 {
		return json.RawMessage("null")
	}
	return text
}
