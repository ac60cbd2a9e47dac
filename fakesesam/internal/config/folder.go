package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

const metadataFile = "node-metadata.conf.json"

// Load reads a folder: pipes/*.conf.json, systems/*.conf.json, node-metadata.conf.json; other files are ignored.
//
// If components are invalid, the error is an *InvalidError and the Set is returned with it: the other components work,
// and the invalid ones have Errors. With any other error the Set is nil; the error wraps ErrUnreadable if a file is not a
// component.
func Load(dir string, env, secrets map[string]string) (*Set, error) {
	components, err := readFolder(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("configuration folder %s: %w", dir, err)
	}
	return build(components, variables{env: env, secrets: secrets})
}

// readFolder reads the components of a folder or archive. The error lists every file that is not a component.
func readFolder(folder fs.FS) ([]component, error) {
	files, err := configFiles(folder)
	if err != nil {
		return nil, err
	}
	components := make([]component, 0, len(files))
	var failed []error
	for _, file := range files {
		body, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, err
		}
		c, err := newComponent(file, body)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		components = append(components, c)
	}
	return components, errors.Join(failed...)
}

// configFiles returns the names of the files that are components.
func configFiles(folder fs.FS) ([]string, error) {
	var files []string
	for _, pattern := range []string{metadataFile, "systems/*.conf.json", "pipes/*.conf.json"} {
		matches, err := fs.Glob(folder, pattern)
		if err != nil {
			return nil, err
		}
		files = append(files, matches...)
	}
	if len(files) > 0 {
		return files, nil
	}
	if _, err := fs.Stat(folder, "."); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%w: found no pipes/*.conf.json, systems/*.conf.json or %s", ErrUnreadable, metadataFile)
}

// fileName returns the name that the command-line client gives a component without one.
func fileName(id string, decoded map[string]any) string {
	kind, _ := decoded["type"].(string)
	switch {
	case kind == "metadata":
		return metadataFile
	case strings.HasPrefix(kind, "system:"):
		return path.Join("systems", fileSafe(id)+".conf.json")
	default:
		return path.Join("pipes", fileSafe(id)+".conf.json")
	}
}

// fileSafe prevents an ID from escaping its folder.
func fileSafe(id string) string {
	return strings.NewReplacer("/", "_", `\`, "_", "..", "__").Replace(id)
}
