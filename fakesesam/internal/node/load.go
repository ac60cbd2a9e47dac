package node

import (
	"errors"
	"maps"
	"os"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// load reads variables, secrets and configuration, as at every start of the node. An empty node knows nothing that was
// uploaded, and forgets everything else.
func (n *Node) load(empty bool) error {
	env, secrets := environmentOf(n.opts.Env), maps.Clone(n.opts.Secrets)
	var uploaded []byte
	err := n.store.View(func(tx *dataset.Tx) error {
		if empty {
			return nil
		}
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
	n.hide(secrets)
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
	all := change{set: set, env: env, secrets: secrets, renew: true, what: "the node's state"}
	if empty {
		all.persist = (*dataset.Tx).Clear
	}
	return n.use(all)
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
