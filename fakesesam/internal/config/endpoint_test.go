package config_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"
)

func csvSink(properties string) string {
	return sink(`"type":"csv_endpoint","columns":["_id"],` + properties)
}

func xmlSink(properties string) string { return sink(`"type":"xml_endpoint",` + properties) }

// endpoint returns the sink of the only pipe, and its effective configuration.
func endpoint(t *testing.T, component string) (config.Sink, map[string]any) {
	t.Helper()
	set, err := parseOne(component)
	if err != nil {
		t.Fatalf("%s: %v", component, err)
	}
	var effective struct{ Sink map[string]any }
	if err := json.Unmarshal(set.Pipes["p"].Effective, &effective); err != nil {
		t.Fatal(err)
	}
	return set.Pipes["p"].Sink, effective.Sink
}

func TestCSVEndpoint(t *testing.T) {
	t.Parallel()
	plain := publish.CSV{
		Columns: []string{"_id"}, Header: true, Quoting: publish.QuoteMinimal, Delimiter: ',', Quote: '"', DoubleQuote: true, LineTerminator: "\r\n",
	}
	with := func(change func(f *publish.CSV)) publish.CSV {
		f := plain
		change(&f)
		return f
	}
	for _, c := range []struct {
		properties string
		want       publish.CSV
	}{
		{`"comment":"x"`, plain},
		{`"encoding":"UTF-8","encode_error_strategy":"ignore","escapechar":null`, plain},
		{`"quoting":"non-numeric"`, with(func(f *publish.CSV) { f.Quoting = publish.QuoteNonNumeric })},
		{`"quoting":"none","escapechar":"^"`, with(func(f *publish.CSV) { f.Quoting, f.Escape = publish.QuoteNone, '^' })},
		{`"doublequote":false`, with(func(f *publish.CSV) { f.DoubleQuote, f.Escape = false, '\\' })},
		{`"doublequote":false,"escapechar":"^"`, with(func(f *publish.CSV) { f.DoubleQuote, f.Escape = false, '^' })},
		{`"delimiter":"\t","quotechar":"ø"`, with(func(f *publish.CSV) { f.Delimiter, f.Quote = '\t', 'ø' })},
		{`"delimiter":"$ENV(word)"`, with(func(f *publish.CSV) { f.Delimiter = 'x' })},
		{`"lineterminator":"\n","include_header":false`, with(func(f *publish.CSV) { f.LineTerminator, f.Header = "\n", false })},
		{`"byte_order_mark":true`, with(func(f *publish.CSV) { f.ByteOrderMark = true })},
	} {
		got, _ := endpoint(t, csvSink(c.properties))
		if diff := cmp.Diff(&c.want, got.CSV); diff != "" || got.Type != config.SinkCSVEndpoint || got.XML != nil {
			t.Errorf("%s: %+v (-want +got):\n%s", c.properties, got, diff)
		}
	}
}

func TestXMLEndpoint(t *testing.T) {
	t.Parallel()
	got, _ := endpoint(t, xmlSink(`"wrapper":"foo:baz","include-xml-decl":true,"byte_order_mark":true,
		"root-attributes":{"xmlns:foo":"http://x/$ENV(n)","xmlns":"http://y"}`))
	want := &publish.XML{
		Wrapper: "foo:baz", Declaration: true, ByteOrderMark: true,
		RootAttributes: []publish.Attribute{{Name: "xmlns", Value: "http://y"}, {Name: "xmlns:foo", Value: "http://x/7"}},
	}
	if diff := cmp.Diff(want, got.XML); diff != "" || got.CSV != nil {
		t.Errorf("%+v (-want +got):\n%s", got, diff)
	}
	if got, _ := endpoint(t, xmlSink(`"comment":"x"`)); got.XML.Wrapper != "" || len(got.XML.RootAttributes) > 0 || got.XML.Declaration {
		t.Errorf("got %+v", got.XML)
	}
}

func TestEndpointsHaveFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		component string
		want      config.Endpoint
	}{
		{sink(`"type":"http_endpoint"`), config.Endpoint{Disposition: "attachment"}},
		{sink(`"type":"http_endpoint","filename":"a.json","content_disposition":"inline"`), config.Endpoint{Filename: "a.json", Disposition: "inline"}},
		{csvSink(`"filename":"a.csv"`), config.Endpoint{SkipDeleted: true, Filename: "a.csv", Disposition: "attachment"}},
		{csvSink(`"skip-deleted-entities":false`), config.Endpoint{Disposition: "attachment"}},
		{xmlSink(`"filename":"a.xml","content_disposition":"inline"`), config.Endpoint{SkipDeleted: true, Filename: "a.xml", Disposition: "inline"}},
		{xmlSink(`"skip-deleted-entities":false`), config.Endpoint{Disposition: "attachment"}},
	} {
		got, _ := endpoint(t, c.component)
		if diff := cmp.Diff(c.want, got.Endpoint); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.component, diff)
		}
	}
}

func TestEndpointsShowTheirDefaults(t *testing.T) {
	t.Parallel()
	for component, want := range map[string]string{
		csvSink(`"comment":"x"`): `{"type":"csv_endpoint","columns":["_id"],"comment":"x","quoting":"minimal","delimiter":",","quotechar":"\"",
			"doublequote":true,"include_header":true,"lineterminator":"\r\n","byte_order_mark":false,"encoding":"utf-8",
			"encode_error_strategy":"backslashreplace","skip-deleted-entities":true,"content_disposition":"attachment"}`,
		xmlSink(`"comment":"x"`): `{"type":"xml_endpoint","comment":"x","include-xml-decl":false,"byte_order_mark":false,
			"skip-deleted-entities":true,"content_disposition":"attachment"}`,
	} {
		_, got := endpoint(t, component)
		var wanted map[string]any
		if err := json.Unmarshal([]byte(want), &wanted); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", component, diff)
		}
	}
}

func TestFaultsOfEndpoints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ component, element, msg string }{
		{sink(`"type":"csv-endpoint"`), "sink.type", `did you mean "csv_endpoint"?`},
		{sink(`"type":"csv_endpoint"`), "sink.columns", `is missing; it must be a list of properties such as ["_id", "name"]`},
		{sink(`"type":"csv_endpoint","columns":[]`), "sink.columns", `must be a list of properties such as ["_id", "name"], got an empty list`},
		{sink(`"type":"csv_endpoint","columns":"_id"`), "sink.columns", `must be a list of properties such as ["_id", "name"], got "_id"`},
		{sink(`"type":"csv_endpoint","columns":["_id",1]`), "sink.columns[1]", `must be a string, got 1`},
		{csvSink(`"skip_deleted_entities":true`), "sink.skip_deleted_entities", `unknown property; did you mean "skip-deleted-entities"?`},
		{csvSink(`"wrapper":"x"`), "sink.wrapper", `unknown property`},
		{csvSink(`"quoting":"non_numeric"`), "sink.quoting", `must be "all", "minimal", "non-numeric" or "none", got "non_numeric"; did you mean "non-numeric"?`},
		{csvSink(`"delimiter":""`), "sink.delimiter", `must be one character such as "|", got ""`},
		{csvSink(`"delimiter":"||"`), "sink.delimiter", `must be one character such as "|", got "||"`},
		{csvSink(`"delimiter":"\n"`), "sink.delimiter", `must be one character`},
		{csvSink(`"delimiter":null`), "sink.delimiter", `must be one character such as "|", got null`},
		{csvSink(`"quotechar":7`), "sink.quotechar", `must be one character such as "|", got 7`},
		{csvSink(`"quotechar":","`), "sink.quotechar", `must differ from delimiter`},
		{csvSink(`"escapechar":","`), "sink.escapechar", `must differ from delimiter`},
		{csvSink(`"escapechar":"\""`), "sink.escapechar", `must differ from quotechar`},
		{csvSink(`"doublequote":"no"`), "sink.doublequote", `must be a boolean`},
		{csvSink(`"lineterminator":""`), "sink.lineterminator", `must not be empty`},
		{csvSink(`"encoding":"latin-1"`), "sink.encoding", `must be "utf-8", the only encoding this node writes, got "latin-1"`},
		{csvSink(`"encode_error_strategy":"ignor"`), "sink.encode_error_strategy", `did you mean "ignore"?`},
		{csvSink(`"content_disposition":"inlined"`), "sink.content_disposition", `must be "attachment" or "inline", got "inlined"; did you mean "inline"?`},
		{xmlSink(`"columns":[]`), "sink.columns", `unknown property`},
		{xmlSink(`"include_xml_decl":true`), "sink.include_xml_decl", `did you mean "include-xml-decl"?`},
		{xmlSink(`"wrapper":"a b"`), "sink.wrapper", `must be the name of an XML tag such as "persons" or "x:persons", got "a b"`},
		{xmlSink(`"root-attributes":["a"]`), "sink.root-attributes", `must be an object ({…}), got a list`},
		{xmlSink(`"root-attributes":{"a":1}`), "sink.root-attributes.a", `must be a string, got a number`},
		{xmlSink(`"root-attributes":{"a b":"x"}`), "sink.root-attributes.a b", `must be the name of an XML attribute such as "xmlns" or "xmlns:foo"`},
		{xmlSink(`"root-attributes":{"a":"\u0001"}`), "sink.root-attributes.a", `contains a character that XML does not allow`},
		{
			pipe(`"namespaced_identifiers":true,"remove_namespaces":true,"source":{"type":"embedded","entities":[]}`),
			"remove_namespaces", `must be false for a sink of type dataset`,
		},
		{sink(`"type":"http_endpoint","skip-deleted-entities":true`), "sink.skip-deleted-entities", `unknown property`},
	} {
		_, err := parseOne(c.component)
		invalid, ok := errors.AsType[*config.InvalidError](err)
		if !ok {
			t.Errorf("%s: got %v", c.component, err)
			continue
		}
		fault := invalid.ValidationErrors[0].Errors[0]
		if len(fault.Elements) != 1 || fault.Elements[0] != c.element || !strings.Contains(fault.Msg, c.element+": ") || !strings.Contains(fault.Msg, c.msg) {
			t.Errorf("%s\n got %+v\nwant %s: … %s …", c.component, fault, c.element, c.msg)
		}
	}
}

// A secret may be anywhere in a sink, valid or not: no error and nothing that is shown contains it.
func TestSecretsOfEndpointsAreShownNowhere(t *testing.T) {
	t.Parallel()
	const hush = "pat hush"
	posted := `[{"_id":"c","type":"pipe","source":{"type":"embedded","entities":[]},"sink":{"type":"csv_endpoint","columns":"$SECRET(s)",
		"quoting":"$SECRET(s)","delimiter":"$SECRET(s)","quotechar":"$SECRET(s)","escapechar":"$SECRET(s)","encoding":"$SECRET(s)",
		"encode_error_strategy":"$SECRET(s)","content_disposition":"$SECRET(s)","include_header":"$SECRET(s)","filename":"$SECRET(s)"}},
		{"_id":"x","type":"pipe","source":{"type":"embedded","entities":[]},"sink":{"type":"xml_endpoint","wrapper":"$SECRET(s)",
		"root-attributes":{"a":"$SECRET(s)"},"byte_order_mark":"$SECRET(s)"}}]`
	set, err := config.Parse("application/json", []byte(posted), nil, map[string]string{"s": hush})
	invalid, ok := errors.AsType[*config.InvalidError](err)
	if !ok || len(invalid.ValidationErrors) != 2 || len(invalid.ValidationErrors[0].Errors) != 9 || len(invalid.ValidationErrors[1].Errors) != 2 {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), hush) {
		t.Errorf("an error shows the secret:\n%v", err)
	}
	for _, pipe := range set.Pipes {
		if strings.Contains(string(pipe.Effective)+string(pipe.Original), hush) {
			t.Errorf("%s shows the secret", pipe.ID)
		}
	}
}

// If namespaces are on, they are removed for endpoints that do so by default or by configuration.
func TestRemoveNamespaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		properties string
		want       bool
	}{
		{`"namespaced_identifiers":true,"sink":{"type":"http_endpoint"}`, true},
		{`"namespaced_identifiers":true,"sink":{"type":"csv_endpoint","columns":["_id"]}`, true},
		{`"namespaced_identifiers":true,"sink":{"type":"xml_endpoint"}`, false},
		{`"namespaced_identifiers":true,"sink":{"type":"json","url":"http://localhost/"}`, true},
		{`"sink":{"type":"json","url":"http://localhost/"}`, false},
		{`"namespaced_identifiers":true,"sink":{"type":"null"}`, false},
		{`"namespaced_identifiers":true,"remove_namespaces":false,"sink":{"type":"http_endpoint"}`, false},
		{`"namespaced_identifiers":true,"remove_namespaces":true,"sink":{"type":"xml_endpoint"}`, true},
		{`"namespaced_identifiers":true,"remove_namespaces":false`, false},
		{`"remove_namespaces":true,"sink":{"type":"http_endpoint"}`, false},
		{`"remove_namespaces":true`, false},
	} {
		set, err := parseOne(pipe(c.properties + `,"source":{"type":"embedded","entities":[]}`))
		if err != nil || set.Pipes["p"].RemoveNamespaces != c.want {
			t.Errorf("%s: %v, want %t", c.properties, err, c.want)
		}
	}
}
