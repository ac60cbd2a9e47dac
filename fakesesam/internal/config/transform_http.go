package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"

// Call is an http transform, and the transforms after it.
type Call struct {
	Service
	// SideEffects keeps previews from calling the service (true).
	SideEffects bool
	// Trigger selects the entities that are sent; the others pass by. It is nil if all are.
	Trigger *dtl.Trigger
	// Then is applied to what the service answers and to what has passed by. It is the rest of the pipe's transforms, up to the
	// next http transform.
	Then *dtl.Program
}

// readCall reads an http transform.
func (set *Set) readCall(o *object) *Call {
	o.ignored("comment", "name", "description", "id_required")
	c := &Call{Service: *set.readService(o), SideEffects: o.boolean("side_effects", true), Trigger: readTrigger(o)}
	o.done()
	return c
}
