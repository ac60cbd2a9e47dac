package config

import (
	"maps"
	"slices"
)

// The systems that a real node connects to and this one does not. One of type system:rest is also read as one of type
// system:url.
var systemsElsewhere = []elsewhere{
	{
		name: "system:rest", numbers: "rate_limiting_retries rate_limiting_delay", lists: "json_content_types",
		objects: "operations custom_auth", others: "trace",
	},
	{name: "system:mssql", required: "username password host database", texts: databaseTexts + " instance tds_version", numbers: databaseNumbers},
	{name: "system:mssql-azure-dw", required: "username password host database", texts: databaseTexts, numbers: databaseNumbers},
	{name: "system:sqlserver", required: "username password host database", texts: databaseTexts + " dialect", numbers: databaseNumbers},
	{name: "system:mysql", required: "username password host database", texts: databaseTexts + " sslmode", numbers: databaseNumbers},
	{name: "system:postgresql", required: "username password host database", texts: databaseTexts + " sslmode", numbers: databaseNumbers},
	{
		name: "system:oracle", required: "username password host database", texts: databaseTexts, numbers: databaseNumbers,
		flags: "coerce_to_decimal",
	},
	{
		name: "system:oracle_tns", required: "username password tns_name", texts: databaseTexts + " tns_name",
		numbers: databaseNumbers, flags: "coerce_to_decimal",
	},
	{name: "system:elasticsearch", texts: "username password authentication", lists: "hosts"},
	{
		name: "system:kafka", required: "bootstrap_servers", lines: "bootstrap_servers",
		texts: "sasl_username sasl_password registry_url registry_username registry_password",
	},
	{
		name: "system:ldap", texts: "host username password charset custom_ca_pem_chain", flags: "use_ssl",
		numbers: "port connect_timeout read_timeout",
	},
	{
		name: "system:smtp", texts: "smtp_server smtp_username smtp_password", flags: "use_tls",
		numbers: "smtp_port max_per_hour",
	},
	{name: "system:solr", texts: "url", numbers: "timeout"},
	{name: "system:twilio", required: "account token", texts: "account token proxy", numbers: "max_per_hour"},
}

// What the systems of all databases have.
const (
	databaseTexts   = "username password host database timezone charset"
	databaseNumbers = "port pool_size pool_timeout pool_max_overflow pool_recycle"
)

// readOperations checks the operations of a system:rest: each is a request.
func readOperations(o *object) {
	operations, _ := o.values["operations"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(operations)) {
		operation, isObject := operations[name].(map[string]any)
		path := joined(o.at("operations"), name)
		if !isObject {
			o.reject(path, "must be an object with a url and a method, got %s", kindOf(operations[name]))
			continue
		}
		for _, required := range []string{"url", "method"} {
			if _, given := operation[required]; !given {
				o.reject(joined(path, required), "is missing; it must be a string")
			}
		}
	}
}
