package config

import (
	"fmt"
	"maps"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// ResolveEnvironment gives what a node would hand the container of a microservice system: $ENV(…) and $SECRET(…)
// resolved, values that are not text as JSON. It fails for a system that is not there, is no microservice, or is
// invalid (a secret that is not set among other reasons).
func ResolveEnvironment(set *Set, systemID string) (map[string]string, error) {
	system, ok := set.Systems[systemID]
	if !ok {
		return nil, fmt.Errorf("%w %q%s", ErrNoSystem, systemID, spelling.Hint(systemID, sortedKeys(set.Systems)))
	}
	if !system.Valid() {
		return nil, &InvalidError{[]Invalid{{Posted{systemID}, system.Errors}}}
	}
	if system.Docker == nil {
		return nil, fmt.Errorf("system %q is a %s: only a %s has a container", systemID, system.Type, SystemMicroservice)
	}
	environment := maps.Clone(system.Docker.Environment)
	if environment == nil {
		environment = map[string]string{}
	}
	return environment, nil
}
