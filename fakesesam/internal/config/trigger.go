package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"

// readTrigger reads trigger_on of a transform; it is nil if all entities are transformed, or if it is invalid.
func readTrigger(o *object) *dtl.Trigger {
	trigger := o.object("trigger_on")
	if trigger == nil {
		return nil
	}
	key := trigger.text("key", "_trigger")
	value, given := trigger.optional("value")
	text, ok := dtl.PlainText(revealed(value))
	if given && !ok || !given && !trigger.awaits("value") {
		trigger.reject(trigger.at("value"), "must be a string such as \"insert*\", a number or a boolean, got %s", described(value))
	}
	trigger.done()
	return dtl.NewTrigger(key, text)
}
