// Package config reads a node's configuration: pipes, systems and node metadata, as a folder, a zip or JSON.
//
// A configuration passes through these steps: bytes → components (archive.go, folder.go, zip.go) → decoded JSON (syntax.go) →
// alternatives chosen (conditional.go) and variables resolved (variables.go) → read strictly, property by property (object.go,
// number.go) → Pipe, System, Metadata. What only a real node runs is read by elsewhere.go.
//
// A new type of source or sink is one entry in sourceTypes (source.go) or sinkTypes (sink.go), and one less in the tables of
// elsewhere_source.go or elsewhere_sink.go.
package config

import (
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// Set is the whole configuration of a node. A Set does not change; With, Without and Resolve return new ones.
type Set struct {
	// Pipes and Systems are keyed by _id. They include those that are invalid or do not run here, which have Errors.
	Pipes    map[string]*Pipe
	Systems  map[string]*System
	Metadata *Metadata

	// invalid is every component with errors, including those that are neither a pipe nor a system.
	invalid []Invalid
	// errors are those of invalid by file.
	errors     map[string][]Error
	components []component
	variables  variables
}

// component is one part of a configuration as it was received.
type component struct {
	id string
	// file is the name it was received with, or else the name that the command-line client would give it.
	file string
	// body is the JSON object as it was received, byte for byte, except that UTF-16 has become UTF-8.
	body []byte
	// decoded is body, decoded.
	decoded map[string]any
	// fault is why a stored body is not a component; it is kept all the same. It is nil for every other component.
	fault error
}

// Empty returns the configuration of a new node.
func Empty() *Set {
	set, err := build(nil, variables{})
	if err != nil {
		panic("config: " + err.Error()) // an empty configuration has no errors
	}
	return set
}

// Invalid returns the components that have errors, warnings included.
func (s *Set) Invalid() []Invalid { return s.invalid }

// Resolve returns the same configuration with other variables. If components are invalid, the error is an *InvalidError
// and the Set is returned with it.
func (s *Set) Resolve(env, secrets map[string]string) (*Set, error) {
	return build(s.components, variables{env: env, secrets: secrets})
}

// With returns the configuration with a component (one JSON object) added, or replaced if its _id exists; a replaced one
// keeps its file name. Errors are those of Resolve; for a text that is not a component, the Set is nil.
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

// Without returns the configuration without the component of that ID. Errors are those of Resolve.
func (s *Set) Without(id string) (*Set, error) {
	components := slices.DeleteFunc(slices.Clone(s.components), func(c component) bool { return c.id == id })
	return build(components, s.variables)
}

// Identify returns the _id and the type of a component; the error wraps ErrUnreadable for a text that is none.
func Identify(body []byte) (id, kind string, err error) {
	c, err := newComponent("", body)
	kind, _ = c.decoded["type"].(string)
	return c.id, kind, err
}

// newComponent reads one JSON object that has an _id. If file is empty, the object determines the name.
func newComponent(file string, body []byte) (component, error) {
	name := file
	if name == "" {
		name = "configuration"
	}
	body = fromUTF16(body)
	decoded, err := decodeJSON(name, body)
	if err != nil {
		return component{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	object, ok := decoded.(map[string]any)
	if !ok {
		return component{}, fmt.Errorf("%w: %s: a component must be one JSON object ({…}), got %s", ErrUnreadable, name, kindOf(decoded))
	}
	id, ok := object["_id"].(string)
	if !ok || id == "" {
		return component{}, fmt.Errorf("%w: %s: a component must have an \"_id\" that is a string", ErrUnreadable, name)
	}
	if length := utf8.RuneCountInString(id); length > maxID {
		return component{}, fmt.Errorf("%w: %s: the \"_id\" must have at most %d characters, got %d", ErrUnreadable, name, maxID, length)
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
		components: distinctFiles(components), variables: vars, errors: map[string][]Error{},
	}
	add := func(id, file string, errors []Error) {
		if len(errors) > 0 {
			set.invalid = append(set.invalid, Invalid{Posted{id}, errors, file})
			set.errors[file] = errors
		}
	}
	file, faults := set.readMetadata()
	add(metadataID, file, faults)
	seen := map[string]string{}
	var pipes []component // read last, because they refer to systems
	for _, c := range set.components {
		report := &report{file: c.file}
		if c.fault != nil {
			report.add(Unusable, "", "cannot be read, and is kept as it is: %s", c.fault)
			add(c.file, c.file, report.errors)
			continue
		}
		if first, twice := seen[c.id]; twice {
			report.add(Unusable, "_id", "%q is duplicated: %s has the same _id", c.id, first)
			add(c.id, c.file, report.errors)
			continue
		}
		seen[c.id] = c.file
		kind, _ := c.decoded["type"].(string)
		if kind == "metadata" {
			continue
		}
		if kind == "pipe" {
			pipes = append(pipes, c)
			continue
		}
		if system := readSystem(c, vars); system != nil {
			set.Systems[c.id] = system
			continue
		}
		kinds := append([]string{"pipe", SystemMicroservice, SystemURL, "metadata"}, namesOf(systemsElsewhere)...)
		report.reject("type", "must be %s, got %s%s", spelling.Choices(kinds), describedRaw(c.decoded["type"]),
			spelling.Hint(kind, kinds))
		add(c.id, c.file, report.errors)
	}
	for _, c := range pipes {
		set.Pipes[c.id] = set.readPipe(c)
	}
	set.checkDeadLetters()
	for _, id := range slices.Sorted(maps.Keys(set.Systems)) {
		add(id, set.Systems[id].File, set.Systems[id].Errors)
	}
	for _, id := range slices.Sorted(maps.Keys(set.Pipes)) {
		add(id, set.Pipes[id].File, set.Pipes[id].Errors)
	}
	return set, set.invalidError()
}

// invalidError returns an *InvalidError with everything of level error; nil if there is nothing.
func (s *Set) invalidError() error {
	var all []Invalid
	for _, each := range s.invalid {
		if errors := upTo(Dependent, each.Errors); len(errors) > 0 {
			all = append(all, Invalid{each.Posted, errors, each.File})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &InvalidError{all}
}
