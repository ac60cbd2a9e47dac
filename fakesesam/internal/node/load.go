package node

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// loaded is what a node starts with.
type loaded struct {
	set     *config.Set
	env     Environment
	secrets map[string]string
}

// load reads variables, secrets and configuration, as at every start of the node. Whatever the store holds, the node
// starts with it: what is invalid is marked, and said in the log. A file of the configuration folder that cannot be read is an
// error, because somebody is there to correct it.
func (n *Node) load() (loaded, error) {
	env, secrets := environmentOf(n.opts.Env), maps.Clone(n.opts.Secrets)
	var uploaded []byte
	err := n.store.View(func(tx *dataset.Tx) error {
		if env == nil {
			if _, err := tx.State(stateEnv, &env); err != nil {
				return err
			}
		}
		if secrets == nil {
			if _, err := tx.State(stateSecrets, &secrets); err != nil {
				return err
			}
		}
		_, err := tx.State(stateConfig, &uploaded)
		return err
	})
	if err != nil {
		return loaded{}, err
	}
	var set *config.Set
	switch {
	case n.opts.Config != "" && !n.vacant(n.opts.Config):
		set, err = config.Load(n.opts.Config, env.values(), secrets)
	case uploaded != nil:
		set, err = config.Stored(uploaded, env.values(), secrets)
	default:
		set = config.Empty()
	}
	if set == nil {
		return loaded{}, err
	}
	return loaded{set, env, secrets}, nil
}

// begin makes what was loaded the node's.
func (n *Node) begin(l loaded) error {
	n.report(l.set)
	n.warnOfMicroservices(l.set)
	n.mu.Lock()
	n.started = n.clock.Now().UTC()
	n.mu.Unlock()
	return n.use(l.set, l.env, l.secrets)
}

// vacant reports whether a folder exists and is empty, as the folder of the image is until another is mounted there. Such a
// node waits for an upload.
func (n *Node) vacant(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		return false
	}
	n.log.Warn("the configuration folder is empty; waiting for an upload", "folder", dir)
	return true
}

// report logs what is wrong with the components, and what this node does not have of them.
func (n *Node) report(set *config.Set) {
	for _, component := range set.Invalid() {
		for _, fault := range component.Errors {
			level := slog.LevelError
			if fault.Level == config.LevelWarning {
				level = slog.LevelWarn
			}
			n.log.Log(n.ctx, level, "configuration", "component", component.Posted.ID, "level", fault.Level, "fault", fault.Msg)
		}
	}
}

// warnOfMicroservices logs the URLs that were given for microservices that the configuration does not have.
func (n *Node) warnOfMicroservices(set *config.Set) {
	var known []string
	for id, each := range set.Systems {
		if each.Type == config.SystemMicroservice {
			known = append(known, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(n.opts.Microservices)) {
		if !slices.Contains(known, id) {
			n.log.Warn("the configuration has no system of type "+config.SystemMicroservice+" with this id, so its URL is not used"+
				spelling.Hint(id, known), "microservice", id)
		}
	}
}

// Restart does what stopping and starting the program does: it ends all runs and reads everything again.
func (n *Node) Restart(ctx context.Context) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	next, err := n.load()
	if err != nil {
		return err
	}
	if err := n.retireAll(ctx); err != nil {
		return err
	}
	return n.begin(next)
}

// Reset makes the node new: no datasets, no offsets, and only the configuration it was started with.
func (n *Node) Reset(ctx context.Context) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if _, err := n.load(); err != nil { // the node stays as it is
		return err
	}
	if err := n.retireAll(ctx); err != nil {
		return err
	}
	if err := n.store.Update((*dataset.Tx).Clear); err != nil {
		return fmt.Errorf("emptying the store: %w", err)
	}
	next, err := n.load()
	if err != nil {
		return err
	}
	return n.begin(next)
}

// retireAll ends every run and removes the pumps; load creates new ones.
func (n *Node) retireAll(ctx context.Context) error {
	for _, p := range n.Pumps() {
		if err := p.Retire(ctx); err != nil {
			return err
		}
	}
	n.mu.Lock()
	n.pumps = nil
	n.mu.Unlock()
	return nil
}
