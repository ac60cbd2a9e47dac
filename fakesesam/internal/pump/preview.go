package pump

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// Preview runs all transforms of a pipe on one source entity, without a pump, and without calls that have side effects. Of
// several entities that come out it returns the last; nil if none does.
func Preview(ctx context.Context, d Deps, entity map[string]any) (map[string]any, error) {
	p := &Pump{Deps: d}
	env := p.Env()
	result, err := d.Pipe.Program.Apply(ctx, env, entity)
	if err != nil {
		return nil, err
	}
	items := []item{{result.Output, 0}}
	if len(d.Calls) > 0 {
		c := chain{calls: d.Calls, env: env, preview: true}
		if items, err = c.run(ctx, itemsOf(result, 0)); err != nil {
			return nil, err
		}
	}
	var last dtl.Output
	for _, it := range items {
		last = it.Output
	}
	if !last.Keep {
		return nil, nil
	}
	return last.Target, nil
}
