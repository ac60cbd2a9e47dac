package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"
)

func datasetSource(properties string) string {
	return pipe(`"source":{"type":"dataset","dataset":"d"` + properties + `}`)
}

func TestSubsetOfASource(t *testing.T) {
	t.Parallel()
	for _, component := range []string{source(`"subset":["eq","_S.kind","$ENV(word)"]`), datasetSource(`,"subset":["eq","_S.kind","x"]`)} {
		set, err := parseOne(component)
		if err != nil {
			t.Fatal(err)
		}
		want := &subset.Subset{Path: []string{"kind"}, Value: []byte(`"x"`)}
		if diff := cmp.Diff(want, set.Pipes["p"].Source.Subset); diff != "" {
			t.Errorf("%s (-want +got):\n%s", component, diff)
		}
		if !strings.Contains(string(set.Pipes["p"].Effective), `"subset":["eq","_S.kind","x"]`) {
			t.Errorf("%s", set.Pipes["p"].Effective)
		}
	}
}

// A secret in a subset is shown nowhere, whether the subset is valid or not.
func TestSubsetKeepsItsSecret(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{`["eq","_S.kind","$SECRET(s)"]`, `["$SECRET(s)","_S.kind","x"]`, `["eq","$SECRET(s)","x"]`, `["eq","_S.kind",["$SECRET(s)"]]`} {
		set, err := config.Parse("application/json", []byte("["+datasetSource(`,"subset":`+expression)+"]"), nil, map[string]string{"s": "pat-hush"})
		if err != nil && strings.Contains(err.Error(), "pat-hush") {
			t.Error(err)
		}
		if p := set.Pipes["p"]; strings.Contains(string(p.Effective)+string(p.Original), "pat-hush") {
			t.Errorf("%s", p.Effective)
		}
	}
}

func TestDatasetSource(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		properties   string
		completeness []string
		replaced     bool
		signalling   bool
	}{
		{``, nil, true, false},
		{`,"completeness":false,"include_replaced":false`, nil, false, false},
		{`,"completeness":true,"supports_signalling":true`, []string{"d"}, true, true},
		{`,"completeness":"$ENV(on)","supports_signalling":"$ENV(on)"`, []string{"d"}, true, true},
		{`,"completeness":["a","$ENV(word)"]`, []string{"a", "x"}, true, false},
	} {
		set, err := parseOne(datasetSource(test.properties))
		if err != nil {
			t.Errorf("%s: %v", test.properties, err)
			continue
		}
		s := set.Pipes["p"].Source
		if diff := cmp.Diff(test.completeness, s.Completeness); diff != "" || s.IncludeReplaced != test.replaced || s.SupportsSignalling != test.signalling {
			t.Errorf("%s: %+v %s", test.properties, s, diff)
		}
	}
}

func TestFaultsOfASource(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ component, element, msg string }{
		{source(`"subset":["eq","a","b"]`), "source.subset", `must name a property in the form "_S.<property>"`},
		{source(`"subset":"_S.a"`), "source.subset", `must be a list of the form ["eq", "_S.<property>", <value>]`},
		{datasetSource(`,"subset":["eq","_S.a",["ni","a","b"]]`), "source.subset", `must end with a constant`},
		{datasetSource(`,"subset":null`), "source.subset", `must be a list of the form`},
		{datasetSource(`,"include_replaced":"no"`), "source.include_replaced", `must be a boolean`},
		{datasetSource(`,"supports_signalling":1`), "source.supports_signalling", `must be a boolean`},
		{datasetSource(`,"completeness":"d"`), "source.completeness", `must be a boolean`},
		{datasetSource(`,"completeness":null`), "source.completeness", `must be a boolean`},
		{datasetSource(`,"completeness":[]`), "source.completeness", `must name at least one dataset`},
		{datasetSource(`,"completeness":["a",true]`), "source.completeness[1]", `must be the ID of a dataset, got a boolean`},
		{datasetSource(`,"completeness":{"expresion":["now"]}`), "source.completeness", `must be true, false, a list of datasets, or an object with an expression`},
		{datasetSource(`,"include_replace":false`), "source.include_replace", `did you mean "include_replaced"?`},
	} {
		_, err := parseOne(c.component)
		var invalid *config.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: got %v", c.component, err)
			continue
		}
		fault := invalid.ValidationErrors[0].Errors[0]
		if len(fault.Elements) != 1 || fault.Elements[0] != c.element || !strings.Contains(fault.Msg, c.msg) {
			t.Errorf("%s\n got %+v\nwant %s: … %s …", c.component, fault, c.element, c.msg)
		}
	}
}
