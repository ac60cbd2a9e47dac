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

// Load reads a folder: pipes/*.conf.json, systems/*.conf.json, node-metadata.conf.json; other files are left alone.
//
// When components are invalid the error is an *InvalidError and the Set is there all the same: its other components
// work, the invalid ones carry their Errors. Any other error comes with a nil Set; it wraps ErrUnreadable when a file
// is not a component.
func Load(dir string, env, secrets map[string]string) (*Set, error) {
	components, err := readFolder(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("configuration folder %s: %w", dir, err)
	}
	return build(components, variables{env: env, secrets: secrets})
}

// readFolder finds the components in a folder or archive. All files that are not components are reported at once.
func readFolder(folder fs.FS) ([]component, error) {
	files, err := configFiles(folder)
	if err != nil {
		return nil, err
	}
	components := make([]component, 0, len(files))
	var faults []error
	for _, file := range files {
		body, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, err
		}
		c, err := newComponent(file, body)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		components = append(components, c)
	}
	return components, errors.Join(faults...)
}

// configFiles lists the files of a folder that are components, by name.
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
	return nil, fmt.Errorf("%w: it has none of pipes/*.conf.json, systems/*.conf.json and %s", ErrUnreadable, metadataFile)
}

// fileName is the name the command-line client gives a component that has none.
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

// fileSafe keeps an id from leaving its folder.
func fileSafe(id string) string {
	return strings.NewReplacer("/", "_", `\`, "_", "..", "__").Replace(id)
}
