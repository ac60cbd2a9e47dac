// Package config reads a node's configuration: pipes, systems and node metadata, as a folder, a zip or JSON.
//
// The way of a configuration: bytes → components (archive.go, folder.go) → decoded JSON (syntax.go) → variables
// resolved (variables.go) → read strictly, property by property (object.go) → Pipe, System, Metadata.
package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// Set is one whole configuration of a node. A Set does not change; With, Without and Resolve give new ones.
type Set struct {
	// Pipes and Systems are by _id; invalid ones are among them, with their Errors.
	Pipes    map[string]*Pipe
	Systems  map[string]*System
	Metadata *Metadata

	// invalid is every component with faults, those among them that are neither pipe nor system.
	invalid    []Invalid
	components []component
	variables  variables
}

// component is one piece of a configuration as it came.
type component struct {
	id string
	// file is the name it came with, or the name the command-line client would give it.
	file string
	// body is the JSON object as it came, to the byte.
	body []byte
	// decoded is body read.
	decoded map[string]any
}

// Empty is the configuration of a new node.
func Empty() *Set {
	set, err := build(nil, variables{})
	if err != nil {
		panic("config: " + err.Error()) // nothing has no faults
	}
	return set
}

// Invalid lists the components that have faults.
func (s *Set) Invalid() []Invalid { return s.invalid }

// Resolve gives the same configuration with other variables. When components are invalid the error is an
// *InvalidError and the Set is there all the same.
func (s *Set) Resolve(env, secrets map[string]string) (*Set, error) {
	return build(s.components, variables{env: env, secrets: secrets})
}

// With gives the configuration with a component (one JSON object) added, or replaced when its _id is there already; a
// replaced one keeps its file name. Errors are as of Resolve; for text that is no component the Set is nil.
func (s *Set) With(body []byte) (*Set, error) {
	added, err := newComponent("", body)
	if err != nil {
		return nil, err
	}
	components := slices.Clone(s.components)
	if i := slices.IndexFunc(components, func(c component) bool { return c.id == added.id }); i >= 0 {
		added.file = components[i].file
		components[i] = added
	} else {
		components = append(components, added)
	}
	return build(components, s.variables)
}

// Without gives the configuration without the component of that id. Errors are as of Resolve.
func (s *Set) Without(id string) (*Set, error) {
	components := slices.DeleteFunc(slices.Clone(s.components), func(c component) bool { return c.id == id })
	return build(components, s.variables)
}

// newComponent reads one JSON object that has an _id. file may be empty: the name then follows from the object.
func newComponent(file string, body []byte) (component, error) {
	name := file
	if name == "" {
		name = "configuration"
	}
	decoded, err := decodeJSON(name, body)
	if err != nil {
		return component{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	object, ok := decoded.(map[string]any)
	if !ok {
		return component{}, fmt.Errorf("%w: %s: a component is one JSON object ({…}), not %s", ErrUnreadable, name, kindOf(decoded))
	}
	id, ok := object["_id"].(string)
	if !ok || id == "" {
		return component{}, fmt.Errorf("%w: %s: a component needs an \"_id\" that is text", ErrUnreadable, name)
	}
	if file == "" {
		file = fileName(id, object)
	}
	return component{id: id, file: file, body: body, decoded: object}, nil
}

// build reads every component strictly.
func build(components []component, vars variables) (*Set, error) {
	set := &Set{
		Pipes: map[string]*Pipe{}, Systems: map[string]*System{},
		components: components, variables: vars,
	}
	invalid := &InvalidError{}
	add := func(id string, faults []Error) {
		if len(faults) > 0 {
			invalid.ValidationErrors = append(invalid.ValidationErrors, Invalid{Posted{id}, faults})
		}
	}
	add(metadataID, set.readMetadata())
	seen := map[string]string{}
	var pipes []component // read last, for they refer to systems
	for _, c := range components {
		report := &report{file: c.file}
		if first, twice := seen[c.id]; twice {
			report.fault("_id", "%q is the _id of %s too; every component has its own", c.id, first)
			add(c.id, report.faults)
			continue
		}
		seen[c.id] = c.file
		switch kind, _ := c.decoded["type"].(string); kind {
		case "pipe":
			pipes = append(pipes, c)
		case SystemMicroservice, SystemURL:
			set.Systems[c.id] = readSystem(c, vars)
		case "metadata":
		default:
			kinds := []string{"pipe", SystemMicroservice, SystemURL, "metadata"}
			report.fault("type", "must be %s, not %s%s", spelling.Choices(kinds), describedRaw(c.decoded["type"]),
				spelling.Hint(kind, kinds))
			add(c.id, report.faults)
		}
	}
	for _, c := range pipes {
		set.Pipes[c.id] = set.readPipe(c)
	}
	set.checkDeadLetters()
	for _, id := range sortedKeys(set.Systems) {
		add(id, set.Systems[id].Errors)
	}
	for _, id := range sortedKeys(set.Pipes) {
		add(id, set.Pipes[id].Errors)
	}
	set.invalid = invalid.ValidationErrors
	if len(invalid.ValidationErrors) > 0 {
		return set, invalid
	}
	return set, nil
}

func compacted(body []byte) json.RawMessage {
	var compact bytes.Buffer
	if err := json.Compact(&compact, bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))); err != nil {
		panic("config: " + err.Error()) // decoded before
	}
	return compact.Bytes()
}

// describedRaw is described for a value whose variables are not resolved.
func describedRaw(value any) string {
	if written, ok := value.(string); ok {
		return described(text{shown: written})
	}
	return described(value)
}
