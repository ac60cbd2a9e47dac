package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// CheckModules returns what would keep others from requiring the three modules
// in this version, one error for each fault.
func CheckModules(root string, version Version) []error {
	var faults []error
	for _, program := range Programs {
		file := filepath.Join(program, "go.mod")
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			faults = append(faults, err)
			continue
		}
		parsed, err := modfile.Parse(file, text, nil)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		faults = append(faults, moduleFaults(file, parsed, modulePrefix+program, version)...)
	}
	return faults
}

func moduleFaults(file string, parsed *modfile.File, path string, version Version) []error {
	var faults []error
	fault := func(format string, values ...any) { faults = append(faults, fmt.Errorf(file+": "+format, values...)) }
	if _, major, _ := module.SplitPathVersion(parsed.Module.Mod.Path); strings.TrimPrefix(major, "/") != pathMajor(version) {
		fault("the module is %s, and Go takes version %s of it for another module: want the path %s", parsed.Module.Mod.Path, version, strings.TrimSuffix(path+"/"+pathMajor(version), "/"))
	}
	for _, replaced := range parsed.Replace {
		fault("%s is replaced, which holds in this repository only: require a version of it that others can get", replaced.Old.Path)
	}
	for _, required := range parsed.Require {
		if strings.HasPrefix(required.Mod.Path, modulePrefix) {
			fault("requires %s %s, a module of this repository: each must be of use by itself", required.Mod.Path, required.Mod.Version)
		}
	}
	return faults
}

// pathMajor is what the path of a module ends with in this version: nothing up
// to v1, then "v2" and so on.
func pathMajor(version Version) string {
	if major := version.Major(); major != "v0" && major != "v1" {
		return major
	}
	return ""
}
