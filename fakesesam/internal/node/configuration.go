package node

import (
	"bytes"
	"encoding/json"
	"errors"
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

// sameWork reports whether a pipe and its system are the same in two configurations.
func sameWork(a, b *config.Set, id string) bool {
	p, q := a.Pipes[id], b.Pipes[id]
	// Effective holds everything but the secrets; Source and the system hold those.
	return q != nil && bytes.Equal(p.Effective, q.Effective) && reflect.DeepEqual(p.Source, q.Source) &&
		reflect.DeepEqual(p.Errors, q.Errors) && reflect.DeepEqual(a.Systems[p.Source.System], b.Systems[q.Source.System])
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
	n.changing.Lock()
	defer n.changing.Unlock()
	set, err := config.Parse(contentType, body, n.Env().values(), n.secretValues())
	return n.accept(set, err, force)
}

// Add adds components (JSON objects): all of them, or none. The error matches ErrExists when the configuration already has
// one of them, and ErrNoID when one has no _id; otherwise it is as of Replace.
func (n *Node) Add(components []json.RawMessage, force bool) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	set := n.Config()
	var invalid error
	for _, component := range components {
		id, err := idOf(component)
		if err != nil {
			return err
		}
		if set.Pipes[id] != nil || set.Systems[id] != nil {
			return fmt.Errorf("component %q %w", id, ErrExists)
		}
		// Every step validates the whole configuration, so the last error speaks for all of it.
		if set, invalid = set.With(component); set == nil {
			return invalid
		}
	}
	return n.accept(set, invalid, force)
}

// idOf returns a component's _id.
func idOf(component []byte) (string, error) {
	var named struct {
		ID string `json:"_id"`
	}
	if err := json.Unmarshal(component, &named); err != nil || named.ID == "" {
		return "", ErrNoID
	}
	return named.ID, nil
}

// Put adds a component or replaces it.
func (n *Node) Put(component []byte, force bool) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	set, err := n.Config().With(component)
	return n.accept(set, err, force)
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
	set, err := n.Config().Without(id)
	return n.accept(set, err, true)
}

// accept stores a configuration and makes it the node's.
func (n *Node) accept(set *config.Set, err error, force bool) error {
	if _, invalid := errors.AsType[*config.InvalidError](err); err != nil && (!invalid || !force) {
		return err
	}
	archive, zipErr := set.Zip()
	if zipErr != nil {
		return zipErr
	}
	return n.use(change{
		set: set, env: n.Env(), secrets: n.secretValues(), what: "the configuration",
		persist: func(tx *dataset.Tx) error { return tx.SetState(stateConfig, archive) },
	})
}
