package fakesesam_test

import (
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// The web pages link to a pipe's entities, and have no start button for a pipe without a pump.
func TestPagesOfEndpoints(t *testing.T) {
	const source = `"type":"pipe","source":{"type":"dataset","dataset":"contacts"}`
	node := fakesesam.Start(t, fakesesam.Config(writeConfig(t, map[string]string{
		"pipes/contacts.conf.json": `{"_id":"contacts","type":"pipe","source":{"type":"embedded","entities":[]},"pump":{"cron_expression":"0 0 1 1 ?"}}`,
		"pipes/json.conf.json":     `{"_id":"json",` + source + `,"sink":{"type":"http_endpoint"}}`,
		"pipes/csv.conf.json":      `{"_id":"csv",` + source + `,"sink":{"type":"csv_endpoint","columns":["_id"]}}`,
		"pipes/xml.conf.json":      `{"_id":"xml",` + source + `,"sink":{"type":"xml_endpoint"}}`,
		"pipes/bad.conf.json":      `{"_id":"bad","type":"pipe","source":{"type":"jsn"},"sink":{"type":"csv"}}`,
	})), fakesesam.NoSync(), fakesesam.Schedule(true))
	for id, link := range map[string]string{
		"contacts": `<a href="/datasets/contacts">contacts</a>`,
		"json":     `<a href="/api/publishers/json/entities">http_endpoint</a>`,
		"csv":      `<a href="/api/publishers/csv/csv">csv_endpoint</a>`,
		"xml":      `<a href="/api/publishers/xml/xml">xml_endpoint</a>`,
		"bad":      `sink.type`,
	} {
		status, text := page(t, node, "/pipes/"+id)
		pumped := id == "contacts"
		if status != 200 || !strings.Contains(text, link) || strings.Contains(text, `data-form="operation=start"`) != pumped ||
			strings.Contains(text, "none scheduled") == pumped {
			t.Errorf("%s: %d %s", id, status, text)
		}
	}
}
