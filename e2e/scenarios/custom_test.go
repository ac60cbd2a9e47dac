package scenarios

import (
	"context"
	"fmt"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A custom object is read like any other one, by its name, its fully qualified name, or the ID of its type; so is what it is
// associated with.
func TestCustomObject(t *testing.T) {
	const cars = 25
	scenario(t, stack.Options{Contacts: 5, Seed: 71}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		qualified, typeID, err := s.HubSpot.DefineObject(ctx, "car", "vin", "colour")
		must(t, err)
		hubspot := s.HubSpot.Object(qualified)
		for i := range cars {
			_, err := hubspot.Create(ctx, map[string]string{"vin": fmt.Sprintf("VF%03d", i), "colour": "red"})
			must(t, err)
		}
		settle(ctx, t, s)
		var pipes []flow
		for pipe, name := range map[string]string{"cars-by-name": "car", "cars-by-full-name": qualified, "cars-by-type": typeID} {
			must(t, s.Sesam.AddPipe(ctx, pipe, stack.Source{URL: "get_" + name, SupportsSince: true}))
			f := flow{s, qualified, pipe}
			f.completed(ctx, t, "full", cars, cars)
			f.sameAsHubSpot(ctx, t)
			pipes = append(pipes, f)
		}
		painted := flow{s, qualified, "cars-with-colours"}
		must(t, s.Sesam.AddPipe(ctx, painted.pipe, stack.Source{URL: "get_car?properties=vin,colour", SupportsSince: true}))
		painted.completed(ctx, t, "full", cars, cars)

		all := pipes[0].records(ctx, t)
		_, err = hubspot.Update(ctx, all[3].ID, map[string]string{"colour": "blue"})
		must(t, err)
		must(t, hubspot.Archive(ctx, all[4].ID))
		settle(ctx, t, s)
		for _, f := range pipes {
			f.completed(ctx, t, "incremental", 2, 2)
			f.sameAsHubSpot(ctx, t)
		}
		painted.completed(ctx, t, "incremental", 2, 2)
		if got := propertiesOf(painted.live(ctx, t)[all[3].ID]); got["colour"] != "blue" || got["vin"] == "" {
			t.Errorf("the dataset has %v, want the car with its new colour", got)
		}

		owners := flow{s, "contacts", "contacts-with-cars"}
		must(t, s.Sesam.AddPipe(ctx, owners.pipe, stack.Source{URL: "get_associations?from=contacts&to=car"}))
		for i, contact := range owners.records(ctx, t) {
			must(t, hubspot.Associate(ctx, all[10+i].ID, "contacts", contact.ID))
		}
		pairs := owners.pairs(ctx, t, qualified)
		owners.completed(ctx, t, "full", len(pairs), len(pairs))
		owners.samePairs(ctx, t, pairs)
	})
}
