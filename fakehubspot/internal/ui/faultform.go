package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// faultForm is the form that adds a fault of one kind: it has a field for each member that the kind takes.
type faultForm struct {
	Kind   fault.Kind
	Groups []kindGroup
	Does   []faultField // what the kind needs to know
	Means  []faultField // which calls
	Often  []faultField // how often, and under which name
}

// kindGroup is kinds of fault that belong together.
type kindGroup struct {
	Name  string
	Kinds []fault.Kind
}

// faultField is a field of the form.
type faultField struct {
	Name, Label, Hint, Example string
	// Input is the type of the input; one with Options is a list to choose from.
	Input          string
	Least, Most    string
	Options        []faultOption
	Required       bool
	Numeric, Exact bool // a number; one with a fraction
}

type faultOption struct{ Value, Label string }

// groups is the order in which the kinds are shown.
var groups = []struct {
	name  string
	kinds []string
}{
	{"Another answer", []string{"status", "html"}},
	{"Time", []string{"delay", "trickle", "hang"}},
	{"The connection", []string{"cut", "reset", "lost", "length"}},
	{"Wrong content", []string{"malformed", "empty-page", "repeat-cursor", "duplicate-row", "missing-row"}},
}

func newFaultForm(kind string) faultForm {
	chosen, ok := fault.Describe(kind)
	if !ok {
		chosen, _ = fault.Describe("status")
	}
	form := faultForm{Kind: chosen, Means: meaning(), Often: frequency()}
	for _, group := range groups {
		one := kindGroup{Name: group.name}
		for _, name := range group.kinds {
			kind, _ := fault.Describe(name)
			one.Kinds = append(one.Kinds, kind)
		}
		form.Groups = append(form.Groups, one)
	}
	for _, name := range chosen.Parameters {
		form.Does = append(form.Does, faultParameter(chosen.Name, name))
	}
	return form
}

// faultParameter is the field of a parameter, as a kind means it.
func faultParameter(kind, name string) faultField {
	one := parameters[name]
	if hint, ok := hints[kind+"."+name]; ok {
		one.Hint = hint
	}
	one.Name = name
	one.Required = kind == "status" && name == "status" || kind == "delay" && name == "delay"
	if name == "variant" {
		one.Options = variants()
	}
	return one
}

// parameters are the fields of all parameters.
var parameters = map[string]faultField{
	"status":     {Label: "Status", Hint: "an HTTP status from 400 to 599", Example: "503", Input: "number", Least: "400", Most: "599", Numeric: true},
	"variant":    {Label: "Variant", Hint: "which of the answers of the status"},
	"retryAfter": {Label: "Retry-After", Hint: "a duration; sent in whole seconds", Example: "10s"},
	"delay":      {Label: "Delay", Hint: "a duration, of real time", Example: "200ms"},
	"afterBytes": {Label: "After bytes", Hint: "bytes of the body that are still sent; −1: not even the headers", Example: "0", Input: "number", Least: "-1", Numeric: true},
	"chunk":      {Label: "Piece", Hint: "bytes; 64 if empty", Example: "64", Input: "number", Least: "0", Numeric: true},
	"delta":      {Label: "Off by", Hint: "bytes; negative announces fewer than are sent; 100 if empty", Example: "100", Input: "number", Numeric: true},
	"row":        {Label: "Row", Hint: "counted from 0; negative counts from the end", Example: "-1", Input: "number", Numeric: true},
	"loss": {Label: "How it is lost", Hint: "what the client gets instead", Options: []faultOption{
		{"", "reset, or status if one is given"}, {"reset", "reset: the connection is reset"}, {"cut", "cut: the connection closes"}, {"status", "status: an error answer"},
	}},
}

// hints are those that differ between kinds.
var hints = map[string]string{
	"trickle.delay":        "the pause between two pieces; 100ms if empty",
	"hang.afterBytes":      "bytes of the body that are sent first; nothing if empty",
	"malformed.afterBytes": "bytes of the body that stay as they are; half of it if empty",
	"lost.status":          "400 to 599, of the answer instead; goes with loss status",
	"lost.variant":         "of that status; goes with loss status",
	"lost.retryAfter":      "a duration; goes with loss status",
	"lost.afterBytes":      "bytes of the answer that are still sent; goes with reset and cut",
}

// variants are the answers among which some statuses let one choose.
func variants() []faultOption {
	statuses := map[string][]string{}
	var names []string
	for _, status := range refusal.Statuses() {
		for _, name := range refusal.Variants(status) {
			if statuses[name] == nil {
				names = append(names, name)
			}
			statuses[name] = append(statuses[name], strconv.Itoa(status))
		}
	}
	options := []faultOption{{"", "the commonest"}}
	for _, name := range names {
		options = append(options, faultOption{name, fmt.Sprintf("%s (%s)", name, strings.Join(statuses[name], ", "))})
	}
	return options
}

// meaning are the fields that say which calls a fault means.
func meaning() []faultField {
	methods, operations := []faultOption{{"", "any"}}, []faultOption{{"", "any"}}
	for _, one := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete} {
		methods = append(methods, faultOption{one, one})
	}
	for _, one := range operation.Names() {
		operations = append(operations, faultOption{one, one})
	}
	return []faultField{
		{Name: "match.operation", Label: "Operation", Hint: "what the call does, whichever its path", Options: operations},
		{Name: "match.method", Label: "Method", Hint: "of HTTP", Options: methods},
		{Name: "match.path", Label: "Path", Hint: "whole, or a beginning and *, such as /crm/v3/objects/companies*; Requests shows those of your calls", Example: "/crm/*"},
		{Name: "match.nth", Label: "From the nth call", Hint: "1 or empty: from the first", Example: "1", Input: "number", Least: "0", Numeric: true},
		{Name: "match.token", Label: "Token", Hint: "its value; never shown again on a page", Input: "password"},
	}
}

// frequency are the fields that say how often a fault strikes, and what it is called.
func frequency() []faultField {
	return []faultField{
		{Name: "count", Label: "Times", Hint: "how often it strikes; 0 or empty: for ever", Example: "1", Input: "number", Least: "0", Numeric: true},
		{Name: "probability", Label: "Probability", Hint: "above 0, up to 1; 1 if empty", Example: "0.5", Input: "number", Least: "0", Most: "1", Numeric: true, Exact: true},
		{Name: "name", Label: "Name", Hint: "made up if empty", Example: "slow-search"},
	}
}

// brokenBy is a fault in force.
type brokenBy struct {
	fault.State

	Text  string // what its kind does
	Terms []pair // what is particular about it
	Spent bool
	Again string // the body that adds it again; empty if that would take its token
}

func newBrokenBy(state fault.State) brokenBy {
	kind, _ := fault.Describe(state.Kind)
	return brokenBy{
		State: state, Text: kind.Text, Terms: termsOf(state.Fault), Spent: state.Count > 0 && state.Struck >= state.Count,
		Again: again(state.Fault),
	}
}

// termsOf says in words and values which calls a fault strikes, and how.
func termsOf(f fault.Fault) []pair {
	var terms []pair
	add := func(set bool, name, value string) {
		if set {
			terms = append(terms, pair{name, value})
		}
	}
	add(f.Match.Operation != "", "operation", f.Match.Operation)
	add(f.Match.Method != "", "method", f.Match.Method)
	add(f.Match.Path != "", "path", f.Match.Path)
	add(f.Match.Token != "", "token", "one only") // a credential does not belong on a screen
	add(f.Match.Nth > 1, "from call", strconv.Itoa(f.Match.Nth))
	add(f.Probability != 1, "probability", strconv.FormatFloat(f.Probability, 'g', -1, 64))
	add(f.Loss != "", "loss", f.Loss)
	add(f.Status != 0, "status", strconv.Itoa(f.Status))
	add(f.Variant != "", "variant", f.Variant)
	add(f.RetryAfter != 0, "Retry-After", short(f.RetryAfter))
	add(f.Delay != 0, "delay", short(f.Delay))
	add(f.AfterBytes != 0, "after bytes", strconv.Itoa(f.AfterBytes))
	add(f.Chunk != 0, "piece", strconv.Itoa(f.Chunk))
	add(f.Delta != 0, "off by", strconv.Itoa(f.Delta))
	add(f.Row != 0, "row", strconv.Itoa(f.Row))
	return slices.Clip(terms)
}

// again returns the body that adds a fault once more.
func again(f fault.Fault) string {
	if f.Match.Token != "" {
		return ""
	}
	text, err := json.Marshal(f)
	if err != nil {
		return "" // without it, removing the fault is for good
	}
	return string(text)
}
