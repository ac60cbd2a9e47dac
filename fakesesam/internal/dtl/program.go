package dtl

import "fmt"

// Program is a compiled transform. It is safe for concurrent use.
type Program struct {
	stages []stage
	names  namespaces
	add    bool
	// reads are the datasets that the program is joined with.
	reads  map[string]bool
	simple []SimpleAdd
	// isSimple reports whether simple is the whole program.
	isSimple bool
}

// stage is one transform of a chain: its rules by name, "default" among them.
type stage struct {
	rules map[string]*rule
	// trigger selects the entities that the rules are applied to; the others stay as they are.
	trigger *Trigger
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
	*evaluation
	source, target map[string]any
	// rows are what the aliases of hops stand for, by their slots.
	rows []map[string]any
	// current is the value of _ in a function's own expression.
	current any
	// parent is the scope that applied this rule; nil for the default rule.
	parent *scope
	// root is the scope of the default rule.
	root *scope
	// depth is how many rules have applied one another.
	depth   int
	outcome outcome
}

// outcome is what happens to the target of a rule.
type outcome int

const (
	kept outcome = iota
	filtered
	discarded
)

func (s *scope) stopped() bool { return s.outcome != kept || s.err != nil }

// with evaluates a function's own expression for one value of _.
func (s *scope) with(current any, own expression) any {
	if !s.spend(1) {
		return nil
	}
	outer := s.current
	s.current = current
	value := own(s)
	s.current = outer
	return value
}

// run applies a rule to one entity.
func (r *rule) run(e *evaluation, source map[string]any, parent *scope) *scope {
	s := &scope{evaluation: e, source: source, parent: parent}
	s.root = s
	if parent != nil {
		s.root, s.depth = parent.root, parent.depth+1
	}
	if e.buildDict(len(source)) {
		s.target = make(map[string]any, len(source)+2)
	}
	if s.depth > maxDepth {
		s.fail(errDepth)
	}
	for _, step := range r.steps {
		if !s.spend(1) {
			break
		}
		if step(s); s.stopped() {
			break
		}
	}
	return s
}

func (p *Program) apply(e *evaluation, source map[string]any) (Result, error) {
	own := Output{Target: source, Keep: true}
	if p.add {
		added := p.names.added()
		e.namespacing = &added
		own.Target = added.entity(source)
	}
	var created []Output
	for _, stage := range p.stages {
		var next []Output
		for _, before := range append(created, own) {
			own = stage.apply(e, before)
			if e.err != nil {
				return Result{}, fmt.Errorf("transform of entity %s: %w", idOf(source), e.err)
			}
			next = append(append(next, e.created...), own)
			e.created = nil
		}
		created = next[:len(next)-1]
	}
	for i := range created {
		created[i].Target, _ = settledEntity(created[i].Target)
	}
	own.Target, _ = settledEntity(own.Target)
	return Result{Output: own, Created: created}, nil
}

// apply runs the default rule. What an earlier transform has dropped stays dropped, and what the trigger does not select stays
// as it is.
func (t stage) apply(e *evaluation, before Output) Output {
	if !before.Keep || !t.trigger.Selects(before.Target) {
		return before
	}
	s := t.rules["default"].run(e, before.Target, nil)
	switch s.outcome {
	case discarded:
		return Output{}
	case filtered:
		return Output{Target: filteredEntity(s)}
	default:
		e.measure(s.target)
		return Output{Target: s.target, Keep: true}
	}
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

// SimpleAdd is one ["add", …] of a simple program; the last one of a property counts. One that would set _id to null does
// nothing.
type SimpleAdd struct {
	// Property is set on the target.
	Property string
	// From is the property of the source that has the value; it is null if the source does not have it. "" means Constant.
	From string
	// Constant is the value if From is "".
	Constant any
}
