package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// administrators are people who invite owners and deactivate them, and who make pipelines of deals and delete them.
type administrators struct {
	*stage
	*chronicle

	chance            *rand.Rand
	owners, pipelines []string
}

func (a *administrators) work(ctx context.Context, over func() bool) {
	pace := time.NewTicker(time.Second)
	defer pace.Stop()
	for n := 0; !over(); n++ {
		<-pace.C
		if a.patiently(ctx, answerLimit, "fakehubspot", "a change of the account", func(ctx context.Context) error { return a.change(ctx, n) }) == nil {
			a.wrote()
		}
	}
}

// change makes or removes something. What it has made without hearing of it stays.
func (a *administrators) change(ctx context.Context, n int) error {
	switch dice := a.chance.IntN(6); {
	case dice < 2:
		made, err := a.hubspot.AddOwner(ctx, fmt.Sprintf("owner%d@example.com", n))
		if err == nil {
			a.owners = append(a.owners, made.ID)
		}
		return err
	case dice < 3 && len(a.owners) > 0:
		return a.hubspot.ArchiveOwner(ctx, take(a.chance, &a.owners))
	case dice < 5 || len(a.pipelines) == 0:
		made, err := a.hubspot.AddPipeline(ctx, "deals", fmt.Sprint("pipeline ", n),
			stack.Stage{Label: "open", Metadata: map[string]string{"probability": "0.5"}})
		if err == nil {
			a.pipelines = append(a.pipelines, made.ID)
		}
		return err
	}
	id := take(a.chance, &a.pipelines)
	a.perhapsGone("pipelines", id)
	return a.hubspot.RemovePipeline(ctx, "deals", id)
}

// take removes one from a list, drawn by chance.
func take(chance *rand.Rand, from *[]string) string {
	i := chance.IntN(len(*from))
	id := (*from)[i]
	*from = append((*from)[:i], (*from)[i+1:]...)
	return id
}
