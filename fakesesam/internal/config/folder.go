package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

const metadataFile = "node-metadata.conf.json"

// extension ends the name of every file that holds a component.
const extension = ".conf.json"

// Load reads a folder: every *.conf.json in it and in its folders, which by convention are pipes, systems and the file
// node-metadata.conf.json; other files, and what begins with a dot, are ignored.
//
// If components are invalid, the error is an *InvalidError and the Set is returned with it: the other components work,
// and the invalid ones have Errors. With any other error the Set is nil; the error wraps ErrUnreadable if a file is not a
// component.
func Load(dir string, env, secrets map[string]string) (*Set, error) {
	files, err := folderFiles(dir)
	var components []component
	if err == nil {
		components, err = readFiles(files)
	}
	if err != nil {
		return nil, fmt.Errorf("configuration folder %s: %w", dir, err)
	}
	return build(components, variables{env: env, secrets: secrets})
}

// file is a file that holds a component.
type file struct {
	name string
	read func() ([]byte, error)
}

// maxLevels is how deep a link to a folder may be: links can make a folder contain itself.
const maxLevels = 20

// folderFiles returns the files of a folder that hold components. A folder that cannot be read is an error: its components
// must not be taken for deleted ones. Links are followed: a configuration may be mounted as links.
func folderFiles(dir string) ([]file, error) {
	root := os.DirFS(dir)
	var files []file
	var walk fs.WalkDirFunc
	walk = func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && isIgnored(name):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.Type()&fs.ModeSymlink != 0 && strings.Count(name, "/") > maxLevels:
			return fmt.Errorf("%w: %s: a link is more than %d levels deep; does a folder contain itself?", ErrUnreadable, name, maxLevels)
		case entry.Type()&fs.ModeSymlink != 0:
			if target, err := fs.Stat(root, name); err == nil && target.IsDir() {
				return fs.WalkDir(root, name, walk)
			}
		case entry.IsDir():
			return nil
		}
		if isComponent(name) {
			files = append(files, file{name, func() ([]byte, error) { return fs.ReadFile(root, name) }})
		}
		return nil
	}
	return files, fs.WalkDir(root, ".", walk)
}

// isComponent reports whether a file of that name holds a component. Case is ignored: some systems change it.
func isComponent(name string) bool {
	return strings.HasSuffix(strings.ToLower(name), extension) && !isIgnored(name)
}

// isIgnored reports whether a path is hidden or was added by macOS.
func isIgnored(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") && part != "." && part != ".." || part == "__MACOSX"
	})
}

// readFiles reads components. The error lists every file that is not a component.
func readFiles(files []file) ([]component, error) {
	if len(files) == 0 {
		return nil, fmt.Errorf("%w: found no pipes/*%s, systems/*%s or %s", ErrUnreadable, extension, extension, metadataFile)
	}
	components := make([]component, 0, len(files))
	var failed []error
	for _, f := range files {
		body, err := f.read()
		if errors.Is(err, errTooLarge) { // no other file of it can be read either
			return nil, err
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%w: %s: %w", ErrUnreadable, f.name, err))
			continue
		}
		c, err := newComponent(f.name, body)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		components = append(components, c)
	}
	return components, errors.Join(failed...)
}

// fileName returns the name that the command-line client gives a component without one.
func fileName(id string, decoded map[string]any) string {
	kind, _ := decoded["type"].(string)
	switch {
	case kind == "metadata":
		return metadataFile
	case strings.HasPrefix(kind, "system:"):
		return path.Join("systems", fileSafe(id)+extension)
	default:
		return path.Join("pipes", fileSafe(id)+extension)
	}
}

// fileSafe prevents an ID from escaping its folder, and its file from being hidden.
func fileSafe(id string) string {
	safe := strings.NewReplacer("/", "_", `\`, "_", "..", "__", "\x00", "_").Replace(id)
	if strings.HasPrefix(safe, ".") {
		return "_" + safe[1:]
	}
	return safe
}

// distinctFiles returns the components with distinct names of files, so that none replaces another one in a zip.
func distinctFiles(components []component) []component {
	taken := make(map[string]bool, len(components))
	out := slices.Clone(components)
	for i := range out {
		name := out[i].file
		stem := name[:len(name)-min(len(name), len(extension))]
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d%s", stem, n, extension)
		}
		taken[strings.ToLower(name)] = true
		out[i].file = name
	}
	return out
}
