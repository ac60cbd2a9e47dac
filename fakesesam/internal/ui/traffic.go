package ui

import (
	"net/url"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// link is a text that leads somewhere.
type link struct{ Text, Href string }

func pipeLink(id string) link { return link{id, "/pipes/" + url.PathEscape(id)} }

func datasetLink(name string) link { return link{name, "/datasets/" + url.PathEscape(name)} }

// traffic is who writes and who reads datasets, as the configuration says.
type traffic struct {
	// writers and readers are the IDs of pipes by dataset, sorted.
	writers, readers map[string][]string
}

func trafficOf(set *config.Set) traffic {
	t := traffic{map[string][]string{}, map[string][]string{}}
	for id, pipe := range set.Pipes {
		add(t.writers, id, pipe.Sink.Dataset, pipe.Pump.WriteRetries.DeadLetters, pump.LogName(id))
		add(t.readers, id, pipe.Source.Dataset)
		add(t.readers, id, pipe.Source.Completeness...)
		if pipe.Program != nil {
			add(t.readers, id, pipe.Program.Reads()...)
		}
		for _, call := range pipe.Calls {
			if call.Then != nil {
				add(t.readers, id, call.Then.Reads()...)
			}
		}
	}
	for _, side := range []map[string][]string{t.writers, t.readers} {
		for name := range side {
			slices.Sort(side[name])
			side[name] = slices.Compact(side[name])
		}
	}
	return t
}

func add(side map[string][]string, pipe string, names ...string) {
	for _, name := range names {
		if name != "" {
			side[name] = append(side[name], pipe)
		}
	}
}

func pipeLinks(ids []string) []link {
	out := make([]link, len(ids))
	for i, id := range ids {
		out[i] = pipeLink(id)
	}
	return out
}

// isSystem reports whether a dataset is one of the node's own.
func isSystem(name string) bool { return strings.HasPrefix(name, "system:") }
