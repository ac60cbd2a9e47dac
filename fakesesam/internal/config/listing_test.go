package config_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// Every error stands beside the line that it is about; one about a property that is missing beside what it should be in.
func TestListing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		component string
		want      []string // "the text of the line: what is said of it"
	}{
		{
			`{"_id":"p","type":"pipe","source":{"type":"json","system":"hubspot","url":"x","suports_since":true},"batch_size":0}`,
			[]string{`"suports_since": true: unknown property; did you mean "supports_since"?`, `"batch_size": 0: must be an integer of at least 1, got 0`},
		},
		{`{"_id":"p","type":"pipe","source":{"type":"dataset"}}`, []string{`"source": {: is missing; it must be a string such as "hubspot-contacts-collect"`}},
		{
			`{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"a"},5]}}`,
			[]string{`5: must be an entity ({…}), got a number`},
		},
		{
			`{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[]},"transform":[{"type":"dtl","rules":{"default":[["copy","*"],["copi","*"]]}}]}`,
			[]string{`[: unknown transform function "copi"; did you mean "copy"?`},
		},
		{
			`{"_id":"p","type":"pipe","source":{"type":"conditional","condition":"$ENV(word)","alternatives":{
				"x":{"type":"embedded","entities":5},"y":{"type":"embedded"}}}}`,
			[]string{`"entities": 5: must be a list of entities ([{"_id": …}, …]), got a number`},
		},
		{
			`{"_id":"p","type":"pipe","source":{"type":"conditional","condition":"$ENV(word)","alternatives":{
				"x":{"type":"embedded","entities":5},"y":{"type":"embedded","entities":[]}}}}`,
			[]string{`"source": {: must be a list of entities ([{"_id": …}, …]), got a number`}, // not the one that is not in use
		},
		{
			`{"_id":"u","type":"system:url","$conditional_properties":{"type":"conditional","condition":"$ENV(word)","alternatives":{"x":{"url_pattern":"nowhere"}}}}`,
			[]string{`"url_pattern": "nowhere": must be an http or https URL with at most one %s for the path, for example "http://localhost:5000/%s"`},
		},
		{`{"_id":"p","type":"pipe"}`, []string{`: pipes/p.conf.json: source: is missing; it must be an object with a type`}},
	} {
		set, _ := parseOne(c.component)
		var got []string
		for _, component := range set.Components() {
			lines, rest := config.Listing(component.Text, component.Errors)
			for _, line := range lines {
				for _, fault := range line.Errors {
					got = append(got, strings.TrimSuffix(strings.TrimSpace(line.Text), ",")+": "+fault.Words())
				}
			}
			for _, fault := range rest {
				got = append(got, ": "+fault.Msg)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.component, diff)
		}
	}
}

// A text that is no JSON is listed as it is.
func TestListingOfWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	fault := config.Error{Msg: "cannot be read"}
	lines, rest := config.Listing([]byte("{\n \"a\": ,\n"), []config.Error{fault})
	if len(lines) != 2 || lines[1].Text != ` "a": ,` || len(rest) != 1 {
		t.Error(lines, rest)
	}
}

// Components are those of the whole configuration, each with its own errors.
func TestComponents(t *testing.T) {
	t.Parallel()
	set, _ := config.Parse("application/json", []byte(`[{"_id":"b","type":"pipe"},{"_id":"a","type":"odd"},{"_id":"node","type":"metadata"},
		{"_id":"c","type":"pipe","source":{"type":"embedded","entities":[]}}]`), nil, nil)
	var got []string
	for _, c := range set.Components() {
		got = append(got, fmt.Sprint(c.ID, " ", c.File, " ", c.Kind, " ", c.Valid(), " ", len(c.Errors)))
	}
	want := []string{
		"a pipes/a.conf.json odd false 1", "b pipes/b.conf.json pipe false 1", "c pipes/c.conf.json pipe true 0",
		"node node-metadata.conf.json metadata true 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
