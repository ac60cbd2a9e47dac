package hub_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// An account keeps its validation rules through an export and an import, those of properties of its own, too.
func TestRulesOutliveAnExport(t *testing.T) {
	first, second := newHub(t, 1, time.After), newHub(t, 1, time.After)
	contacts, _ := first.Account().Object("contacts")
	if _, err := contacts.Schema.Create(schema.Property{Name: "shirt", Label: "x", Type: schema.String, FieldType: "text", GroupName: "contactinformation"}); err != nil {
		t.Fatal(err)
	}
	on := true
	for property, rule := range map[string]schema.Rule{
		"shirt": {Type: "MAX_LENGTH", Arguments: []string{"3"}},
		"phone": {Type: "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", Arguments: []string{}, Normalize: &on},
	} {
		if err := contacts.Schema.SetRule(property, rule); err != nil {
			t.Fatal(err)
		}
	}
	text := exported(t, first)
	const want = `{"kind":"rule","name":"phone","rule":{"ruleType":"PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE","ruleArguments":[],"shouldApplyNormalization":true}}` + "\n" +
		`{"kind":"rule","name":"shirt","rule":{"ruleType":"MAX_LENGTH","ruleArguments":["3"]}}` + "\n"
	if !strings.Contains(text, want) {
		t.Errorf("no line about the rules in %s", text)
	}
	if err := second.Import(strings.NewReader(text)); err != nil || exported(t, second) != text {
		t.Errorf("%v; after an import:\n%s", err, exported(t, second))
	}
	for old, wrong := range map[string][2]string{
		`"name":"shirt","rule"`:                   {`"name":"skirt","rule"`, `"skirt": property not found`},
		`"MAX_LENGTH"`:                            {`"LENGTH"`, "has a type that HubSpot does not have"},
		`"ruleArguments":["3"]`:                   {`"ruleArguments":["x"]`, "does not take these arguments: MAX_LENGTH"},
		`"rule":{"ruleType":"MAX_LENGTH","ruleAr`: {`"at":"2026-01-01T00:00:00Z","rule":{"ruleType":"MAX_LENGTH","ruleAr`, "a line of kind rule does not take at"},
		`"kind":"rule","name":"shirt",`:           {`"kind":"rule",`, "a rule line needs a rule, and the name of its property"},
	} {
		err := newHub(t, 1, time.After).Import(strings.NewReader(strings.Replace(text, old, wrong[0], 1)))
		if err == nil || !strings.Contains(err.Error(), wrong[1]) {
			t.Errorf("%s: %v", wrong[0], err)
		}
	}
}
