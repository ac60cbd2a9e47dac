package hubspot_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// definitionsIn returns the definitions in answers, of which every request gets the next.
func definitionsIn(t *testing.T, answers ...string) ([]hubspot.Property, error) {
	t.Helper()
	up := hubspottest.New(0)
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		_, _ = io.WriteString(w, answers[min(n, len(answers))-1])
		return true
	}
	return hubspot.New(options(up, clocktest.New())).Session(hubspot.Contacts).Definitions(t.Context())
}

func TestDefinitionsTellWhatAPropertyTakes(t *testing.T) {
	got, err := definitionsIn(t, `{"results":[
		{"name":"email","label":"Email","type":"string","fieldType":"text","options":[],"calculated":false,"hasUniqueValue":true,"hubspotDefined":true,
		 "modificationMetadata":{"archivable":true,"readOnlyValue":false}},
		{"name":"colours","type":"enumeration","fieldType":"checkbox","options":[{"label":"Red","value":"red"},{"value":"b\u006cue","hidden":true},null]},
		{"name":"score","type":"number","fieldType":"calculation_equation","calculated":true,"options":null},
		{"name":"createdate","type":"datetime","fieldType":"date","modificationMetadata":{"readOnlyValue":true}},
		{"name":"old","type":"string","archived":true}]}`)
	want := []hubspot.Property{
		{Name: "email", Type: "string", FieldType: "text", Unique: true, HubSpots: true},
		{Name: "colours", Type: "enumeration", FieldType: "checkbox", Options: []string{"red", "blue"}},
		{Name: "score", Type: "number", FieldType: "calculation_equation", Fixed: true},
		{Name: "createdate", Type: "datetime", FieldType: "date", Fixed: true},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if !got[1].Multiple() || got[0].Multiple() {
		t.Error("colours alone are several at a time")
	}
}

// An answer that breaks off is read again from its beginning.
func TestDefinitionsComeOnce(t *testing.T) {
	got, err := definitionsIn(t, `{"results":[{"name":"email"},{"name":"phone"}`, `{"results":[{"name":"email"},{"name":"phone"}]}`)
	if err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestDefinitionsRefuseWhatIsNone(t *testing.T) {
	for body, want := range map[string]string{
		`{"results":[]}`:           "the list of properties is empty",
		`{"results":[7]}`:          "an entry of results is not an object",
		`{"results":[{"type":1}]}`: "a property without a name",
		`{"results":[{"name":"` + strings.Repeat("x", 300) + `"}]}`: "longer than 250 bytes",
		`{"results":[{"name":"x","modificationMetadata":[]}]}`:      "modificationMetadata of a property is not an object",
		`{"results":[{"name":"x","options":["red"]}]}`:              "an option of a property is not an object",
	} {
		if got, err := definitionsIn(t, body); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, %v", body, got, err)
		}
	}
}
