package node

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Keys of the states that hold what was uploaded.
const (
	stateConfig  = "node/config"
	stateEnv     = "node/env"
	stateSecrets = "node/secrets"
)

// load reads variables, secrets and configuration as they are at a start.
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

// vacant tells whether a folder is there and has nothing in it, as the image's own has until one is mounted: such a node
// waits for an upload.
func (n *Node) vacant(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		return false
	}
	n.log.Warn("the configuration folder is empty; an upload is waited for", "folder", dir)
	return true
}

// tolerate puts the faults of invalid components into the log and lets the node go on without them.
func (n *Node) tolerate(err error) error {
	var invalid *config.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	for _, component := range invalid.ValidationErrors {
		for _, fault := range component.Errors {
			n.log.Error("configuration", "component", component.Posted.ID, "level", fault.Level, "fault", fault.Msg)
		}
	}
	return nil
}

// use makes a configuration the node's. Pumps whose pipe did not change go on as they are; of a pipe that is gone nothing is
// left.
func (n *Node) use(set *config.Set, env Environment, secrets map[string]string) error {
	n.mu.RLock()
	before, beforeSet := n.pumps, n.set
	n.mu.RUnlock()
	pumps := make(map[string]*pump.Pump, len(set.Pipes))
	var gone []*pump.Pump
	for id, old := range before {
		if sameWork(beforeSet, set, id) {
			pumps[id] = old
			continue
		}
		// The old pump must be still before a new one of the same pipe may start.
		if err := old.Retire(n.ctx); err != nil {
			return err
		}
		if set.Pipes[id] == nil {
			gone = append(gone, old)
		}
	}
	for id, pipe := range set.Pipes {
		if pumps[id] != nil {
			continue
		}
		p, err := n.newPump(set, pipe)
		if err != nil {
			return err
		}
		pumps[id] = p
	}
	signals := n.signalledPumps(pumps)
	n.mu.Lock()
	n.set, n.env, n.secrets, n.pumps, n.mask = set, env, secrets, pumps, masker(secrets)
	n.signals = signals
	n.mu.Unlock()
	n.sched.Wake()
	if len(gone) == 0 {
		return nil
	}
	return n.cleanUp(gone, set)
}

// sameWork tells whether a pipe and its system are the same in two configurations.
func sameWork(a, b *config.Set, id string) bool {
	p, q := a.Pipes[id], b.Pipes[id]
	// Effective says everything but the secrets; those are in what was read of source and system.
	return q != nil && bytes.Equal(p.Effective, q.Effective) && reflect.DeepEqual(p.Source, q.Source) &&
		reflect.DeepEqual(p.Errors, q.Errors) && reflect.DeepEqual(a.Systems[p.Source.System], b.Systems[q.Source.System])
}

// Config is the configuration the node works with.
func (n *Node) Config() *config.Set {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.set
}

// Replace makes a posted configuration the node's. With invalid components it changes nothing, unless forced; the error
// is an *InvalidError either way.
func (n *Node) Replace(contentType string, body []byte, force bool) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	set, err := config.Parse(contentType, body, n.Env().values(), n.secretValues())
	return n.accept(set, err, force)
}

// Put adds a component or replaces it.
func (n *Node) Put(component []byte, force bool) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	set, err := n.Config().With(component)
	return n.accept(set, err, force)
}

// Remove takes a component away.
func (n *Node) Remove(id string) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	set, err := n.Config().Without(id)
	return n.accept(set, err, true)
}

// accept uses and stores a configuration.
func (n *Node) accept(set *config.Set, err error, force bool) error {
	var invalid *config.InvalidError
	if err != nil && (!errors.As(err, &invalid) || !force) {
		return err
	}
	archive, zipErr := set.Zip()
	if zipErr != nil {
		return zipErr
	}
	storeErr := n.store.Update(func(tx *dataset.Tx) error { return tx.SetState(stateConfig, archive) })
	if storeErr != nil {
		return fmt.Errorf("storing the configuration: %w", storeErr)
	}
	return n.use(set, n.Env(), n.secretValues())
}
