package dtl

func conditionalFunctions() []function {
	return []function{
		{
			Name: "if", Arguments: "CONDITION, THEN, ELSE?", least: 2, most: 3,
			Summary: "THEN or ELSE; without ELSE, null", expression: compileCase,
		},
		{
			Name: "case", Arguments: "CONDITION, THEN, …, ELSE?", least: 2, most: -1,
			Summary: "the THEN of the first CONDITION that holds", expression: compileCase,
		},
		{
			Name: "case-eq", Arguments: "VALUE, VALUE_N, THEN, …, ELSE?", least: 3, most: -1,
			Summary: "the THEN of the first VALUE_N that is equal to VALUE", expression: compileCaseEq,
		},
	}
}

// chain is condition, then, condition, then, …, else.
type chain[T any] struct {
	conditions []expression
	thens      []T
	// otherwise is the zero T if there is no else.
	otherwise T
}

// choose returns the first then whose condition the test accepts, or the else.
func (b chain[T]) choose(s *scope, accepts func(any) bool) T {
	for i, condition := range b.conditions {
		if accepts(condition(s)) {
			return b.thens[i]
		}
	}
	return b.otherwise
}

// compileChain compiles the arguments from the first on.
func compileChain[T any](c *compiler, at string, args []any, first int, then func(at string, value any) T) chain[T] {
	var b chain[T]
	for first+1 < len(args) {
		b.conditions = append(b.conditions, c.expression(argument(at, first), args[first]))
		b.thens = append(b.thens, then(argument(at, first+1), args[first+1]))
		first += 2
	}
	if first < len(args) {
		b.otherwise = then(argument(at, first), args[first])
	}
	return b
}

func (e *evaluation) equalTo(value any) func(any) bool {
	return func(other any) bool { return e.equal(listed(value), listed(other)) }
}

func compileCase(c *compiler, at string, args []any) expression {
	b := compileChain(c, at, args, 0, c.expression)
	return func(s *scope) any { return valueOf(s, b.choose(s, isTrue)) }
}

func compileCaseEq(c *compiler, at string, args []any) expression {
	value := c.expression(argument(at, 0), args[0])
	b := compileChain(c, at, args, 1, c.expression)
	return func(s *scope) any { return valueOf(s, b.choose(s, s.equalTo(value(s)))) }
}

func valueOf(s *scope, e expression) any {
	if e == nil {
		return nil
	}
	return e(s)
}

func compileCaseStep(c *compiler, at string, args []any) step {
	b := compileChain(c, at, args, 0, c.branch)
	return func(s *scope) { perform(s, b.choose(s, isTrue)) }
}

func compileCaseEqStep(c *compiler, at string, args []any) step {
	value := c.expression(argument(at, 0), args[0])
	b := compileChain(c, at, args, 1, c.branch)
	return func(s *scope) { perform(s, b.choose(s, s.equalTo(value(s)))) }
}

func perform(s *scope, then step) {
	if then != nil {
		then(s)
	}
}
