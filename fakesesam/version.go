package fakesesam

import (
	"runtime/debug"
	"strings"
)

// Set by -ldflags "-X …fakesesam.version=1.4.0 -X …fakesesam.commit=0123abcd".
var version, commit string

const modulePath = "github.com/hubspot-to-sesam/testbed/fakesesam"

// Version returns the version of this module, such as "1.4.0": the one set when the program was linked, otherwise the one
// that Go recorded in the build, otherwise "devel".
func Version() string {
	if version != "" {
		return strings.TrimPrefix(version, "v")
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range append([]*debug.Module{&info.Main}, info.Deps...) {
			if module.Path == modulePath && module.Version != "" && module.Version != "(devel)" {
				return strings.TrimPrefix(module.Version, "v")
			}
		}
	}
	return "devel"
}

// Commit returns the commit this module was built from, or "" if the build did not record it.
func Commit() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path != modulePath {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return ""
}
