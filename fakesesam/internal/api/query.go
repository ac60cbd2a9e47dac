package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// query reads typed query parameters and remembers the first invalid one.
type query struct {
	c   *gin.Context
	err error
}

// boolean reads true or false, in any case, or one of their usual synonyms.
func (q *query) boolean(name string, otherwise bool) bool {
	text := q.c.Query(name)
	switch strings.ToLower(text) {
	case "":
		return otherwise
	case "true", "yes", "1", "t":
		return true
	case "false", "no", "0", "f":
		return false
	default:
		q.wrong(name, text, "true or false")
		return otherwise
	}
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

// count reads an integer from 0 to a million: as a number of rounds or of seconds it cannot overflow.
func (q *query) count(name string, otherwise int64) int {
	const most = 1_000_000
	value := q.integer(name, otherwise)
	if value < 0 || value > most {
		q.wrong(name, q.c.Query(name), fmt.Sprintf("an integer from 0 to %d", most))
	}
	return int(value)
}

func (q *query) wrong(name, text, right string) {
	if q.err == nil {
		q.err = badRequest(name + " must be " + right + ", got " + strconv.Quote(text))
	}
}

// forced reads whether an invalid configuration is to be accepted.
func forced(c *gin.Context) (bool, error) {
	q := &query{c: c}
	force := q.boolean("force", false)
	return force, q.err
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
