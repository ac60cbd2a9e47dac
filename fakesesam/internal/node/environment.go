package node

import (
	"encoding/json"
	"maps"
)

// Environment is the node's variables by name, each as the JSON it came as: text, a number or a boolean. Clients compare
// what they read with what they sent, so 1 must not become "1".
type Environment map[string]json.RawMessage

// environmentOf is variables that are all text; nil for nil.
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

// values is what stands for $ENV(…) in a configuration: text as it is, anything else as its JSON.
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

// Env is a copy of the node's variables; it is never nil.
func (n *Node) Env() Environment {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if n.env == nil {
		return Environment{}
	}
	return maps.Clone(n.env)
}

// SetEnv replaces the node's variables and resolves the configuration anew.
func (n *Node) SetEnv(env Environment) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if env == nil {
		env = Environment{}
	}
	return n.setVariables(stateEnv, env, env, n.secretValues())
}
