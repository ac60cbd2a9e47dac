package dtl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// Compile reads a transform: {"type":"dtl","rules":{"default":[…]}}, a list of those, or nothing (nil, null, []), which
// leaves each entity as it is. The error has every error of the transform; Errors splits it.
func Compile(transform json.RawMessage, opts Options) (*Program, error) {
	var decoded any
	if len(bytes.TrimSpace(transform)) > 0 {
		var err error
		if decoded, err = decode(transform); err != nil {
			return nil, &Error{Msg: "malformed JSON: " + err.Error()}
		}
	}
	if nesting(decoded) > maxTransform {
		return nil, &Error{Msg: fmt.Sprintf("is nested more than %d levels deep, the limit", maxTransform)}
	}
	c := newCompiler(opts)
	program := &Program{names: c.names, add: opts.Namespaced && opts.AddNamespaces}
	switch decoded := decoded.(type) {
	case nil:
	case []any:
		for i, each := range decoded {
			c.stage(program, "["+strconv.Itoa(i)+"]", each)
		}
	default:
		c.stage(program, "", decoded)
	}
	if len(c.errors) > 0 {
		return nil, errors.Join(c.errors...)
	}
	program.reads = c.reads
	program.simple, program.isSimple = simplified(c, program)
	return program, nil
}

// maxTransform is how deeply a transform may be nested.
const maxTransform = 1000

// nesting returns how deeply a value is nested.
func nesting(value any) int {
	deepest := 0
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			deepest = max(deepest, nesting(item))
		}
	case map[string]any:
		for _, item := range v {
			deepest = max(deepest, nesting(item))
		}
	default:
		return 0
	}
	return deepest + 1
}

type compiler struct {
	opts        Options
	names       namespaces
	transforms  map[string]function
	expressions map[string]function
	errors      []error
	// rules are those of the stage that is being compiled, for apply.
	rules map[string]*rule
	// rule is the name of the rule that is being compiled; hopsIn are those that contain hops, applied the uses of apply.
	rule    string
	hopsIn  map[string]bool
	applied []application
	// aliases are the variables of the hops around what is being compiled, each with its slot; slots counts those used.
	aliases map[string]int
	slots   int
	// reads are the datasets of all hops whose changes matter.
	reads map[string]bool
	// defaults are the transform functions of the default rules, for Simple.
	defaults [][]any
}

func newCompiler(opts Options) *compiler {
	return &compiler{
		opts:        opts,
		transforms:  byName(transformFunctions()),
		expressions: byName(expressionFunctions()),
		aliases:     map[string]int{},
		reads:       map[string]bool{},
		names: namespaces{
			on:       opts.Namespaced,
			identity: orElse(opts.IdentityNamespace, opts.Pipe),
			property: orElse(opts.PropertyNamespace, opts.Pipe),
		},
	}
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

func (c *compiler) reject(at, format string, args ...any) {
	c.errors = append(c.errors, &Error{Path: at, Msg: fmt.Sprintf(format, args...)})
}

// stage compiles one {"type":"dtl","rules":…}.
func (c *compiler) stage(program *Program, at string, transform any) {
	object, ok := transform.(map[string]any)
	if !ok {
		c.reject(at, `must be an object such as {"type": "dtl", "rules": {"default": [["copy", "*"]]}}`)
		return
	}
	if kind, _ := object["type"].(string); kind != "dtl" {
		c.reject(At(at, "type"), "must be \"dtl\", the only type of transform this node supports%s",
			spelling.Hint(kind, []string{"dtl"}))
		return
	}
	known := []string{"type", "rules", "name", "description", "comment", "id_required"}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(known, key) {
			c.reject(At(at, key), "unknown property%s", spelling.Hint(key, known))
		}
	}
	rules, ok := object["rules"].(map[string]any)
	if !ok {
		c.reject(At(at, "rules"), "must be an object with a rule \"default\", a list of transform functions")
		return
	}
	if _, ok := rules["default"]; !ok {
		c.reject(At(at, "rules"), "must have a rule \"default\", where a transform begins%s", spelling.Hint("default", slices.Sorted(maps.Keys(rules))))
	}
	c.rules, c.hopsIn, c.applied = make(map[string]*rule, len(rules)), map[string]bool{}, nil
	for name := range rules {
		c.rules[name] = &rule{}
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		where := At(At(at, "rules"), name)
		list, ok := rules[name].([]any)
		if !ok {
			c.reject(where, "must be a list of transform functions ([[\"copy\", \"*\"], …])")
			continue
		}
		if name == "default" {
			c.defaults = append(c.defaults, list)
		}
		c.rule = name
		c.rules[name].steps = c.steps(where, list)
	}
	for _, use := range c.applied {
		if c.hopsIn[use.rule] {
			c.reject(use.at, "the rule %q contains hops, which \"apply\" cannot run; use \"apply-hops\"", use.rule)
		}
	}
	program.stages = append(program.stages, stage{rules: c.rules, trigger: c.trigger(len(program.stages))})
}

// trigger returns the trigger of a stage, counted from 0; nil if it takes every entity.
func (c *compiler) trigger(stage int) *Trigger {
	if stage >= len(c.opts.Triggers) {
		return nil
	}
	return c.opts.Triggers[stage]
}

// steps compiles a list of transform functions.
func (c *compiler) steps(at string, list []any) []step {
	steps := make([]step, 0, len(list))
	for i, item := range list {
		if step := c.step(index(at, i), item); step != nil {
			steps = append(steps, step)
		}
	}
	return steps
}

// branch compiles what follows a condition: one transform function, or a list of them.
func (c *compiler) branch(at string, value any) step {
	list, ok := value.([]any)
	if !ok {
		c.reject(at, "must be a transform function ([\"add\", …]) or a list of them")
		return func(*scope) {}
	}
	if len(list) > 0 {
		if _, single := list[0].(string); single {
			list = []any{value}
		}
	}
	steps := c.steps(at, list)
	return func(s *scope) {
		for _, step := range steps {
			if step(s); s.stopped() {
				return
			}
		}
	}
}

// step compiles one transform function.
func (c *compiler) step(at string, value any) step {
	f, args, ok := c.lookup(at, value, c.transforms, "transform function", unsupportedTransforms)
	if !ok {
		return nil
	}
	return f.step(c, at, args)
}

// expression compiles one value: a path, a function, or a constant.
func (c *compiler) expression(at string, value any) expression {
	switch value := value.(type) {
	case string:
		if slot, elements, isAlias := c.aliasPath(value); isAlias {
			return func(s *scope) any { return c.names.traverse(s.evaluation, s.bound(slot), elements) }
		}
		if p, isPath := parsePath(value); isPath {
			return c.path(at, p)
		}
	case []any:
		f, args, ok := c.lookup(at, value, c.expressions, "function", unsupportedExpressions)
		if !ok {
			return nothing
		}
		return counted(f.expression(c, at, args))
	}
	return func(*scope) any { return value }
}

// counted is an expression that counts as a step, and whose value is measured.
func counted(e expression) expression {
	return func(s *scope) any {
		if !s.spend(1) {
			return nil
		}
		value := e(s)
		switch value.(type) {
		case []any, map[string]any:
			s.measure(value)
		}
		return value
	}
}

// lookup finds the function of ["name", arguments…].
func (c *compiler) lookup(at string, value any, registry map[string]function, noun string, unsupported []absent) (function, []any, bool) {
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		c.reject(at, "must be a %s ([\"name\", …]); write an empty list as [\"list\"]", noun)
		return function{}, nil, false
	}
	name, ok := list[0].(string)
	if !ok {
		c.reject(at, "must begin with the name of a %s; write a list of values as [\"list\", …]", noun)
		return function{}, nil, false
	}
	f, ok := registry[name]
	if !ok {
		c.unknown(at, name, registry, noun, unsupported)
		return function{}, nil, false
	}
	args := list[1:]
	if len(args) < f.least || (f.most >= 0 && len(args) > f.most) {
		c.reject(at, "%q takes %s, got %d: %s", name, f.arity(), len(args), f.call())
		return function{}, nil, false
	}
	return f, args, true
}

// unknown reports why a function cannot be used: only a real node has it, it belongs elsewhere, or it does not exist.
func (c *compiler) unknown(at, name string, registry map[string]function, noun string, unsupported []absent) {
	_, isTransform := c.transforms[name]
	_, isExpression := c.expressions[name]
	switch {
	case slices.Contains(namesOf(unsupported), name):
		cause := &NotSupported{Function: name}
		c.errors = append(c.errors, &Error{Path: at, Msg: cause.Error(), Cause: cause})
	case isTransform:
		c.reject(at, "%q is a transform function, which belongs in a rule and not in a value", name)
	case isExpression:
		c.reject(at, "%q returns a value; in a rule, use it inside a transform function, such as [\"add\", \"name\", [%q, …]]", name, name)
	default:
		c.reject(at, "unknown %s %q%s", noun, name, spelling.Hint(name, append(slices.Sorted(maps.Keys(registry)), namesOf(unsupported)...)))
	}
}

// constant reads an argument that must be a string constant, not an expression.
func (c *compiler) constant(at string, value any, what string) (string, bool) {
	text, ok := value.(string)
	if !ok {
		c.reject(at, "%s must be a string", what)
	}
	return text, ok
}

// index returns the path of an argument or list item.
func index(at string, i int) string { return at + "[" + strconv.Itoa(i) + "]" }

// argument returns the path of a function's i-th argument; the name comes first.
func argument(at string, i int) string { return index(at, i+1) }
