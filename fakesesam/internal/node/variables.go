package node

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Environment holds the node's variables by name, each as the JSON it was sent as: text, a number or a boolean. Clients
// compare what they read with what they sent, so 1 must not become "1".
type Environment map[string]json.RawMessage

// environmentOf turns text values into an Environment; nil stays nil.
func environmentOf(values map[string]string) Environment {
	if values == nil {
		return nil
	}
	env := make(Environment, len(values))
	for name, value := range values {
		raw, _ := json.Marshal(value) // text, it cannot fail
		env[name] = raw
	}
	return env
}

// values returns what replaces $ENV(…) in a configuration: text as it is, anything else as its JSON.
func (e Environment) values() map[string]string {
	out := make(map[string]string, len(e))
	for name, raw := range e {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		out[name] = text
	}
	return out
}

// Env returns a copy of the node's variables; it is never nil.
func (n *Node) Env() Environment {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return copied(n.env)
}

// EnvValue returns the value of a variable; the error matches ErrNotFound when there is none of that name.
func (n *Node) EnvValue(name string) (json.RawMessage, error) {
	env := n.Env()
	value, ok := env[name]
	if !ok {
		return nil, unknown(env, "variable", name)
	}
	return value, nil
}

// SecretNames returns the names of the node's secrets, sorted. Their values cannot be read.
func (n *Node) SecretNames() []string {
	return slices.Sorted(maps.Keys(n.secretValues()))
}

// secretValues returns a copy of the node's secrets; it is never nil.
func (n *Node) secretValues() map[string]string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return copied(n.secrets)
}

// SetEnv replaces the node's variables and resolves the configuration again, as every change of variables or secrets does.
func (n *Node) SetEnv(env Environment) error {
	return n.changeEnv(func(Environment) (Environment, error) { return copied(env), nil })
}

// AddEnv adds variables; those with the same names are replaced.
func (n *Node) AddEnv(more Environment) error {
	return n.changeEnv(func(env Environment) (Environment, error) {
		maps.Copy(env, more)
		return env, nil
	})
}

// DeleteEnv removes a variable; the error matches ErrNotFound when there is none of that name.
func (n *Node) DeleteEnv(name string) error {
	return n.changeEnv(func(env Environment) (Environment, error) { return without(env, "variable", name) })
}

// SetSecrets replaces the node's secrets.
func (n *Node) SetSecrets(secrets map[string]string) error {
	return n.changeSecrets(func(map[string]string) (map[string]string, error) { return copied(secrets), nil })
}

// AddSecrets adds secrets; those with the same names are replaced.
func (n *Node) AddSecrets(more map[string]string) error {
	return n.changeSecrets(func(secrets map[string]string) (map[string]string, error) {
		maps.Copy(secrets, more)
		return secrets, nil
	})
}

// DeleteSecret removes a secret; the error matches ErrNotFound when there is none of that name.
func (n *Node) DeleteSecret(name string) error {
	return n.changeSecrets(func(secrets map[string]string) (map[string]string, error) { return without(secrets, "secret", name) })
}

// changeEnv replaces the variables by what f makes of a copy of them. No other change comes in between.
func (n *Node) changeEnv(f func(Environment) (Environment, error)) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	env, err := f(n.Env())
	if err != nil {
		return err
	}
	return n.resolve(env, n.secretValues(), stateEnv, env)
}

// changeSecrets is changeEnv for secrets.
func (n *Node) changeSecrets(f func(map[string]string) (map[string]string, error)) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	secrets, err := f(n.secretValues())
	if err != nil {
		return err
	}
	n.hide(maps.Values(secrets))
	return n.resolve(n.Env(), secrets, stateSecrets, secrets)
}

// resolve stores the new value of the two under its key and resolves the configuration with both.
func (n *Node) resolve(env Environment, secrets map[string]string, key string, value any) error {
	set, _ := n.Config().Resolve(env.values(), secrets) // what becomes invalid is kept and marked
	n.report(set)
	return n.use(change{
		set: set, env: env, secrets: secrets, what: key,
		persist: func(tx *dataset.Tx) error { return tx.SetState(key, value) },
	})
}

// copied returns a copy of a map that is never nil.
func copied[M ~map[string]V, V any](m M) M {
	out := make(M, len(m))
	maps.Copy(out, m)
	return out
}

// without removes a name from a map.
func without[M ~map[string]V, V any](m M, kind, name string) (M, error) {
	if _, ok := m[name]; !ok {
		return nil, unknown(m, kind, name)
	}
	delete(m, name)
	return m, nil
}
