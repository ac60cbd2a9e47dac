package fakesesam

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// Upload replaces the whole configuration, as PUT /api/config does. body is a zip archive of configuration files, a JSON
// list of components, or one component. If a component is invalid, nothing changes and the error, which matches
// ErrInvalid, lists what is wrong. What only a real node runs, and what needs a variable or secret that is not set, is
// accepted, and does not run.
func (n *Node) Upload(body []byte) error { return n.public(n.node.Replace("", body, false)) }

// Put adds one component, a pipe or system written as a JSON object, or replaces the one with the same _id. Errors are
// those of Upload; a variable or secret that is not set is one of them.
func (n *Node) Put(component []byte) error { return n.public(n.node.Put(component, false)) }

// Remove removes a pipe or system from the configuration. The offset and execution log of a pipe are removed with it, and
// so is its dataset unless another pipe writes the same one.
func (n *Node) Remove(id string) error { return n.public(n.node.Remove(id)) }

// Pipes returns the IDs of the configured pipes, including invalid ones, sorted.
func (n *Node) Pipes() []string { return slices.Sorted(maps.Keys(n.node.Config().Pipes)) }

// SetEnv replaces the environment variables that $ENV(…) refers to, as PUT /api/env does.
func (n *Node) SetEnv(values map[string]string) error {
	env := make(node.Environment, len(values))
	for name, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		env[name] = text
	}
	return n.public(n.node.SetEnv(env))
}

// SetSecrets replaces the secrets that $SECRET(…) refers to, as PUT /api/secrets does.
func (n *Node) SetSecrets(values map[string]string) error {
	return n.public(n.node.SetSecrets(maps.Clone(values)))
}

// ResolveEnvironment returns the environment that a node would pass to the container of a microservice: the
// docker.environment of the system in the configuration folder, with $ENV(…) and $SECRET(…) resolved. Other components of
// the folder may be invalid.
func ResolveEnvironment(configDir, systemID string, env, secrets map[string]string) (map[string]string, error) {
	set, err := config.Load(configDir, env, secrets)
	if set == nil {
		return nil, public(err)
	}
	values, err := config.ResolveEnvironment(set, systemID)
	return values, public(err)
}

// Environment returns the environment that the node would pass to the container of a microservice, as [ResolveEnvironment]
// does for a folder: docker.environment of the system as it is configured now, with the node's variables and secrets.
func (n *Node) Environment(systemID string) (map[string]string, error) {
	values, err := config.ResolveEnvironment(n.node.Config(), systemID)
	return values, n.public(err)
}

// LoadValues reads a file of variables or secrets for [Env] or [Secrets]: one flat JSON object. Numbers and booleans are
// kept as their JSON text. For an empty path, the map is empty.
func LoadValues(path string) (map[string]string, error) { return config.LoadValues(path) }
