package node

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Keys under which the store keeps what was uploaded.
const (
	stateConfig  = "node/config"
	stateEnv     = "node/env"
	stateSecrets = "node/secrets"
)

// sameWork reports whether a pipe and its systems are the same in two configurations.
func sameWork(a, b *config.Set, id string) bool {
	p, q := a.Pipes[id], b.Pipes[id]
	if q == nil || !p.Equal(q) {
		return false
	}
	for _, system := range p.Systems() { // those of q are the same
		if !reflect.DeepEqual(a.Systems[system], b.Systems[system]) {
			return false
		}
	}
	return true
}

// Config returns the configuration in use.
func (n *Node) Config() *config.Set {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.set
}

// Replace makes a posted configuration the node's. One with invalid components changes nothing and is a
// *config.InvalidError, unless forced.
func (n *Node) Replace(contentType string, body []byte, force bool) error {
	_, err := n.Upload(contentType, body, force)
	return err
}

// Upload is Replace, and returns the configuration that was posted: by the time of the answer, the node may have another.
func (n *Node) Upload(contentType string, body []byte, force bool) (*config.Set, error) {
	n.changing.Lock()
	defer n.changing.Unlock()
	set, err := config.Parse(contentType, body, n.Env().values(), n.secretValues())
	if set == nil {
		return nil, err
	}
	if err := n.accept(nil, set, orForced(config.Broken, force)); err != nil {
		return nil, err
	}
	n.warnOfMicroservices(set)
	return set, nil
}

// Add adds components (JSON objects): all of them, or none. The error matches ErrExists when the configuration already has
// one of them; otherwise it is as of Replace.
func (n *Node) Add(components []json.RawMessage, force bool) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	before := n.Config()
	set := before
	var posted []string
	for _, component := range components {
		id, _, err := config.Identify(component)
		if err != nil {
			return err
		}
		if set.Pipes[id] != nil || set.Systems[id] != nil {
			return fmt.Errorf("component %q %w", id, ErrExists)
		}
		// Every step validates the whole configuration, so what the last one finds speaks for all of it.
		if set, err = set.With(component); set == nil {
			return err
		}
		posted = append(posted, id)
	}
	return n.accept(before, set, orForced(config.Unset, force), posted...)
}

// Put adds a component or replaces it.
func (n *Node) Put(component []byte, force bool) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	before := n.Config()
	set, err := before.With(component)
	if set == nil {
		return err
	}
	id, _, err := config.Identify(component)
	if err != nil {
		return err
	}
	return n.accept(before, set, orForced(config.Unset, force), id)
}

// RemovePipe removes a pipe; the error matches ErrNotFound when there is no such pipe.
func (n *Node) RemovePipe(id string) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if pipes := n.Config().Pipes; pipes[id] == nil {
		return unknown(pipes, "pipe", id)
	}
	return n.remove(id)
}

// RemoveSystem removes a system; the error matches ErrNotFound when there is no such system.
func (n *Node) RemoveSystem(id string) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if _, err := n.System(id); err != nil {
		return err
	}
	return n.remove(id)
}

// Remove removes a pipe or a system; the error matches ErrNotFound when there is neither.
func (n *Node) Remove(id string) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	set := n.Config()
	if set.Pipes[id] != nil || set.Systems[id] != nil {
		return n.remove(id)
	}
	all := map[string]bool{}
	for pipe := range set.Pipes {
		all[pipe] = true
	}
	for system := range set.Systems {
		all[system] = true
	}
	return unknown(all, "component", id)
}

func (n *Node) remove(id string) error {
	before := n.Config()
	set, _ := before.Without(id) // what becomes invalid without it is kept and marked
	return n.accept(before, set, config.Unusable)
}

// orForced returns the kind of error because of which a configuration is refused. What could not be kept is refused even if
// it is forced.
func orForced(limit config.Kind, force bool) config.Kind {
	if force {
		return config.Unusable
	}
	return limit
}

// accept stores a configuration and makes it the node's, unless it has components with an error of that kind, or a worse one,
// that they did not have before, or that were posted.
func (n *Node) accept(before, set *config.Set, limit config.Kind, posted ...string) error {
	if err := set.Refused(before, limit, posted...); err != nil {
		return err
	}
	if size := set.Size(); size > n.largest {
		return fmt.Errorf("%w: the components have %d bytes together, at most %d are allowed", config.ErrUnreadable, size, n.largest)
	}
	archive, err := set.Zip()
	if err != nil {
		return err
	}
	return n.use(change{
		set: set, env: n.Env(), secrets: n.secretValues(), what: "the configuration",
		persist: func(tx *dataset.Tx) error { return tx.SetState(stateConfig, archive) },
	})
}
