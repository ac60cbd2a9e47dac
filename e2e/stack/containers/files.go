package containers

import (
	"io/fs"
	"path"
	"path/filepath"

	"github.com/testcontainers/testcontainers-go"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Paths of the project, and of its values, in the node's container.
const (
	configPath  = "/config"
	envPath     = "/etc/sesam/env.json"
	secretsPath = "/etc/sesam/secrets.json" //nolint:gosec // a path, not a credential
)

// projectFiles returns the files to copy into the node's container.
func projectFiles(project *stack.Project) ([]testcontainers.ContainerFile, error) {
	files := []testcontainers.ContainerFile{
		{HostFilePath: project.EnvFile, ContainerFilePath: envPath, FileMode: 0o644},
		{HostFilePath: project.SecretsFile, ContainerFilePath: secretsPath, FileMode: 0o644},
	}
	err := filepath.WalkDir(project.Dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		below, err := filepath.Rel(project.Dir, file)
		if err != nil {
			return err
		}
		files = append(files, testcontainers.ContainerFile{
			HostFilePath:      file,
			ContainerFilePath: path.Join(configPath, filepath.ToSlash(below)),
			FileMode:          0o644,
		})
		return nil
	})
	return files, err
}
