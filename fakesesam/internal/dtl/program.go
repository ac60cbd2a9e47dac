package dtl

import "fmt"

// Program is a compiled transform. It is safe for concurrent use.
type Program struct {
	stages []stage
	names  namespaces
	add    bool
	simple []SimpleAdd
	// isSimple reports whether simple is the whole program.
	isSimple bool
}

// stage is one transform of a chain: its rules by name, "default" among them.
type stage struct {
	rules map[string]*rule
}

type rule struct {
	steps []step
}

// step is one transform function of a rule. It works on the target of its scope.
type step func(s *scope)

// expression is one value of a rule.
type expression func(s *scope) any

// scope is what a rule can access while it runs.
type scope struct {
	source, target map[string]any
	// current is the value of _ in a function's own expression.
	current any
	// parent is the scope that applied this rule; nil for the default rule.
	parent *scope
	// root is the scope of the default rule.
	root *scope
	// depth is how many rules have applied one another.
	depth   int
	outcome outcome
	// err ends the run; it is kept at the root.
	err error
}

// outcome is what happens to the target of a rule.
type outcome int

const (
	kept outcome = iota
	filtered
	discarded
)

// maxDepth limits how deeply rules may apply one another, or themselves.
const maxDepth = 100

// errDepth means that a transform would never end.
var errDepth = fmt.Errorf("rules apply one another more than %d levels deep", maxDepth)

func (s *scope) fail(err error) {
	if s.root.err == nil {
		s.root.err = err
	}
}

func (s *scope) stopped() bool { return s.outcome != kept || s.root.err != nil }

// with evaluates a function's own expression for one value of _.
func (s *scope) with(current any, e expression) any {
	outer := s.current
	s.current = current
	value := e(s)
	s.current = outer
	return value
}

// run applies a rule to one entity.
func (r *rule) run(source map[string]any, parent *scope) *scope {
	s := &scope{source: source, target: make(map[string]any, len(source)+2), parent: parent}
	s.root = s
	if parent != nil {
		s.root, s.depth = parent.root, parent.depth+1
	}
	if s.depth > maxDepth {
		s.fail(errDepth)
		return s
	}
	for _, step := range r.steps {
		if step(s); s.stopped() {
			break
		}
	}
	return s
}

// Apply transforms one entity. The source is not changed; the target shares values with it, and is the source itself if
// there is nothing to transform.
//
// keep is false for an entity that is not to be written: after a filter the target is {"_id":…,"_filtered":true}, with
// which a dataset sink deletes the entity of that _id; after a discard it is nil.
//
// An error ends the run of the pipe. It quotes nothing of the entity except its _id.
func (p *Program) Apply(source map[string]any) (target map[string]any, keep bool, err error) {
	target = source
	if p.add {
		target = p.names.addTo(source)
	}
	for _, stage := range p.stages {
		s := stage.rules["default"].run(target, nil)
		switch {
		case s.err != nil:
			return nil, false, fmt.Errorf("transform of entity %s: %w", idOf(source), s.err)
		case s.outcome == discarded:
			return nil, false, nil
		case s.outcome == filtered:
			return filteredEntity(s), false, nil
		}
		target = s.target
	}
	return target, true, nil
}

// filteredEntity is what a filter leaves: enough for a sink to delete the entity.
func filteredEntity(s *scope) map[string]any {
	id, ok := s.target["_id"]
	if !ok {
		id = s.source["_id"]
	}
	return map[string]any{"_id": id, "_filtered": true}
}

func idOf(entity map[string]any) string {
	if id, ok := entity["_id"].(string); ok {
		return fmt.Sprintf("%q", id)
	}
	return "without a string _id"
}

// Simple returns what the program does if it only copies everything and then sets properties to constants or to
// properties of the source, in order. ok is false for any other program, which needs Apply.
func (p *Program) Simple() (adds []SimpleAdd, ok bool) { return p.simple, p.isSimple }

// SimpleAdd is one ["add", …] of a simple program; the last one of a property counts.
type SimpleAdd struct {
	// Property is set on the target.
	Property string
	// From is the property of the source that has the value; it is null if the source does not have it. "" means Constant.
	From string
	// Constant is the value if From is "".
	Constant any
}
