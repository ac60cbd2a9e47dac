package fakehubspot

import (
	"runtime/debug"
	"strings"
)

// The version and commit of this build, set with -ldflags "-X …/fakehubspot.version=1.4.0 -X …/fakehubspot.commit=…".
var version, commit string

// modulePath is how build info names this module.
const modulePath = "github.com/hubspot-to-sesam/testbed/fakehubspot"

// Version returns the version of this module, such as 1.4.0, or "devel" if the build does not know it.
func Version() string {
	found := version
	if info, ok := debug.ReadBuildInfo(); ok && found == "" {
		found = versionIn(info)
	}
	if found = strings.TrimPrefix(found, "v"); found == "" {
		return "devel"
	}
	return found
}

// versionIn finds the module in build info: as the main module, or as a dependency of the program.
func versionIn(info *debug.BuildInfo) string {
	for _, module := range append([]*debug.Module{&info.Main}, info.Deps...) {
		if module.Path == modulePath && module.Version != "(devel)" {
			return module.Version
		}
	}
	return ""
}
