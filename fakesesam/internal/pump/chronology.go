package pump

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// chronology watches the order of a source whose configuration says that it is chronological. If it is not, entities are lost
// without an error: a run that is interrupted continues, and a page begins, after the _updated that was read last.
type chronology struct {
	// latest is the largest _updated so far.
	latest Offset
	// count counts the entities with a smaller one; the rest describes the first of them.
	count         int
	first         []byte
	updated, than Offset
}

// note registers the next entity.
func (c *chronology) note(updated Offset, raw []byte) {
	switch {
	case updated.IsZero():
	case c.latest.after(updated):
		if c.count++; c.count == 1 {
			c.first, c.updated, c.than = bytes.Clone(raw), updated, c.latest
		}
	default:
		c.latest = updated
	}
}

// warning says what was out of order; "" if nothing was.
func (c *chronology) warning(paged bool) string {
	if c.count == 0 {
		return ""
	}
	have, remedy := "1 entity has", "remove is_chronological"
	if c.count > 1 {
		have = fmt.Sprintf("%d entities have", c.count)
	}
	if paged {
		remedy += " and page_size"
	}
	return fmt.Sprintf("the source is not chronological, although is_chronological is true: %s a smaller _updated than an entity before; "+
		"the first is %q with %s after %s. Entities may be lost: %s, or let the source sort by _updated",
		have, nameOf(c.first), c.updated, c.than, remedy)
}

// disorder returns the warning about the run's source, without secrets.
func (x *execution) disorder() string {
	return x.Mask(x.chronology.warning(x.Pipe.Source.PageSize > 0))
}

// logDisorder writes the warning into the execution log. A real node has no such event.
func (x *execution) logDisorder(tx *dataset.Tx) error {
	warning := x.disorder()
	if warning == "" {
		return nil
	}
	c := &x.chronology
	_, err := x.event(tx, eventNotChronological, eventNotChronological, map[string]any{
		"level": "warning", "event_time": stamp(x.Clock.Now()), "message": warning, "count": c.count,
		"first": map[string]any{"_id": x.Mask(nameOf(c.first)), "_updated": x.Mask(c.updated.String()), "after": x.Mask(c.than.String())},
	})
	return err
}

// warning returns what there is to say about a run although it may have completed.
func (x *execution) warning() string {
	both := slices.DeleteFunc([]string{x.disorder(), x.doubt}, func(text string) bool { return text == "" })
	return strings.Join(both, "; ")
}

// warn writes it into the node's own log.
func (x *execution) warn(ctx context.Context) {
	if warning := x.warning(); warning != "" {
		x.Log.WarnContext(ctx, warning, "pipe", x.Pipe.ID)
	}
}
