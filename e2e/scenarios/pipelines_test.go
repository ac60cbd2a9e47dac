package scenarios

import (
	"context"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A run of the pipelines' pipe is always whole: it also sees that one is gone.
func TestPipelines(t *testing.T) {
	scenario(t, stack.Options{Seed: 62}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f := flow{s, "pipelines", stack.PipelinesPipe}
		before, err := s.HubSpot.Pipelines(ctx, "deals")
		must(t, err)
		f.completed(ctx, t, "full", len(before), len(before))

		made, err := s.HubSpot.AddPipeline(ctx, "deals", "Renewals",
			stack.Stage{Label: "Asked", DisplayOrder: 0, Metadata: map[string]string{"probability": "0.5"}},
			stack.Stage{Label: "Signed", DisplayOrder: 1, Metadata: map[string]string{"probability": "1.0"}})
		must(t, err)
		f.completed(ctx, t, "full", len(before)+1, 1)
		entity := f.live(ctx, t)[made.ID]
		stages, _ := entity["stages"].([]any)
		if entity["label"] != "Renewals" || len(stages) != 2 {
			t.Errorf("the dataset has %v, want the pipeline with its two stages", entity)
		}

		must(t, s.HubSpot.RemovePipeline(ctx, "deals", made.ID))
		f.completed(ctx, t, "full", len(before), 1)
		if gone, alive := f.live(ctx, t)[made.ID]; alive {
			t.Errorf("the dataset has %v after the pipeline was deleted", gone)
		}
	})
}
