package config

import (
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// undecided stands for a conditional of which no alternative could be chosen, which has been reported.
type undecided struct{}

// conditionalProperties is the property whose value has alternatives of the other properties beside it.
const conditionalProperties = "$conditional_properties"

// resolveComponent returns a component with its conditionals decided and its variables resolved. Alternatives that are not
// chosen are not looked at: their variables need not be set.
func (v variables) resolveComponent(c component, report *report) *object {
	values := v.decideProperties(c.decoded, nil, report)
	if kind, _ := c.decoded["type"].(string); kind == "pipe" {
		for _, part := range []string{"source", "transform", "sink"} {
			value, given := values[part]
			if !given {
				continue
			}
			at := (*place)(nil).property(part)
			values[part] = v.decide(value, at, report)
			if chosen, isObject := values[part].(map[string]any); isObject && part != "transform" {
				values[part] = v.decideProperties(chosen, at, report)
			}
		}
	}
	resolved, _ := v.resolve(values, nil, report).(map[string]any)
	return &object{values: resolved, report: report}
}

// decideProperties returns an object in which the conditional properties have replaced those with the same names, at every
// level except in transforms and entities, where a node does not look for them. The object itself is not changed.
func (v variables) decideProperties(object map[string]any, at *place, report *report) map[string]any {
	out := make(map[string]any, len(object))
	for name, value := range object {
		switch inner, isObject := value.(map[string]any); {
		case isObject && name != conditionalProperties && name != "alternatives" && name != "transform":
			out[name] = v.decideProperties(inner, at.property(name), report)
		default:
			out[name] = value
		}
	}
	conditional, given := out[conditionalProperties].(map[string]any)
	if !given {
		return out
	}
	delete(out, conditionalProperties)
	place := at.property(conditionalProperties)
	chosen, ok := v.alternative(conditional, place, report).(map[string]any)
	if !ok {
		return out
	}
	maps.Copy(out, v.decideProperties(chosen, place, report))
	return out
}

// decide replaces every conditional by the alternative that its condition names, so that one configuration serves several
// environments: {"type":"conditional","condition":…,"alternatives":{…}}. A list is one of transforms.
func (v variables) decide(value any, at *place, report *report) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = v.decide(item, at.item(i), report)
		}
		return list
	case map[string]any:
		if value["type"] == "conditional" {
			return v.decide(v.alternative(value, at, report), at, report)
		}
	}
	return value
}

// alternative returns the alternative of a conditional that its condition names, or undecided.
func (v variables) alternative(conditional map[string]any, at *place, report *report) any {
	o := &object{path: at.String(), report: report, known: []string{"type", "comment", "alternatives"}}
	o.values = maps.Clone(conditional)
	if written, isText := conditional["condition"].(string); isText {
		o.values["condition"] = v.resolveText(written, at.property("condition"), report)
	}
	condition := o.required("condition", "$ENV(node-env)")
	o.done()
	alternatives, isObject := conditional["alternatives"].(map[string]any)
	if !isObject {
		o.reject(o.at("alternatives"), "is missing; it must be an object with one alternative for each condition")
		return undecided{}
	}
	chosen, ok := alternatives[condition]
	if ok {
		return chosen
	}
	if condition != "" { // otherwise it has been reported
		o.reject(o.at("condition"), "is %s, but the alternatives are %s",
			described(o.values["condition"]), spelling.Choices(slices.Sorted(maps.Keys(alternatives))))
	}
	return undecided{}
}
