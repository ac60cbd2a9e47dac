package api

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// query reads typed query parameters and remembers the first invalid one.
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
		q.wrong(name, text, "an integer")
	}
	return value
}

// position reads an offset of a dataset; without one, -1: the whole dataset.
func (q *query) position(name string) int64 {
	text := q.c.Query(name)
	if text == "" {
		return -1
	}
	since, err := dataset.ParseSince(text)
	if err != nil {
		q.wrong(name, text, "an integer")
	}
	return since
}

func (q *query) wrong(name, text, right string) {
	if q.err == nil {
		q.err = badRequest(name + " must be " + right + ", got " + strconv.Quote(text))
	}
}

// stopTime is how long a request waits for runs to end that it has stopped.
const stopTime = 30 * time.Second

// finishing returns a context for what a request has begun and must finish: it does not end with the client, which may be
// gone, but after a time.
func finishing(c *gin.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(c.Request.Context()), limit)
}

// raw returns JSON that is stored as text; null when there is none.
func raw(text json.RawMessage) json.RawMessage {
	if len(text) == 0 {
		return json.RawMessage("null")
	}
	return text
}
