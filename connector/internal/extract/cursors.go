package extract

import (
	"context"
	"log/slog"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Cursors remembers of which object types HubSpot's list cannot be read in parts, because a cursor that HubSpot has not
// issued itself does not work. It is safe for concurrent use.
type Cursors struct {
	logger *slog.Logger

	mu      sync.Mutex
	reasons map[*hubspot.Object]oneCursor
}

// oneCursor is why a list is read with one cursor.
type oneCursor struct {
	reason  string
	forGood bool // not only as long as the first cursor looks as it does
}

// NewCursors returns a Cursors that remembers nothing yet.
func NewCursors(logger *slog.Logger) *Cursors {
	return &Cursors{logger: logger, reasons: map[*hubspot.Object]oneCursor{}}
}

// reason is why the lists of an object type are read with one cursor, "" if they are not.
func (c *Cursors) reason(object *hubspot.Object) oneCursor {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reasons[object]
}

// giveUp lets the lists of an object type be read with one cursor from now on.
func (c *Cursors) giveUp(ctx context.Context, object *hubspot.Object, reason string) {
	c.note(ctx, object, oneCursor{reason, true})
}

// see notes what the first cursor of a list looks like: why it leads to no other cursors, or "" if it does.
func (c *Cursors) see(ctx context.Context, object *hubspot.Object, reason string) {
	c.note(ctx, object, oneCursor{reason, false})
}

// note changes the reason, unless there is one for good, and says so in the log.
func (c *Cursors) note(ctx context.Context, object *hubspot.Object, why oneCursor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.reasons[object]
	if before.forGood || before == why {
		return
	}
	c.reasons[object] = why
	switch {
	case why.reason == "":
		c.logger.LogAttrs(ctx, slog.LevelInfo, "the list is read in parts again", slog.String("object", object.Name))
	case before.reason != why.reason || why.forGood:
		c.logger.LogAttrs(ctx, slog.LevelWarn, "the list is read with one cursor, which takes longer and loses nothing",
			slog.String("object", object.Name), slog.String("reason", why.reason), slog.Bool("untilRestart", why.forGood))
	}
}
