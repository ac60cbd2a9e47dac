package publish

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

func TestXML(t *testing.T) {
	t.Parallel()
	roots := []Attribute{{"xmlns", "http://www.example.org/ns1"}, {"xmlns:foo", "http://www.example.org/foo"}, {"zoo", `b&"r`}}
	const nested = `{"_id":"1","name":"Entity 1","id":"entity-1","<foo:tag>":[{"id":"child","name":"Child entity",
		"<section>":[{"<from>":"0"},{"<to>":"999"}]}]}`
	const root = ` xmlns="http://www.example.org/ns1" xmlns:foo="http://www.example.org/foo" zoo="b&amp;&quot;r"`
	for _, c := range []struct {
		what    string
		format  XML
		sources []string
		want    string
	}{
		{"wrapper", XML{Wrapper: "baz", RootAttributes: roots}, []string{nested}, `<baz` + root + `><foo:tag id="entity-1" name="Entity 1">` +
			`<section id="child" name="Child entity"><from>0</from><to>999</to></section></foo:tag></baz>`},
		{"no wrapper", XML{RootAttributes: roots}, []string{`{"<a>":{"<b>":"x"}}`, `{"<c>":"y","zoo":"own"}`}, `<a` + root + `><b>x</b></a>` +
			`<c xmlns="http://www.example.org/ns1" xmlns:foo="http://www.example.org/foo" zoo="own">y</c>`},
		{
			"declaration and mark",
			XML{Wrapper: "w", Declaration: true, ByteOrderMark: true},
			nil,
			"\xef\xbb\xbf" + `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w></w>`,
		},
		{"nothing at all", XML{}, nil, ``},
		{"literals", XML{}, []string{`{"<a>":null}`, `{"<a>":true}`, `{"<a>":1.50}`, `{"<a>":"~t2026-01-01"}`, `{"<a>":"~t2026"}`}, `<a></a><a>true</a><a>1.50</a><a>2026-01-01</a><a>~t2026</a>`},
		{"attributes", XML{}, []string{`{"<a>":"","n":7,"b":false,"z":null,"_x":"hidden","_y":[],"at":"~:x:1","é":"e"}`}, `<a at="x:1" b="false" n="7" é="e"></a>`},
		{"what is no object in a list", XML{}, []string{`{"<a>":[1,null,[{"<c>":"no"}],{"<b>":"x"},"y"]}`}, `<a><b>x</b></a>`},
		{
			"escapes",
			XML{},
			[]string{`{"<a>":"<&>\"'\r\n\t","b":"<&>\"'\r\n\t"}`},
			"<a b=\"&lt;&amp;&gt;&quot;'&#13;&#10;&#9;\">&lt;&amp;&gt;\"'&#13;\n\t</a>",
		},
	} {
		var entities []map[string]any
		for _, source := range c.sources {
			entities = append(entities, entity(t, source))
		}
		if got, err := whole(&c.format, entities...); got != c.want || err != nil {
			t.Errorf("%s: got  %s, %v\nwant %s", c.what, got, err, c.want)
		}
	}
}

// An entity of another shape is an error that has its _id, the place and what would be right, and quotes no value.
func TestXMLFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{`{"_id":"1","name":"secret"}`, `entity "1" cannot be written as XML: each object must have exactly one property such as "<name>", got 0`},
		{`{"_id":"1","<b>":"secret","<a>":1}`, `entity "1" cannot be written as XML: each object must have exactly one property such as "<name>", got 2: <a> <b>`},
		{`{"<a>":{"<b>":[{"<c>":1},{"x":"secret"}]}}`, `entity without a string _id cannot be written as XML: <a>: <b>: each object must have exactly one property`},
		{`{"_id":"1","<a b>":"secret"}`, `"<a b>" is not a valid tag; must be "<name>" or "<prefix:name>"`},
		{`{"_id":"1","<>":"secret"}`, `"<>" is not a valid tag`},
		{`{"_id":"1","<a:b:c>":"secret"}`, `"<a:b:c>" is not a valid tag`},
		{`{"_id":"1","<a>":"x","$ids":"secret"}`, `<a>: "$ids" is not a valid attribute; must be "name" or "prefix:name", or begin with _ to be left out`},
		{`{"_id":"1","<a>":"x","b":["secret"]}`, `<a>: the attribute b must be a string, a number or a boolean, got a list or an object`},
		{`{"_id":"1","<a>":"x","b":"secret\u0000"}`, `<a>: the attribute b: the text contains a character that XML does not allow`},
		{`{"_id":"1","<a>":{"<b>":"secret\u001b"}}`, `<a>: <b>: the text contains a character that XML does not allow`},
	} {
		_, err := whole(&XML{}, entity(t, c.source))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got  %v\nwant %s", c.source, err, c.want)
		}
	}
}

// An error deep inside an entity does not have a long text.
func TestXMLFaultIsPlacedShortly(t *testing.T) {
	t.Parallel()
	_, err := whole(&XML{}, entity(t, `{"_id":"1","<outer>":`+strings.Repeat(`{"<a>":`, 2000)+`{}`+strings.Repeat("}", 2001)))
	if err == nil || len(err.Error()) > 300 || !strings.Contains(err.Error(), `<outer>: <a>: <a>: <a>: <a>: <a>: <a>: <a>: …: each object`) {
		t.Error(err)
	}
}

func TestXMLNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"a": true, "a:b": true, "_a": true, "a-1.b": true, "é": true, "Ω:β": true,
		"": false, ":": false, "a:": false, ":a": false, "a:b:c": false, "1a": false, "-a": false, "a b": false, "a/": false, "a>": false,
		"?a": false, "!--": false, "a='x'": false, "a\n": false, "a&b": false, "\x00": false, "👍": false,
	} {
		if got := IsXMLName(name); got != want {
			t.Errorf("%q: got %v", name, got)
		}
	}
}

// A parser returns the strings that were written.
func TestXMLIsReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("a<>&\"'\r\n\t] ")), rapid.Rune())).
			Filter(func(s string) bool { return IsXMLText(s) && dtl.TypeOf(s) == 0 })
		inside, attribute := texts.Draw(t, "inside"), texts.Draw(t, "attribute")
		written, err := whole(&XML{Wrapper: "w", Declaration: true}, map[string]any{"<a>": inside, "b": attribute})
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			A struct {
				B    string `xml:"b,attr"`
				Text string `xml:",chardata"`
			} `xml:"a"`
		}
		if err := xml.Unmarshal([]byte(written), &got); err != nil || got.A.B != attribute || got.A.Text != inside {
			t.Fatalf("%q: error %v, got %+v", written, err, got)
		}
	})
}

// Whatever the entity, the XML is well-formed, or there is an error.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		`{"_id":"1","<foo:tag>":[{"id":"child","<section>":[{"<from>":"0"},{"<to>":"999"}]}]}`,
		`{"<a>":"]]>","b":"\"<&\u0001"}`, `{"<a/>":1}`, `{"<a><b>":1}`, `{"<a b='>":1,"c'":2}`, `{"<!-->":"x"}`, `{"<?xml?>":1}`, `{"<a>":[{"<é:ø>":{}}]}`,
		`{"<a>":"x","xmlns:a":"y","a":1,"<":2,">":3}`, `{"<a>":{"<b>":{"<c>":null}}}`, `{}`,
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, wrapped bool) {
		source, err := decoded(body)
		if err != nil {
			return
		}
		format := &XML{RootAttributes: []Attribute{{"a", "1"}, {"b", "<"}}}
		if wrapped {
			format.Wrapper = "w"
		}
		written, err := whole(format, source)
		if err != nil {
			if !strings.Contains(err.Error(), "cannot be written as XML: ") {
				t.Fatalf("%s: %v", body, err)
			}
			return
		}
		if err := wellFormed(written); err != nil {
			t.Fatalf("%s: %s: %v", body, written, err)
		}
	})
}

// wellFormed reads to the end, and checks what the library's parser does not.
func wellFormed(text string) error {
	dec := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, isTag := token.(xml.StartElement)
		if !isTag {
			continue
		}
		seen := map[xml.Name]bool{}
		for _, attribute := range start.Attr {
			if seen[attribute.Name] {
				return errors.New("an attribute is there twice: " + attribute.Name.Local)
			}
			seen[attribute.Name] = true
		}
	}
}
