package config

// The transforms that a real node runs and this one does not.
var transformsElsewhere = []elsewhere{
	{name: "emit_children"},
	{
		name: "rest", required: "system",
		texts: "system operation response_property response_headers_property response_status_property payload_property " +
			"id_expression updated_expression allowed_status_codes ignored_status_codes if_transform_empty",
		flags: "replace_entity response_include_content_type", numbers: "rate_limiting_retries rate_limiting_delay batch_size",
		objects: "operations properties", others: "payload trace",
	},
	{name: "template", required: "template properties", objects: "properties", others: "template"},
	{name: "json_schema", either: "schema/schema_url", texts: "schema_url system key_valid key_errors", objects: "schema"},
	{name: "rdf", required: "rdf-property", texts: "rdf-property"},
	{
		name: "xml", required: "xml-property", texts: "xml-property", flags: "include-xml-decl skip-deleted-entities",
		objects: "root-attributes",
	},
}
