package node

import (
	"log/slog"
	"maps"
	"os"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// load reads variables, secrets and configuration, as at every start of the node. An empty node knows nothing that was
// uploaded, and forgets everything else. Whatever the store holds, the node starts with it: what is invalid is marked, and
// said in the log. A file of the configuration folder that cannot be read is an error, because somebody is there to correct it.
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
	n.hide(maps.Values(secrets))
	var set *config.Set
	switch {
	case n.opts.Config != "" && !n.vacant(n.opts.Config):
		set, err = config.Load(n.opts.Config, env.values(), secrets)
	case uploaded != nil:
		set, err = config.Stored(uploaded, env.values(), secrets)
	default:
		set, err = config.Empty().Resolve(env.values(), secrets)
	}
	if set == nil {
		return err
	}
	n.report(set)
	n.warnOfMicroservices(set)
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
