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
	// transformHTTP posts entities to a service and goes on with what it answers.
	transformHTTP = "http"
)

// chain is the transforms of a pipe, one after another: a section of DTL, and another one after each call of a service.
type chain struct {
	sections []section
	calls    []*Call
	// broken means that the transform has errors, or something that this node does not run.
	broken bool
	// sideEffects means that a chained transform around what is being read has side effects.
	sideEffects bool
}

// section is transforms of type dtl that follow one another.
type section struct {
	stages []any
	// triggers are those of the stages; nil for a stage that takes every entity.
	triggers []*dtl.Trigger
	// paths says where each of the stages is.
	paths []string
}

// add adds a transform of type dtl.
func (c *chain) add(path string, stage map[string]any, trigger *dtl.Trigger) {
	last := &c.sections[len(c.sections)-1]
	last.paths, last.stages, last.triggers = append(last.paths, path), append(last.stages, stage), append(last.triggers, trigger)
}

// call adds a call, after which another section begins.
func (c *chain) call(call *Call) {
	call.SideEffects = call.SideEffects || c.sideEffects
	c.calls, c.sections = append(c.calls, call), append(c.sections, section{})
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
	c := chain{sections: make([]section, 1)}
	if value, given := o.optional("transform"); given {
		s.readStages(&c, o, "transform", value)
	}
	programs := make([]*dtl.Program, len(c.sections))
	var texts []any
	for i, section := range c.sections {
		if programs[i] = section.compile(o.report, options); programs[i] == nil {
			c.broken = true
		}
		texts = append(texts, revealed(section.stages), section.triggers)
		options.AddNamespaces = false // the first section has added them
	}
	for i, call := range c.calls {
		call.Then = programs[i+1]
		texts = append(texts, call.Service, call.Trigger)
	}
	if c.broken {
		return nil
	}
	pipe.transform, pipe.Calls = mustMarshal(texts), c.calls
	return programs[0]
}

// compile returns the program of the section; nil if it is invalid.
func (s section) compile(report *report, options dtl.Options) *dtl.Program {
	options.Triggers = s.triggers
	shown := mustMarshal(s.stages)
	program, err := dtl.Compile(shown, options)
	if err != nil {
		s.reject(report, err)
		return nil
	}
	secret := mustMarshal(revealed(s.stages))
	if bytes.Equal(shown, secret) {
		return program
	}
	if program, err = dtl.Compile(secret, options); err != nil {
		report.reject("transform", "is invalid once its secrets are filled in")
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
		c.add(o.path, dtlStage(o), readTrigger(o))
		return
	case transformHTTP:
		c.call(s.readCall(o))
		return
	case transformChained:
		s.readChained(c, o)
		return
	}
	c.broken = true
	if kind == "" { // which has been reported
		return
	}
	elsewhere := find(transformsElsewhere, kind)
	if elsewhere == nil {
		names := append([]string{transformDTL, transformHTTP, transformChained, "conditional"}, namesOf(transformsElsewhere)...)
		o.reject(o.at("type"), "must be %s, got %s%s", spelling.Choices(names), described(o.values["type"]), spelling.Hint(kind, names))
		return
	}
	o.ignored("comment", "name", "description", "side_effects", "id_required")
	readTrigger(o)
	s.readSystemID(o, false, Dependent)
	elsewhere.read(o, "transform")
}

// readChained reads a chained transform. Its side effects are those of the calls in it.
func (s *Set) readChained(c *chain, o *object) {
	o.ignored("comment", "name", "description")
	around := c.sideEffects
	c.sideEffects = o.boolean("side_effects", false) || around
	transforms, _ := o.optional("transforms")
	if _, isList := transforms.([]any); !isList {
		o.mistyped("transforms", "a list of transforms", transforms)
	}
	o.done()
	s.readStages(c, o, o.at("transforms"), transforms)
	c.sideEffects = around
}

// dtlStage returns a transform of type dtl as the compiler reads it: without what has nothing to do with its rules, and with
// a rule that is one transform function as a list of one.
func dtlStage(o *object) map[string]any {
	stage := maps.Clone(o.values)
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
func (s section) reject(report *report, err error) {
	for _, invalid := range dtl.Errors(err) {
		kind := Broken
		if _, missing := errors.AsType[*dtl.NotSupported](invalid); missing {
			kind = NotHere
		}
		report.add(kind, s.at(invalid.Path), "%s", invalid.Msg)
	}
}

// at returns where an error of the compiler is in the pipe. Its path begins with the index of the stage.
func (s section) at(path string) string {
	index, rest, found := strings.Cut(strings.TrimPrefix(path, "["), "]")
	i, err := strconv.Atoi(index)
	if !found || err != nil || i >= len(s.paths) {
		return dtl.At("transform", path)
	}
	return dtl.At(s.paths[i], strings.TrimPrefix(rest, "."))
}
