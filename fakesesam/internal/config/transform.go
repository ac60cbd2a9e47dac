package config

import (
	"bytes"
	"errors"
	"maps"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// Types of transform.
const (
	transformDTL = "dtl"
	// transformChained is a list of transforms, as a plain list is.
	transformChained = "chained"
)

// chain is the transforms of a pipe, one after another.
type chain struct {
	// stages are those of type dtl, and paths says where each is.
	stages []any
	paths  []string
	// broken means that the transform has errors, or something that this node does not run.
	broken bool
}

// readTransform compiles the transform; it is nil if the transform is invalid or does not run here.
//
// A transform that contains a secret is compiled twice: with the text $SECRET(…) to find errors that can be shown, then
// with the secret for use. The text of an error found only then is not shown, because it may quote the secret.
func (s *Set) readTransform(o *object, pipe *Pipe) *dtl.Program {
	options := dtl.Options{
		Pipe: pipe.ID, IdentityNamespace: pipe.ID, PropertyNamespace: pipe.ID,
		Namespaced: pipe.Namespaced, AddNamespaces: pipe.AddNamespaces,
	}
	if namespaces := o.object("namespaces"); namespaces != nil {
		options.IdentityNamespace = namespaces.text("identity", pipe.ID)
		options.PropertyNamespace = namespaces.text("property", pipe.ID)
		namespaces.done()
	}
	var c chain
	if value, given := o.optional("transform"); given {
		s.readStages(&c, o, "transform", value)
	}
	shown := mustMarshal(c.stages)
	program, err := dtl.Compile(shown, options)
	if err != nil {
		c.reject(o.report, err)
		return nil
	}
	if c.broken {
		return nil
	}
	pipe.transform = mustMarshal(revealed(c.stages))
	if bytes.Equal(shown, pipe.transform) {
		return program
	}
	program, err = dtl.Compile(pipe.transform, options)
	if err != nil {
		o.reject("transform", "is invalid once its secrets are filled in")
		return nil
	}
	return program
}

// readStages reads a transform, a list of them, or a chain.
func (s *Set) readStages(c *chain, o *object, path string, value any) {
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			s.readStages(c, o, indexed(path, i), item)
		}
	case map[string]any:
		s.readStage(c, &object{path: path, values: value, report: o.report})
	case nil:
	case undecided:
		c.broken = true
	default:
		c.broken = true
		o.reject(path, `must be an object such as {"type": "dtl", "rules": {"default": [["copy", "*"]]}}, got %s`, kindOf(value))
	}
}

// readStage reads one transform.
func (s *Set) readStage(c *chain, o *object) {
	kind := o.required("type", transformDTL)
	switch kind {
	case transformDTL:
		c.paths = append(c.paths, o.path)
		c.stages = append(c.stages, dtlStage(o))
		return
	case transformChained:
		o.ignored("comment", "name", "description")
		transforms, _ := o.optional("transforms")
		if _, isList := transforms.([]any); !isList {
			o.mistyped("transforms", "a list of transforms", transforms)
		}
		o.done()
		s.readStages(c, o, o.at("transforms"), transforms)
		return
	}
	c.broken = true
	if kind == "" { // which has been reported
		return
	}
	elsewhere := find(transformsElsewhere, kind)
	if elsewhere == nil {
		names := append([]string{transformDTL, transformChained, "conditional"}, namesOf(transformsElsewhere)...)
		o.reject(o.at("type"), "must be %s, got %s%s", spelling.Choices(names), described(o.values["type"]), spelling.Hint(kind, names))
		return
	}
	o.ignored("comment", "name", "description", "side_effects", "trigger_on", "id_required")
	s.readSystemID(o, false, Dependent)
	elsewhere.read(o, "transform")
}

// dtlStage returns a transform of type dtl as the compiler reads it: without what has nothing to do with its rules, and with
// a rule that is one transform function as a list of one.
func dtlStage(o *object) map[string]any {
	stage := maps.Clone(o.values)
	o.unsupported("trigger_on")
	delete(stage, "trigger_on")
	delete(stage, "side_effects")
	rules, isObject := stage["rules"].(map[string]any)
	if !isObject {
		return stage
	}
	lists := make(map[string]any, len(rules))
	for name, value := range rules {
		lists[name] = value
		list, _ := value.([]any)
		if len(list) == 0 {
			continue
		}
		if _, single := list[0].(text); single {
			lists[name] = []any{value}
		}
	}
	stage["rules"] = lists
	return stage
}

// reject reports the errors of compiling the stages.
func (c *chain) reject(report *report, err error) {
	for _, invalid := range dtl.Errors(err) {
		kind := Broken
		if _, missing := errors.AsType[*dtl.NotSupported](invalid); missing {
			kind = NotHere
		}
		report.add(kind, c.at(invalid.Path), "%s", invalid.Msg)
	}
}

// at returns where an error of the compiler is in the pipe. Its path begins with the index of the stage.
func (c *chain) at(path string) string {
	index, rest, found := strings.Cut(strings.TrimPrefix(path, "["), "]")
	i, err := strconv.Atoi(index)
	if !found || err != nil || i >= len(c.paths) {
		return dtl.At("transform", path)
	}
	return dtl.At(c.paths[i], strings.TrimPrefix(rest, "."))
}
