package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"

// readDataset reads a source of type dataset.
func (s *Source) readDataset(o *object, set *Set) {
	s.Dataset = o.ofDataset("dataset", o.required("dataset", "hubspot-contacts-collect"), "")
	s.Subset = readSubset(o)
	s.IncludePreviousVersions = o.boolean("include_previous_versions", false)
	s.IncludeReplaced = o.boolean("include_replaced", true)
	s.Completeness = s.readCompleteness(o)
	s.SupportsSince, s.IsSinceComparable, s.IsChronological = o.boolean("supports_since", true), true, true
	s.SupportsSignalling = o.boolean("supports_signalling", false)
	o.ignored("set_initial_offset", "is_since_comparable", "is_chronological")
	o.unsupported("track_dependencies", "initial_completeness", "require_populated_input")
	s.readEmpty(o, set.Metadata)
}

// readCompleteness reads the datasets whose completeness limits what is read; true means the dataset of the source.
func (s *Source) readCompleteness(o *object) []string {
	switch value := o.values["completeness"].(type) {
	case []any:
		o.optional("completeness")
		return readDatasets(o, "completeness", value)
	case map[string]any:
		o.optional("completeness")
		if _, given := value["expression"]; !given {
			o.reject(o.at("completeness"), "must be true, false, a list of datasets, or an object with an expression")
			return nil
		}
		o.missing(o.at("completeness"), "an expression is not supported here, although a real node has it; write true, false or a list of datasets")
		return nil
	default:
		if o.boolean("completeness", false) {
			return []string{s.Dataset}
		}
		return nil
	}
}

// readDatasets reads a list of dataset IDs.
func readDatasets(o *object, name string, list []any) []string {
	if len(list) == 0 {
		o.reject(o.at(name), "must name at least one dataset")
	}
	var ids []string
	for i, item := range list {
		id, isText := item.(text)
		if !isText || id.real == "" {
			o.reject(indexed(o.at(name), i), "must be the ID of a dataset, got %s", described(item))
			continue
		}
		ids = append(ids, id.real)
	}
	return ids
}

// readSubset reads the property "subset"; it is nil if it is missing.
func readSubset(o *object) *subset.Subset {
	value, ok := o.optional("subset")
	if !ok {
		return nil
	}
	s, err := subset.Parse(mustMarshal(revealed(value)))
	switch {
	case err == nil:
	case isIndexExpression(value):
		o.missing(o.at("subset"), "an expression on the left is not supported here, although a real node has it; write \"_S.<property>\"")
	default:
		o.reject(o.at("subset"), "%s", err)
	}
	return s
}

// isIndexExpression reports whether a subset compares the value of an expression, not that of a property, with a constant.
func isIndexExpression(subset any) bool {
	parts, _ := subset.([]any)
	if len(parts) != 3 {
		return false
	}
	function, _ := parts[0].(text)
	expression, isList := parts[1].([]any)
	if _, constant := parts[2].([]any); constant || !isList || len(expression) == 0 {
		return false
	}
	_, named := expression[0].(text)
	return function.real == "eq" && named
}
