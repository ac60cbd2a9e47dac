package ui

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

const (
	// largestShown is the size up to which a page shows an entity, in bytes of JSON; mostTokens and mostReferences are how much of
	// one it shows and looks up.
	largestShown   = 256 << 10
	mostTokens     = 20_000
	mostReferences = 50
	// deepestIndent is how many levels are indented; entities can be nested a thousand times.
	deepestIndent = 24
)

// typeNames are the types of strings that begin with ~ and a tag.
var typeNames = map[byte]string{'t': "datetime", ':': "reference", 'r': "URI", 'f': "decimal", 'b': "bytes", 'u': "UUID"}

// token is a piece of JSON that is shown.
type token struct {
	// Kind is the class of its colour: "k" for a key, "s" for a text, "v" for another value, "r" for what the node adds, "" for
	// what is between them.
	Kind, Text string
	// Type is the type of a typed string, Href where a reference leads.
	Type, Href string
}

// printer makes tokens of JSON.
type printer struct {
	out []token
	// find returns the address of an entity; "" if there is none.
	find func(reference string) string
	// looked counts the references that have been looked up.
	looked int
	cut    bool
}

// pretty returns the JSON of an entity, with line breaks, as tokens. cut means that it is only the beginning.
func pretty(value map[string]any, reserved []token, find func(string) string) (out []token, cut bool) {
	p := &printer{find: find}
	p.put(token{Text: "{"})
	for i, t := range reserved {
		if i > 0 {
			p.put(token{Text: ","})
		}
		p.line(1)
		p.out = append(p.out, t)
	}
	p.members(value, 1, len(reserved) > 0)
	p.line(0)
	p.put(token{Text: "}"})
	return p.out, p.cut
}

func (p *printer) put(t token) {
	if len(p.out) >= mostTokens {
		p.cut = true
		return
	}
	if last := len(p.out) - 1; last >= 0 && t.Kind == "" && p.out[last].Kind == "" {
		p.out[last].Text += t.Text
		return
	}
	p.out = append(p.out, t)
}

func (p *printer) line(depth int) {
	p.put(token{Text: "\n" + strings.Repeat("  ", min(depth, deepestIndent))})
}

func (p *printer) members(object map[string]any, depth int, after bool) {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if p.cut {
			return
		}
		if after {
			p.put(token{Text: ","})
		}
		after = true
		p.line(depth)
		p.put(token{Kind: "k", Text: jsonText(key)})
		p.put(token{Text: ": "})
		p.value(object[key], depth)
	}
}

func (p *printer) value(value any, depth int) {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 {
			p.put(token{Text: "{}"})
			return
		}
		p.put(token{Text: "{"})
		p.members(v, depth+1, false)
		p.line(depth)
		p.put(token{Text: "}"})
	case []any:
		if len(v) == 0 {
			p.put(token{Text: "[]"})
			return
		}
		p.put(token{Text: "["})
		for i, each := range v {
			if p.cut {
				return
			}
			if i > 0 {
				p.put(token{Text: ","})
			}
			p.line(depth + 1)
			p.value(each, depth+1)
		}
		p.line(depth)
		p.put(token{Text: "]"})
	case string:
		t := token{Kind: "s", Text: jsonText(v), Type: typeNames[dtl.TypeOf(v)]}
		if reference, ok := strings.CutPrefix(v, "~:"); ok && p.find != nil && p.looked < mostReferences {
			p.looked++
			t.Href = p.find(reference)
		}
		p.put(t)
	default:
		p.put(token{Kind: "v", Text: jsonText(v)})
	}
}

// jsonText is the JSON of a value, with < and > as they are.
func jsonText(value any) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) // values of JSON can be encoded
	return strings.TrimSuffix(out.String(), "\n")
}

// referenced returns the address of the entity that a namespaced reference such as "contacts:51" names: if there is a dataset
// of that name, and such an entity is in it.
func (p *pages) referenced(reference string) string {
	name, id, ok := strings.Cut(reference, ":")
	if !ok || name == "" || id == "" {
		return ""
	}
	found := ""
	_ = p.node.Store().View(func(tx *dataset.Tx) error { // without an answer there is no link
		for _, each := range []string{reference, id} {
			if v, err := tx.Get(name, each); err == nil && v != nil {
				found = entityAddress(name, each)
				return nil
			}
		}
		return nil
	})
	return found
}

func entityAddress(name, id string) string {
	return "/datasets/" + url.PathEscape(name) + "/entity?" + url.Values{"id": {id}}.Encode()
}
