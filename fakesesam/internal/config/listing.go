package config

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Line is one line of a component's JSON, with the errors that are about it.
type Line struct {
	Number int
	Text   string
	Errors []Error
}

// Listing returns a component's JSON in lines, each error with the line that it is about: that of the property, or of what it
// should be in if it is missing. Errors that are about no line are in rest.
func Listing(text []byte, faults []Error) (lines []Line, rest []Error) {
	indented := Indented(text)
	for i, line := range strings.Split(string(indented), "\n") {
		lines = append(lines, Line{Number: i + 1, Text: line})
	}
	if len(faults) == 0 {
		return lines, nil
	}
	places := placesIn(indented)
	for _, fault := range faults {
		line := 0
		for path := fault.Path(); path != "" && line == 0; path = outside(path) {
			line = places[path]
		}
		if line == 0 {
			rest = append(rest, fault)
			continue
		}
		at := &lines[line-1]
		at.Errors = append(at.Errors, fault)
	}
	return lines, rest
}

// Indented returns a component's JSON with one value a line; what is not JSON as it is.
func Indented(text []byte) []byte {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte(byteOrderMark)))
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return text
	}
	return out.Bytes()
}

// Path is where the error is in its component, such as "source.entities[0]"; "" for the component as a whole.
func (e Error) Path() string {
	if len(e.Elements) == 0 {
		return ""
	}
	return e.Elements[0]
}

// Words is what is wrong, without the file and the path with which Msg begins.
func (e Error) Words() string {
	path := e.Path()
	if _, words, found := strings.Cut(e.Msg, ": "+path+": "); found && path != "" {
		return words
	}
	return e.Msg
}

// outside returns the path of what contains the value at a path; "" for the component as a whole.
func outside(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// ambiguous marks a path that several alternatives of a conditional have: only one of them is in use.
const ambiguous = -1

// placesIn returns the line of each value of a JSON text, by its path. A value in the alternative of a conditional also has the
// path that it has when the alternative is chosen.
func placesIn(text []byte) map[string]int {
	dec := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	places, chosen := map[string]int{}, map[string]int{}
	line, counted := 1, 0
	var walk func(path, alias string) bool
	walk = func(path, alias string) bool {
		token, err := dec.ReadToken()
		if err != nil {
			return false
		}
		kind, end := token.Kind(), int(dec.InputOffset())
		line += bytes.Count(text[counted:end], []byte("\n"))
		counted = end
		places[path] = line
		if alias != path {
			if chosen[alias] != 0 {
				chosen[alias] = ambiguous
			} else {
				chosen[alias] = line
			}
		}
		switch kind {
		case '[':
			for i := 0; dec.PeekKind() != ']'; i++ {
				if !walk(indexed(path, i), indexed(alias, i)) {
					return false
				}
			}
		case '{':
			for dec.PeekKind() != '}' {
				name, err := dec.ReadToken()
				if err != nil {
					return false
				}
				key := name.String()
				inner := joined(alias, key)
				if within, ok := strings.CutSuffix(path, "alternatives"); ok && within != "" {
					inner = strings.TrimSuffix(strings.TrimSuffix(alias, "alternatives"), ".")
					inner = strings.TrimSuffix(strings.TrimSuffix(inner, conditionalProperties), ".")
				}
				if !walk(joined(path, key), inner) {
					return false
				}
			}
		default:
			return true
		}
		_, err = dec.ReadToken() // the closing bracket
		return err == nil
	}
	walk("", "")
	for path, at := range chosen {
		if _, direct := places[path]; !direct && at != ambiguous {
			places[path] = at
		}
	}
	return places
}
