package extract

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// StartPipelines returns a run that reads the pipelines of an object type, all of them, with their stages.
func StartPipelines(client *hubspot.Client, opts Options, of *hubspot.Object) *Run {
	r := Start(client, opts, Request{Object: hubspot.PipelinesOf(of)})
	r.read = r.pipelines
	return r
}

// pipelines reads the pipelines.
func (r *Run) pipelines(ctx context.Context, yield yieldFunc) error {
	next, err := r.session.Pipelines(ctx)
	if err != nil {
		return err
	}
	defer next.Release()
	r.horizon.set(r.since, next.Began, fullMargin)
	for i := range next.Records {
		entity, err := r.live(ctx, &page{Page: next}, i)
		if err != nil {
			return err
		}
		if !yield(entity, nil) {
			return errStopped
		}
	}
	return nil
}
