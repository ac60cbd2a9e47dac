// Package operation names what a call to HubSpot's API does, such as batch-upsert, whichever of its paths it takes: a fault
// or a test can mean an operation without knowing the versions of the paths.
package operation

import (
	"net/http"
	"slices"
	"strings"
)

// The operations that stand for others.
const (
	// Read is every call that changes nothing.
	Read = "read"
	// Write is every call that can change something, one of properties or pipelines too.
	Write = "write"
)

// route is the calls of one operation: their method and what follows the root of their family, where * is any one segment.
type route struct {
	name, method, rest string
}

// family is routes under the same roots.
type family struct {
	roots  []string
	routes []route
}

var families = []family{
	{
		roots: []string{"crm/v3/objects/*", "crm/v4/objects/*", "crm/objects/*/*"},
		routes: []route{
			{"list", http.MethodGet, ""},
			{"create", http.MethodPost, ""},
			{"get", http.MethodGet, "*"},
			{"update", http.MethodPatch, "*"},
			{"archive", http.MethodDelete, "*"},
			{"search", http.MethodPost, "search"},
			{"merge", http.MethodPost, "merge"},
			{"erase", http.MethodPost, "gdpr-delete"},
			{"batch-read", http.MethodPost, "batch/read"},
			{"batch-create", http.MethodPost, "batch/create"},
			{"batch-update", http.MethodPost, "batch/update"},
			{"batch-upsert", http.MethodPost, "batch/upsert"},
			{"batch-archive", http.MethodPost, "batch/archive"},
			{"list-associations", http.MethodGet, "*/associations/*"},
			{"associate", http.MethodPut, "*/associations/*/*"},
			{"associate", http.MethodPut, "*/associations/*/*/*"},
			{"disassociate", http.MethodDelete, "*/associations/*/*"},
			{"disassociate", http.MethodDelete, "*/associations/*/*/*"},
		},
	},
	{
		roots: []string{"crm/v3/associations/*/*", "crm/v4/associations/*/*", "crm/associations/*/*/*"},
		routes: []route{
			{"batch-read-associations", http.MethodPost, "batch/read"},
			{"batch-associate", http.MethodPost, "batch/create"},
			{"batch-associate", http.MethodPost, "batch/associate/default"},
			{"batch-disassociate", http.MethodPost, "batch/archive"},
			{"batch-disassociate", http.MethodPost, "batch/labels/archive"},
		},
	},
}

// Names returns the names of all operations, [Read] and [Write] first.
func Names() []string {
	names := []string{Read, Write}
	for _, family := range families {
		for _, route := range family.routes {
			if !slices.Contains(names, route.name) {
				names = append(names, route.name)
			}
		}
	}
	return names
}

// Of returns the name of the operation of a call, by its method and its decoded path; it is empty for calls that only [Read]
// and [Write] name. A slash at the end of the path means nothing.
func Of(method, path string) string {
	path = strings.Trim(path, "/")
	for _, family := range families {
		for _, root := range family.roots {
			for _, route := range family.routes {
				if route.method == method && fits(strings.Trim(root+"/"+route.rest, "/"), path) {
					return route.name
				}
			}
		}
	}
	return ""
}

// fits compares a pattern and a path segment by segment.
func fits(pattern, path string) bool {
	for pattern != "" && path != "" {
		var wanted, segment string
		wanted, pattern, _ = strings.Cut(pattern, "/")
		segment, path, _ = strings.Cut(path, "/")
		if wanted != segment && wanted != "*" {
			return false
		}
	}
	return pattern == "" && path == ""
}

// Writes reports whether a call can change something: all but those with a safe method, searches, batches that read and
// those for tokens.
func Writes(method, path string) bool {
	path = strings.TrimSuffix(path, "/")
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	case http.MethodPost:
		return !strings.HasSuffix(path, "/search") && !strings.HasSuffix(path, "/batch/read") && !strings.HasPrefix(path, "/oauth/")
	}
	return true
}

// Fits reports whether a call is of the named operation; an empty name fits every call.
func Fits(name, method, path string) bool {
	switch name {
	case "":
		return true
	case Read:
		return !Writes(method, path)
	case Write:
		return Writes(method, path)
	}
	return Of(method, path) == name
}
