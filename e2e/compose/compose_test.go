// Package compose starts the repository's docker-compose.yml, as a newcomer
// does, and checks that the first scheduled runs fill the datasets, and that a
// person who is sent to the node gets to HubSpot.
package compose

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/containers"
)

// seeded is how many records the compose file seeds HubSpot with, by the pipe that collects them.
var seeded = map[string]int{stack.Pipe: 1000, stack.CompaniesPipe: 200, stack.DealsPipe: 300, stack.TicketsPipe: 150}

func TestComposeUp(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	containers.Require(ctx, t)
	ports := map[string]string{}
	for _, program := range []string{"FAKEHUBSPOT", "CONNECTOR", "FAKESESAM"} {
		port, err := stack.FreePort()
		if err != nil {
			t.Fatal(err)
		}
		ports[program] = port
	}
	hubspot, sesam := ports["FAKEHUBSPOT"], ports["FAKESESAM"]
	compose := composer(t, "FAKEHUBSPOT_PORT="+hubspot, "CONNECTOR_PORT="+ports["CONNECTOR"], "FAKESESAM_PORT="+sesam)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(compose(context.WithoutCancel(ctx), "logs", "--no-color"))
		}
		compose(context.WithoutCancel(ctx), "down", "--volumes")
	})
	compose(ctx, "up", "--build", "--detach")

	confined(ctx, t, compose)

	node := stack.NewSesam(func() string { return "http://127.0.0.1:" + sesam })
	if err := node.AwaitHealth(ctx); err != nil {
		t.Fatal(err)
	}
	pipes, err := stack.ReadingPipes()
	if err != nil {
		t.Fatal(err)
	}
	offsets := map[string]string{}
	for _, pipe := range pipes {
		first, err := node.AwaitEnd(ctx, pipe, 0)
		if err != nil {
			t.Fatal(err)
		}
		if first.Type != "pump-completed" || first.SyncType != "full" || first.Metrics.Entities.EntitiesLastRun == 0 {
			t.Fatalf("the first scheduled run of %s ended with %+v, want a completed full run", pipe, first)
		}
		offsets[pipe] = first.PipeOffset
	}
	filled(ctx, t, node)

	compose(ctx, "kill", "fakesesam")
	compose(ctx, "up", "--detach")
	if err := node.AwaitHealth(ctx); err != nil {
		t.Fatal(err)
	}
	filled(ctx, t, node)
	for pipe, want := range offsets {
		if offset, err := node.Offset(ctx, pipe); err != nil || offset != want {
			t.Errorf("%s: pipe_offset is %q (%v) after the node was killed, want %q", pipe, offset, err, want)
		}
	}
	arrives(ctx, t, node, stack.NewHubSpot(func() string { return "http://127.0.0.1:" + hubspot }, "test-token"))
}

func filled(ctx context.Context, t *testing.T, node *stack.Sesam) {
	t.Helper()
	for pipe, want := range seeded {
		live, err := node.Live(ctx, pipe)
		if err != nil {
			t.Fatal(err)
		}
		if len(live) != want {
			t.Fatalf("the dataset of %s has %d live entities, want %d", pipe, len(live), want)
		}
	}
}

// arrives sends a person to the node and waits until HubSpot has a contact more.
func arrives(ctx context.Context, t *testing.T, node *stack.Sesam, hubspot *stack.HubSpot) {
	t.Helper()
	if err := node.Send(ctx, stack.PersonsPipe, map[string]any{"_id": "erp:1", "email": "kari.nordmann@example.com", "firstname": "Kari"}); err != nil {
		t.Fatal(err)
	}
	if err := hubspot.AwaitRequests(ctx, http.MethodPost, "/crm/v3/objects/contacts/batch/create", 1); err != nil {
		t.Fatal(err)
	}
	contacts, err := hubspot.Contacts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(contacts) != seeded[stack.Pipe]+1 {
		t.Fatalf("HubSpot has %d contacts, want one more than %d", len(contacts), seeded[stack.Pipe])
	}
}

// composer returns a function that runs Compose on the repository's file, as a
// separate project.
func composer(t *testing.T, environment ...string) func(ctx context.Context, args ...string) string {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	project := fmt.Sprintf("hubspot-to-sesam-%d", os.Getpid())
	return func(ctx context.Context, args ...string) string {
		t.Helper()
		command := exec.CommandContext(ctx, filepath.Join(root, ".ci", "compose"), append([]string{"--project-name", project}, args...)...)
		command.Dir = root
		command.Env = append(os.Environ(), environment...)
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("compose %v: %v\n%s", args, err, output)
		}
		return string(output)
	}
}
