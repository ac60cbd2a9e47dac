package config

// unsupported names properties a real node has and this one does not: using one is a fault, never silence.
func (o *object) unsupported(names ...string) {
	for _, name := range names {
		if _, ok := o.optional(name); ok {
			o.fault(o.at(name), "is a property of a real node that this node does not support; remove it")
		}
	}
}
