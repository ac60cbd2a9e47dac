package extract

import (
	"context"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// StartOwners returns a run that reads the owners, archived ones too. HubSpot can neither filter them by time nor tell which
// have vanished, so a run since an offset returns all of them again, and only a full one shows that one has vanished.
func StartOwners(client *hubspot.Client, opts Options, since time.Time) *Run {
	r := Start(client, opts, Request{Object: hubspot.Owners, Since: since})
	r.read = r.owners
	return r
}

// owners reads the archived owners, the live ones, and again the archived ones: whoever is archived or restored meanwhile is
// in one of the lists that are still to be read. What was read last counts, so it comes last.
func (r *Run) owners(ctx context.Context, yield yieldFunc) error {
	archived := map[string]bool{} // whom the last entity of an owner shows as archived
	for _, list := range []bool{true, false, true} {
		if err := r.ownerList(ctx, list, archived, yield); err != nil {
			return err
		}
	}
	return nil
}

// ownerList passes one list on, without the archived owners that have just been passed on as such.
func (r *Run) ownerList(ctx context.Context, list bool, archived map[string]bool, yield yieldFunc) error {
	var cursors chain
	for more, after := true, ""; more; {
		next, err := r.session.Owners(ctx, after, list)
		if err != nil {
			return err
		}
		more, err = cursors.follow(next)
		if err == nil {
			after = next.Next
			err = r.passOwners(ctx, &page{Page: next}, list, archived, yield)
		}
		next.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

// passOwners passes a page of owners on.
func (r *Run) passOwners(ctx context.Context, next *page, list bool, archived map[string]bool, yield yieldFunc) error {
	if r.horizon.limit.IsZero() {
		r.horizon.set(r.since, next.Began, fullMargin)
	}
	for i := range next.Records {
		id := string(next.Records[i].ID)
		if list && archived[id] {
			continue
		}
		archived[id] = list
		entity, err := r.live(ctx, next, i)
		if err != nil {
			return err
		}
		if !yield(entity, nil) {
			return errStopped
		}
	}
	return nil
}
