package config

// unsupported names properties a real node has and this one does not: using one is a fault, never silence.
func (o *object) unsupported(names ...string) {
	for _, name := range names {
		if _, ok := o.optional(name); ok {
			o.fault(o.at(name), "is a property of a real node that this node does not support; remove it")
		}
	}
}

// onlyInteger takes a property of a real node with one value only, its default; why says what this node lacks.
func (o *object) onlyInteger(name string, only int, why string) {
	if o.integer(name, only, 0) != only {
		o.fault(o.at(name), "must be %d, not %s%s", only, described(o.values[name]), why)
	}
}

// onlyBoolean is onlyInteger for true and false.
func (o *object) onlyBoolean(name string, only bool, why string) {
	if o.boolean(name, only) != only {
		o.fault(o.at(name), "must be %t, not %t%s", only, !only, why)
	}
}
