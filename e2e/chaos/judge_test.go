package chaos

import (
	"context"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// read is the object types that pipes of the project collect.
var read = map[string]string{
	"contacts": stack.Pipe, "companies": stack.CompaniesPipe, "deals": stack.DealsPipe, "tickets": stack.TicketsPipe,
}

// judge watches what the node has.
type judge struct {
	*stage
	*chronicle

	offsets map[string]string
	checked int
}

// observe checks the offsets of all pipes. A pipe's offset is read first, then its dataset, then HubSpot: so the dataset is at least
// what the offset vouches for, and a record that HubSpot shows as last changed before the offset has not changed since. Of others
// nothing can be said. What cannot be read, because a program is away, is left for the next time.
func (j *judge) observe(ctx context.Context) {
	for object, pipe := range read {
		var offset string
		var entities map[string]stack.Entity
		var now truth
		sesam := j.patiently(ctx, answerLimit, "fakesesam", "showing the dataset of "+pipe, func(ctx context.Context) (err error) {
			if offset, err = j.sesam.Offset(ctx, pipe); err == nil {
				entities, err = j.sesam.Live(ctx, pipe)
			}
			return err
		})
		hubspot := j.patiently(ctx, answerLimit, "fakehubspot", "showing its state", func(ctx context.Context) (err error) {
			now, err = j.truth(ctx)
			return err
		})
		if hubspot != nil {
			continue
		}
		if j.state(now); sesam == nil && offset != "" {
			j.vouched(object, offset, entities, now)
		}
	}
}

// vouched checks that a dataset is what its pipe's offset vouches for.
func (j *judge) vouched(object, offset string, entities map[string]stack.Entity, now truth) {
	pipe := read[object]
	if offset < j.offsets[pipe] { // both have the same form
		j.Errorf("%s: the offset went back from %s to %s", pipe, j.offsets[pipe], offset)
	}
	j.offsets[pipe] = offset
	upTo, err := time.Parse(time.RFC3339, offset)
	if err != nil {
		j.Errorf("%s: offset %q: %v", pipe, offset, err)
		return
	}
	for id, record := range now.records[object] {
		entity, live := entities[id]
		switch {
		case record.ArchivedAt != nil && !record.ArchivedAt.After(upTo) && live:
			j.Errorf("%s: offset %s, but %s, archived %s, is live in the dataset", pipe, offset, id, record.ArchivedAt)
		case record.ArchivedAt == nil && !record.UpdatedAt.After(upTo):
			if version, _ := entity["updatedAt"].(string); !live || !j.same(version, record.UpdatedAt) {
				j.Errorf("%s: offset %s, but of %s, changed %s, the dataset has %q", pipe, offset, id, record.UpdatedAt, version)
			}
		}
	}
	j.checked++
}

func (*judge) same(text string, at time.Time) bool {
	parsed, err := time.Parse(time.RFC3339, text)
	return err == nil && parsed.Equal(at)
}

// completes runs a pipe until a run of it completes and nothing waits to be sent again.
func (j *judge) completes(ctx context.Context, pipe, operation string) {
	last := ""
	_ = j.patiently(ctx, runLimit, "fakesesam", "a completed run of "+pipe, func(ctx context.Context) error {
		err := stack.Await(ctx, "a run of "+pipe+" to complete", func() bool {
			runs := map[string]func(context.Context, string) (stack.Event, error){"start": j.sesam.Run, "start-rescan": j.sesam.Rescan}
			end, err := runs[operation](ctx, pipe)
			waiting, unknown := j.sesam.Waiting(ctx, pipe)
			if ctx.Err() == nil {
				last = fmt.Sprint(end.Type, " ", end.OriginalErrorMessage, " ", err, ", waiting: ", waiting)
			}
			return err == nil && unknown == nil && end.Type == "pump-completed" && waiting == 0
		})
		if err != nil {
			return fmt.Errorf("%w: %s", err, last)
		}
		return nil
	})
}

// must reports that something of the end could not be found out.
func (j *judge) must(err error) {
	j.Helper()
	if err != nil {
		j.Errorf("%v", err)
	}
}
