package stack

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// Token is the credential of every stack. It looks like a real one, so that a
// leak is easy to search for.
const Token = "pat-eu1-5ec2e700-e2e0-4000-8000-c0ffee000001" //nolint:gosec // only fakes accept it

// Root returns the nearest directory with a go.work, from the working directory
// upwards.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.work")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.work in the working directory or above it: run this inside the repository")
		}
		dir = parent
	}
}

// Project is a copy of the Sesam project in connector/sesam for one stack, with
// values for its $ENV and $SECRET references.
type Project struct {
	// Dir has the layout the node reads: pipes/, systems/, node-metadata.conf.json.
	Dir string
	// EnvFile and SecretsFile hold the values as flat JSON objects.
	EnvFile, SecretsFile string

	env, secrets map[string]string
}

// NewProject copies the project into a directory in dir. HubSpot's API is at
// baseURL; environment is added to the connector's.
func NewProject(dir, baseURL string, environment map[string]string) (*Project, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	p := &Project{
		Dir:         filepath.Join(dir, "sesam"),
		EnvFile:     filepath.Join(dir, "env.json"),
		SecretsFile: filepath.Join(dir, "secrets.json"),
		env:         map[string]string{"hubspot-base-url": baseURL},
		secrets:     map[string]string{"hubspot-api-key": Token},
	}
	if err := os.CopyFS(p.Dir, os.DirFS(filepath.Join(root, "connector", "sesam"))); err != nil {
		return nil, fmt.Errorf("copying the Sesam project: %w", err)
	}
	return p, errors.Join(
		p.addEnvironment(environment),
		writeJSON(p.EnvFile, p.env),
		writeJSON(p.SecretsFile, p.secrets),
	)
}

// ReadingPipes returns the pipes of the Sesam project in connector/sesam whose source is HubSpot, in the order of their names.
func ReadingPipes() ([]string, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(root, "connector", "sesam", "pipes", "*.conf.json"))
	if err != nil {
		return nil, err
	}
	var reading []string
	for _, file := range files {
		var pipe struct {
			ID     string `json:"_id"`
			Source struct {
				System string `json:"system"`
			} `json:"source"`
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &pipe); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if pipe.Source.System == System {
			reading = append(reading, pipe.ID)
		}
	}
	return reading, nil
}

// ConnectorEnvironment returns the environment that a real node would set in the
// connector's container: docker.environment of the system, with $ENV and $SECRET
// resolved.
func (p *Project) ConnectorEnvironment() (map[string]string, error) {
	return fakesesam.ResolveEnvironment(p.Dir, System, p.env, p.secrets)
}

func (p *Project) addEnvironment(environment map[string]string) error {
	if len(environment) == 0 {
		return nil
	}
	file := filepath.Join(p.Dir, "systems", System+".conf.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var system map[string]any
	if err := json.Unmarshal(text, &system); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	docker, _ := system["docker"].(map[string]any)
	declared, ok := docker["environment"].(map[string]any)
	if !ok {
		return fmt.Errorf("%s: no docker.environment", file)
	}
	for name, value := range environment {
		declared[name] = value
	}
	return writeJSON(file, system)
}

func writeJSON(file string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644) //nolint:gosec // read by another user in the container
}
