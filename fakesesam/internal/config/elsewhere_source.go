package config

// The sources that a real node runs and this one does not.
var sourcesElsewhere = []elsewhere{
	{
		name: "sql", required: "system", either: "table/query",
		texts: "system table schema updated_column", lines: "primary_key query updated_query",
		flags: "preserve_null_values is_chronological_full", numbers: "fetch_size", lists: "whitelist blacklist",
	},
	{
		name: "rest", required: "system operation",
		texts: "system operation response_property response_headers_property payload_property id_expression updated_expression " +
			"since_property_name since_property_location",
		flags: "response_include_content_type", numbers: "rate_limiting_retries rate_limiting_delay",
		objects: "operations properties", others: "payload trace",
	},
	{
		name: "csv", required: "system url primary_key",
		texts: "system url dialect encoding decode_error_strategy delimiter", lines: "primary_key",
		flags: "has_header auto_dialect preserve_empty_strings escape_null_bytes", lists: "field_names whitelist blacklist",
	},
	{
		name: "ldap", required: "system", texts: "system search_base search_filter id_attribute", lines: "attributes",
		numbers: "page_size", lists: "attribute_blacklist",
	},
	{name: "rdf", required: "system url", texts: "system url format", flags: "sort_lists is_sorted"},
	{name: "sdshare", required: "system url", texts: "system url", flags: "sort_lists"},
	{name: "sparql", required: "system fragments_query fragment_query", texts: "system", lines: "fragments_query fragment_query"},
	{
		name: "kafka", required: "system topic", texts: "system topic key_deserializer value_deserializer strategy",
		flags: "seek_to_beginning strict", numbers: "consumer_timeout_ms", lists: "partitions",
	},
	{name: "binary", required: "system url", texts: "system url", numbers: "page_size", lists: "subset"},
	{
		name: "merge", required: "datasets", texts: "identity strategy", flags: "ignore_non_existent_datasets " +
			"require_populated_input include_internal_properties", numbers: "version max_merged",
		lists: "datasets initial_datasets equality equality_sets",
	},
	{
		name: "merge_datasets", required: "datasets", texts: "strategy",
		flags: "ignore_non_existent_datasets require_populated_input", lists: "datasets initial_datasets",
	},
	{
		name: "union_datasets", required: "datasets", flags: "ignore_non_existent_datasets require_populated_input " +
			"include_previous_versions prefix_ids", lists: "datasets initial_datasets",
	},
	{name: "diff_datasets", required: "datasets", lists: "datasets"},
}

// readsDatasets reports whether a source reads datasets of the node.
func (s *Source) readsDatasets() bool {
	switch s.Type {
	case SourceDataset, "merge", "merge_datasets", "union_datasets", "diff_datasets":
		return true
	default:
		return false
	}
}

// readElsewhere reads a source of a type that this node does not run.
func (s *Source) readElsewhere(o *object, set *Set, kind *elsewhere) {
	if kind.shapes()["system"].noun != "" {
		s.System = set.readSystemID(o, true, Dependent)
	}
	s.readContinuation(o)
	if s.readsDatasets() {
		s.SupportsSince, s.IsChronological = true, true
	}
	s.readEmpty(o, set.Metadata)
	o.boolean("supports_signalling", false)
	o.ignored("set_initial_offset", "completeness")
	kind.read(o, "source")
}
