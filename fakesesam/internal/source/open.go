package source

import (
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// Open returns the source that a configuration describes: this is the only place that knows every type of source. It is nil
// for a pipe that is fed by a receiver. from is the system of the source; mask removes secrets from errors.
func Open(cfg *config.Source, from *system.System, store *dataset.Store, mask func(string) string) Source {
	switch cfg.Type {
	case config.SourceEmbedded, config.SourceEmpty:
		return Embedded{Entities: cfg.Entities}
	case config.SourceDataset:
		return Dataset{
			Store: store, Name: cfg.Dataset, History: cfg.IncludePreviousVersions, Subset: cfg.Subset,
			WithoutReplaced: !cfg.IncludeReplaced, Completeness: cfg.Completeness,
		}
	case config.SourceJSON:
		return openJSON(cfg, from, mask)
	default:
		return nil
	}
}

func openJSON(cfg *config.Source, from *system.System, mask func(string) string) *JSON {
	out := &JSON{Service: service.Open(from, cfg.URL, cfg.Headers, mask), PageSize: cfg.PageSize}
	if cfg.Subset != nil {
		out.Subset = cfg.Subset.String()
	}
	return out
}
