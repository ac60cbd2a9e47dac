package config

// The sinks that a real node runs and this one does not.
var sinksElsewhere = []elsewhere{
	{
		name: "sql", required: "system table", texts: "system table schema bulk_schema timestamp", lines: "primary_key",
		flags: "use_bulk_operations keep_failed_bulk_operation_files truncate_table_on_first_run create_table_if_missing " +
			"recreate_table_on_first_run skip_identity_columns remove_pk_char_trailing_spaces",
		numbers: "bulk_operation_timeout bulk_operation_queue_size bulk_operation_buffer_size batch_size",
		lists:   "schema_definition whitelist blacklist",
	},
	{
		name: "rest", required: "system", texts: "system operation", numbers: "rate_limiting_retries rate_limiting_delay batch_size",
		objects: "operations properties", others: "payload trace",
	},
	{
		name: "elasticsearch", required: "system", texts: "system default_index default_type index_check_document",
		numbers: "batch_size", objects: "index_mapping_properties first_run_delete_query",
	},
	{
		name: "mail", required: "system mail_from",
		either: "body_template/body_template_property subject_template/subject_template_property recipients/recipients_property",
		texts: "system mail_from body_template body_template_property text_body_template text_body_template_property " +
			"subject_template subject_template_property recipients recipients_property unhandled_template_variable_replacement",
	},
	{
		name: "sms", required: "system from_number", either: "body_template/body_template_property recipients/recipients_property",
		texts: "system from_number body_template body_template_property recipients recipients_property",
	},
	{
		name: "kafka", required: "system topic", texts: "system topic key_serializer value_serializer strategy",
		numbers: "delivery_timeout_ms",
	},
	{
		name: "replicated_dataset", texts: "dataset set_initial_offset", flags: "change_tracking allow_normal_dataset " +
			"auto_migrate_to_replicated_dataset", numbers: "bitset_commit_interval", others: "indexes",
	},
	{name: "sdshare", required: "system url graph", texts: "system url graph"},
	{name: "solr", required: "system", texts: "system", flags: "commit_at_end", numbers: "commit_within"},
	{
		name: "sparql", required: "system url graph", texts: "system url update_url graph",
		flags: "do_diff write_sdshare_updated",
	},
	{name: "null"},
}

// readElsewhere reads a sink of a type that this node does not run.
func (s *Sink) readElsewhere(o *object, set *Set, kind *elsewhere) {
	set.readSystemID(o, false, Dependent)
	kind.read(o, "sink")
}
