package release

import (
	"fmt"
	"strings"

	"golang.org/x/mod/semver"
)

// Version is a release's version without its "v", such as "1.4.0".
type Version string

// ParseTag returns the version that a tag stands for. A tag has all three
// numbers, so that it is also a version of the Go modules.
func ParseTag(tag string) (Version, error) {
	if !semver.IsValid(tag) || semver.Canonical(tag) != tag {
		return "", fmt.Errorf("%q is no tag of a release: want one such as v1.4.0 or v1.4.0-rc.1", tag)
	}
	return Version(strings.TrimPrefix(tag, "v")), nil
}

// Tag is the tag of the whole repository, which the images are named after.
func (v Version) Tag() string { return "v" + string(v) }

// ModuleTag is the tag by which the go command finds a module of the repository.
func (v Version) ModuleTag(module string) string { return module + "/" + v.Tag() }

// Major is the part by which Go tells incompatible modules apart: "v1".
func (v Version) Major() string { return semver.Major(v.Tag()) }
