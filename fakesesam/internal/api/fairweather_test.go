package api

import (
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// fairWeather is a project with a pipe for each endpoint, on a node with namespaced identifiers.
var fairWeather = map[string]string{
	"node-metadata.conf.json": `{"_id":"node","type":"metadata","namespaced_identifiers":true,"namespaces":{"default":{"x":"http://x.example.org/"}}}`,
	"pipes/input.conf.json": `{"_id":"input","type":"pipe","source":{"type":"embedded","entities":[
		{"_id":"test1","name":"test1","address":{"city":"Oslo"}},{"_id":"test2","name":"Bo & \"Co\"","ref":"~:hr:7"},
		{"_id":"test3","_deleted":true}]}}`,
	"pipes/output-json.conf.json": `{"_id":"output-json","type":"pipe","source":{"type":"dataset","dataset":"input"},"sink":{"type":"http_endpoint"}}`,
	"pipes/output-csv.conf.json": `{"_id":"output-csv","type":"pipe","source":{"type":"dataset","dataset":"input"},
		"sink":{"type":"csv_endpoint","columns":["_id","name"],"filename":"people.csv"}}`,
	"pipes/output-xml.conf.json": `{"_id":"output-xml","type":"pipe","source":{"type":"dataset","dataset":"input"},
		"transform":{"type":"dtl","rules":{"default":[["add","_id","_S._id"],["add","::key",["ni-id","_S._id"]],["add","x:kind","~:x:human"],
			["add","::<person>",["list",["dict","<name>","_S.name"]]]]}},
		"sink":{"type":"xml_endpoint","wrapper":"people","root-attributes":{"xmlns:x":"http://x.example.org/"},"include-xml-decl":true}}`,
}

// This is what the client does with such a project: upload it as a zip, run it, verify each endpoint in its format.
func TestFairWeather(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.gate()
	b.file("/config?force=false", "application/zip", zipped(t, fairWeather), 200)
	b.runAll()
	endpoints := 0
	for _, pipe := range b.get("/pipes").([]any) {
		// The client recognises endpoints by this, and requires a test for each.
		if kind, _ := at(pipe, "config", "effective", "sink", "type").(string); strings.HasSuffix(kind, "_endpoint") {
			endpoints++
			b.equal(at(pipe, "runtime", "is-valid-config"), true)
			b.equal(at(pipe, "config", "effective", "sink", "dataset"), nil)
		}
	}
	b.equal(endpoints, 3)

	const entities = `[{"_id":"test1","name":"test1","address":{"city":"Oslo"}},{"_id":"test2","name":"Bo & \"Co\"","ref":"~:7"},{"_id":"test3","_deleted":true}]`
	b.verify("/pipes/output-json/entities", entities)
	b.verify("/publishers/output-json/entities", entities)
	b.equal(at(b.get("/publishers/output-json/entities?since=0&limit=1"), 0, "_updated"), 1)
	b.verify("/pipes/output-csv/entities", entities)
	b.equal(string(b.raw("GET", "/publishers/output-csv/csv", nil, nil, 200)), "_id,name\r\ntest1,test1\r\ntest2,\"Bo & \"\"Co\"\"\"\r\n")
	b.equal(string(b.raw("GET", "/publishers/output-xml/xml", nil, nil, 200)), `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+
		`<people xmlns:x="http://x.example.org/"><person key="test1" x:kind="x:human"><name>test1</name></person>`+
		`<person key="test2" x:kind="x:human"><name>Bo &amp; "Co"</name></person></people>`)

	// Before the sink, the namespaces are present.
	b.verify("/pipes/output-json/entities?stage=after-transforms&limit=1", `[{"_id":"input:test1","input:address":{"input:city":"Oslo"},"input:name":"test1"}]`)
	b.verify("/pipes/input/entities?limit=1", `[{"_id":"input:test1","input:address":{"input:city":"Oslo"},"input:name":"test1"}]`)
}
