package publish

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// plainCSV is the format of a sink of which only the columns are configured.
func plainCSV(columns ...string) *CSV {
	return &CSV{
		Columns: columns, Header: true, Quoting: QuoteMinimal, Delimiter: ',', Quote: '"', DoubleQuote: true, LineTerminator: "\r\n",
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	const people = `{"_id":"1","name":"Ada \"A\", x","n":7,"f":"~f1.5"}`
	for _, c := range []struct {
		what   string
		change func(f *CSV)
		source string
		want   string
	}{
		{"defaults", func(*CSV) {}, `{"_id":"test1","name":"test1"}`, "_id,name,n,f\r\ntest1,test1,,\r\n"},
		{"minimal", func(*CSV) {}, people, "_id,name,n,f\r\n1,\"Ada \"\"A\"\", x\",7,1.5\r\n"},
		{"all", func(f *CSV) { f.Quoting = QuoteAll }, people, "\"_id\",\"name\",\"n\",\"f\"\r\n\"1\",\"Ada \"\"A\"\", x\",\"7\",\"1.5\"\r\n"},
		{"non-numeric", func(f *CSV) { f.Quoting = QuoteNonNumeric }, people, "\"_id\",\"name\",\"n\",\"f\"\r\n\"1\",\"Ada \"\"A\"\", x\",7,1.5\r\n"},
		{
			"non-numeric, a number that has the delimiter", func(f *CSV) { f.Quoting, f.Delimiter = QuoteNonNumeric, '.' }, `{"f":1.5}`,
			"\"_id\".\"name\".\"n\".\"f\"\r\n\"\".\"\".\"\".\"1.5\"\r\n",
		},
		{"none", func(f *CSV) { f.Quoting = QuoteNone }, people, "_id,name,n,f\r\n1,Ada \"A\", x,7,1.5\r\n"},
		{
			"none, escaped", func(f *CSV) { f.Quoting, f.Escape = QuoteNone, '\\' }, `{"name":"a,b\\c\"d\ne"}`,
			"_id,name,n,f\r\n,a\\,b\\\\c\\\"d\\\ne,,\r\n",
		},
		{"no header", func(f *CSV) { f.Header = false }, people, "1,\"Ada \"\"A\"\", x\",7,1.5\r\n"},
		{"delimiter", func(f *CSV) { f.Delimiter = ';' }, people, "_id;name;n;f\r\n1;\"Ada \"\"A\"\", x\";7;1.5\r\n"},
		{"delimiter in a field", func(f *CSV) { f.Delimiter = 'ø' }, `{"name":"aøb,c"}`, "_idønameønøf\r\nø\"aøb,c\"øø\r\n"},
		{"quotechar", func(f *CSV) { f.Quote = '\'' }, `{"name":"it's, \"so\""}`, "_id,name,n,f\r\n,'it''s, \"so\"',,\r\n"},
		{"no doublequote", func(f *CSV) { f.DoubleQuote, f.Escape = false, '\\' }, people, "_id,name,n,f\r\n1,\"Ada \\\"A\\\", x\",7,1.5\r\n"},
		{"no doublequote, quotes not needed", func(f *CSV) { f.DoubleQuote, f.Escape = false, '^' }, `{"name":"a\"b^c"}`, "_id,name,n,f\r\n,a^\"b^^c,,\r\n"},
		{"lineterminator", func(f *CSV) { f.LineTerminator = "\n" }, `{"_id":"1"}`, "_id,name,n,f\n1,,,\n"},
		{"lineterminator in a field", func(f *CSV) { f.LineTerminator = "|" }, `{"_id":"1|2","name":"a\nb","n":"c\rd"}`, "_id,name,n,f|\"1|2\",\"a\nb\",\"c\rd\",|"},
		{"byte order mark", func(f *CSV) { f.ByteOrderMark = true }, `{"_id":"1"}`, "\xef\xbb\xbf_id,name,n,f\r\n1,,,\r\n"},
		{"byte order mark, no header", func(f *CSV) { f.ByteOrderMark, f.Header = true, false }, `{"_id":"1"}`, "\xef\xbb\xbf1,,,\r\n"},
		{"one empty field", func(f *CSV) { f.Columns = []string{"name"} }, `{}`, "name\r\n\"\"\r\n"},
	} {
		f := plainCSV("_id", "name", "n", "f")
		c.change(f)
		got, err := whole(f, entity(t, c.source))
		if got != c.want || err != nil {
			t.Errorf("%s: got  %q, %v\nwant %q", c.what, got, err, c.want)
		}
	}
}

func TestValuesInCSV(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, want, nonNumeric string }{
		{`null`, ``, `""`},
		{`true`, `true`, `"true"`},
		{`12345678901234567890.50`, `12345678901234567890.50`, `12345678901234567890.50`},
		{`"~t2026-01-01T00:00:00Z"`, `2026-01-01T00:00:00Z`, `"2026-01-01T00:00:00Z"`},
		{`"~:crm:1"`, `crm:1`, `"crm:1"`},
		{`"~rhttp://x/"`, `http://x/`, `"http://x/"`},
		{`"~f0.10"`, `0.10`, `0.10`},
		{`"~x"`, `~x`, `"~x"`},
		{`"~"`, `~`, `"~"`},
		{`["a",1,"~t2026",null]`, `"[""a"",1,""~t2026"",null]"`, `"[""a"",1,""~t2026"",null]"`},
		{`{"b":"<&>","a":[]}`, `"{""a"":[],""b"":""<&>""}"`, `"{""a"":[],""b"":""<&>""}"`},
	} {
		f := plainCSV("_id", "v")
		f.Header = false
		for quoting, want := range map[string]string{QuoteMinimal: "," + c.want, QuoteNonNumeric: `"",` + c.nonNumeric} {
			f.Quoting = quoting
			if got, err := whole(f, entity(t, `{"v":`+c.value+`}`)); got != want+"\r\n" || err != nil {
				t.Errorf("%s, %s: got %q, %v, want %q", c.value, quoting, got, err, want)
			}
		}
	}
}

// The standard library reads what is written with the default settings.
func TestCSVIsReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("ab\",;\r\n '\t~\\")), rapid.Rune()))
		columns := rapid.SliceOfNDistinct(texts, 1, 4, rapid.ID).Draw(t, "columns")
		f := plainCSV(columns...)
		var entities []map[string]any
		want := [][]string{slices.Clone(columns)}
		for range rapid.IntRange(0, 5).Draw(t, "entities") {
			e, line := map[string]any{}, []string{}
			for _, column := range columns {
				text := texts.Filter(func(s string) bool { return dtl.TypeOf(s) == 0 }).Draw(t, "text")
				e[column] = text
				line = append(line, text)
			}
			entities, want = append(entities, e), append(want, line)
		}
		for _, line := range want {
			for i := range line {
				line[i] = strings.ReplaceAll(line[i], "\r\n", "\n") // so the library's reader has it
			}
		}
		written, err := whole(f, entities...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(strings.NewReader(written)).ReadAll()
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%q: error %v (-want +got):\n%s", written, err, diff)
		}
	})
}

// A reader that knows the settings reads what is written with any of them, unless nothing is quoted or escaped.
func TestCSVIsReadAgainWithAnySettings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		marks := rapid.SliceOfNDistinct(rapid.SampledFrom([]rune(",;|\"'\\^ø")), 3, 3, rapid.ID).Draw(t, "marks")
		f := &CSV{
			Columns: []string{"a", "b"}, Delimiter: marks[0], Quote: marks[1], Escape: marks[2],
			Quoting:        rapid.SampledFrom([]string{QuoteAll, QuoteMinimal, QuoteNonNumeric, QuoteNone}).Draw(t, "quoting"),
			DoubleQuote:    rapid.Bool().Draw(t, "doublequote"),
			LineTerminator: rapid.SampledFrom([]string{"\r\n", "\n", "#"}).Draw(t, "lineterminator"),
		}
		texts := rapid.StringOf(rapid.SampledFrom([]rune(",;|\"'\\^ø\r\n#ab")))
		var entities []map[string]any
		var want [][]string
		for range rapid.IntRange(1, 4).Draw(t, "entities") {
			a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
			entities, want = append(entities, map[string]any{"a": a, "b": b}), append(want, []string{a, b})
		}
		written, err := whole(f, entities...)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, readCSV(f, written)); diff != "" {
			t.Fatalf("%+v: %q (-want +got):\n%s", f, written, diff)
		}
	})
}

// readCSV reads any kind of CSV, if it is well-formed and ends with a line ending.
func readCSV(f *CSV, text string) [][]string {
	var lines [][]string
	var line []string
	field, quoted := "", false
	for text != "" {
		r := []rune(text)[0]
		rest := text[len(string(r)):]
		switch {
		case r == f.Escape:
			next := []rune(rest)[0]
			field, rest = field+string(next), rest[len(string(next)):]
		case r == f.Quote && f.Quoting != QuoteNone && quoted && f.DoubleQuote && strings.HasPrefix(rest, string(f.Quote)):
			field, rest = field+string(r), rest[len(string(r)):]
		case r == f.Quote && f.Quoting != QuoteNone:
			quoted = !quoted
		case quoted:
			field += string(r)
		case r == f.Delimiter:
			line, field = append(line, field), ""
		case strings.HasPrefix(text, f.LineTerminator):
			lines, line, field = append(lines, append(line, field)), nil, ""
			rest = text[len(f.LineTerminator):]
		default:
			field += string(r)
		}
		text = rest
	}
	return lines
}
