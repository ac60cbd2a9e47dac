package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// load reads variables, secrets and configuration, as at every start of the node.
func (n *Node) load() error {
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
		return err
	}
	var set *config.Set
	switch {
	case n.opts.Config != "" && !n.vacant(n.opts.Config):
		set, err = config.Load(n.opts.Config, env.values(), secrets)
	case uploaded != nil:
		set, err = config.Parse("application/zip", uploaded, env.values(), secrets)
	default:
		set = config.Empty()
	}
	if err := n.tolerate(err); err != nil {
		return err
	}
	n.mu.Lock()
	n.started = n.clock.Now().UTC()
	n.mu.Unlock()
	return n.use(set, env, secrets)
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

// tolerate logs the errors of invalid components and lets the node continue without them.
func (n *Node) tolerate(err error) error {
	invalid, ok := errors.AsType[*config.InvalidError](err)
	if !ok {
		return err
	}
	for _, component := range invalid.ValidationErrors {
		for _, fault := range component.Errors {
			n.log.Error("configuration", "component", component.Posted.ID, "level", fault.Level, "fault", fault.Msg)
		}
	}
	return nil
}

// Restart does what stopping and starting the program does: it ends all runs and reads everything again.
func (n *Node) Restart(ctx context.Context) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if err := n.retireAll(ctx); err != nil {
		return err
	}
	return n.load()
}

// Reset makes the node new: no datasets, no offsets, and only the configuration it was started with.
func (n *Node) Reset(ctx context.Context) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if err := n.retireAll(ctx); err != nil {
		return err
	}
	if err := n.store.Update((*dataset.Tx).Clear); err != nil {
		return fmt.Errorf("emptying the store: %w", err)
	}
	return n.load()
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
