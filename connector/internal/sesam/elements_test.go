package sesam_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

const largest = 64

// readAll returns the texts of all elements, "too large" for those that are.
func readAll(in io.Reader) (texts []string, err error) {
	elements := sesam.NewElements(in, largest)
	for {
		element, err := elements.Next()
		switch {
		case errors.Is(err, io.EOF):
			return texts, nil
		case err != nil:
			return texts, err
		case element.Index != len(texts):
			return texts, errors.New("an index is wrong")
		case element.Text == nil:
			texts = append(texts, "too large")
		default:
			texts = append(texts, string(element.Text))
		}
	}
}

func TestElements(t *testing.T) {
	long := strings.Repeat(`["}\"`, largest)
	for body, want := range map[string][]string{
		`[]`:                             nil,
		" [ \n] ":                        nil,
		`{"id":"1"}`:                     {`{"id":"1"}`},
		" {}\n":                          {`{}`},
		"\ufeff[{}]":                     {`{}`},
		`[{"a":[1,{"b":"]}"}]} , {} ]`:   {`{"a":[1,{"b":"]}"}]}`, `{}`},
		`[{"a":"\"\\"},{"a":1,"a":2}]`:   {`{"a":"\"\\"}`, `{"a":1,"a":2}`},
		`[1, "x,]" ,null,[2],-3.5e7,{}]`: {`1`, `"x,]"`, `null`, `[2]`, `-3.5e7`, `{}`},
		`[{"a":` + quoted(long) + `},7]`: {"too large", `7`},
	} {
		for name, in := range map[string]io.Reader{"at once": strings.NewReader(body), "byte by byte": iotest.OneByteReader(strings.NewReader(body))} {
			got, err := readAll(in)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s, %s: %v\n%s", body, name, err, diff)
			}
		}
	}
}

func quoted(text string) string {
	raw, _ := jsontext.AppendQuote(nil, text)
	return string(raw)
}

func TestElementsSayWhereABodyIsWrong(t *testing.T) {
	for body, want := range map[string]string{
		"":                    "at byte 0, in element 0, it is empty; [] is an array without entities",
		"  ":                  "at byte 2, in element 0, it is empty; [] is an array without entities",
		`"a"`:                 "at byte 0, in element 0, it begins with neither [ nor {",
		`[`:                   "at byte 1, in element 0, it ends",
		`[{"a":1}`:            "at byte 8, in element 1, it ends",
		`[{"a":1},`:           "at byte 9, in element 1, it ends",
		`[{"a":1},]`:          "at byte 9, in element 1, there is no valid JSON value",
		`[{"a":1} {"b":2}]`:   "at byte 9, in element 1, a comma or ] is missing",
		`[{},{"a":1 "b":2}]`:  "at byte 11, in element 1, there is no valid JSON value",
		`[{},{"a":1},{"b":"`:  "at byte 18, in element 2, it ends",
		`[{}]]`:               "at byte 4, in element 1, something follows the array",
		`{} {}`:               "at byte 3, in element 1, something follows the object",
		`[{"a":'x'}]`:         "at byte 6, in element 0, there is no valid JSON value",
		"[{\"a\":\"\xff\"}]":  "at byte 7, in element 0, there is no valid JSON value",
		`[truth]`:             "at byte 4, in element 0, there is no valid JSON value",
		`[{"a":1}{"b":2},{}]`: "at byte 8, in element 1, a comma or ] is missing",
	} {
		_, err := readAll(strings.NewReader(body))
		if _, ok := errors.AsType[*sesam.SyntaxError](err); !ok || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: %v\nwant …%s", body, err, want)
		}
	}
}

func TestElementsPassOnTheErrorOfTheReader(t *testing.T) {
	gone := errors.New("gone")
	got, err := readAll(io.MultiReader(strings.NewReader(`[{"a":1},{"b"`), iotest.ErrReader(gone)))
	if !errors.Is(err, gone) || !cmp.Equal(got, []string{`{"a":1}`}) {
		t.Errorf("%q, %v", got, err)
	}
}

// After an error there is nothing more, lest somebody goes on in the middle of an element.
func TestElementsEndWithAnError(t *testing.T) {
	elements := sesam.NewElements(strings.NewReader(`[{"a" 1},{}]`), largest)
	if _, err := elements.Next(); err == nil || errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if _, err := elements.Next(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

// Whatever the body, it has the elements that a general reader finds, and is an error where that finds one.
func FuzzElements(f *testing.F) {
	for _, seed := range []string{`[]`, `[{"a":[1,"]"]},2]`, `[{},`, `[{}]x`, `[1 2]`, `["\"",{"a":{"b":[]}}]`, "[\"\xff\"]", `[}]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '[' || len(body) > largest {
			return
		}
		var want []jsontext.Value
		wrong := json.Unmarshal(body, &want, jsontext.AllowDuplicateNames(true))
		got, err := readAll(bytes.NewReader(body))
		if (wrong == nil) != (err == nil) {
			t.Fatalf("%q: %v, a general reader: %v", body, err, wrong)
		}
		if wrong != nil {
			return
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d elements, not %d", body, len(got), len(want))
		}
		for i := range want {
			if got[i] != string(want[i]) {
				t.Errorf("%q: element %d is %s, not %s", body, i, got[i], want[i])
			}
		}
	})
}
