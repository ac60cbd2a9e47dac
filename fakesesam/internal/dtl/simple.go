package dtl

// simplified reports whether a program only copies everything and then sets properties to constants or to properties of
// the source, which a sink can do without decoding the entity.
func simplified(c *compiler, program *Program) ([]SimpleAdd, bool) {
	if c.names.on || len(program.stages) > 1 {
		return nil, false
	}
	if len(program.stages) == 0 {
		return nil, true
	}
	if program.stages[0].trigger != nil {
		return nil, false
	}
	var adds []SimpleAdd
	copied := false
	for _, item := range c.defaults[0] {
		call, _ := item.([]any)
		switch name, _ := call[0].(string); name {
		case "comment":
		case "copy":
			if copied || len(adds) > 0 || len(call) != 2 || call[1] != "*" {
				return nil, false
			}
			copied = true
		case "add":
			add, ok := simpleAdd(call)
			if !ok {
				return nil, false
			}
			adds = append(adds, add)
		default:
			return nil, false
		}
	}
	if !copied {
		return nil, false
	}
	return adds, true
}

// simpleAdd reads ["add", name, value] if the value is a constant or one property of the source.
func simpleAdd(call []any) (SimpleAdd, bool) {
	name, ok := call[1].(string)
	if !ok {
		return SimpleAdd{}, false
	}
	switch value := call[2].(type) {
	case string:
		p, isPath := parsePath(value)
		if !isPath {
			return SimpleAdd{Property: name, Constant: value}, true
		}
		if p.variable != "_S" || len(p.elements) != 1 || p.elements[0] == "" {
			return SimpleAdd{}, false
		}
		return SimpleAdd{Property: name, From: p.elements[0]}, true
	case []any:
		return SimpleAdd{}, false
	default:
		return SimpleAdd{Property: name, Constant: value}, true
	}
}
