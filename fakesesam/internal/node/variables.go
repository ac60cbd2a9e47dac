package node

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func (n *Node) secretValues() map[string]string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return maps.Clone(n.secrets)
}

// SecretNames are the names of the node's secrets; their values are not to be had.
func (n *Node) SecretNames() []string {
	return slices.Sorted(maps.Keys(n.secretValues()))
}

// SetSecrets replaces the node's secrets and resolves the configuration anew.
func (n *Node) SetSecrets(secrets map[string]string) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if secrets == nil {
		secrets = map[string]string{}
	}
	return n.setVariables(stateSecrets, secrets, n.Env(), secrets)
}

// setVariables stores value, the one of the two that is new, under key, and goes on with both.
func (n *Node) setVariables(key string, value any, env Environment, secrets map[string]string) error {
	set, err := n.Config().Resolve(env.values(), secrets)
	if err := n.tolerate(err); err != nil {
		return err
	}
	if err := n.store.Update(func(tx *dataset.Tx) error { return tx.SetState(key, value) }); err != nil {
		return fmt.Errorf("storing %s: %w", key, err)
	}
	return n.use(set, env, secrets)
}

// AddSecrets adds secrets to those there are.
func (n *Node) AddSecrets(more map[string]string) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	all := n.secretValues()
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, more)
	return n.setVariables(stateSecrets, all, n.Env(), all)
}

// DeleteSecret removes a secret and tells whether it was there.
func (n *Node) DeleteSecret(name string) (bool, error) {
	n.changing.Lock()
	defer n.changing.Unlock()
	all := n.secretValues()
	if _, there := all[name]; !there {
		return false, nil
	}
	delete(all, name)
	return true, n.setVariables(stateSecrets, all, n.Env(), all)
}
