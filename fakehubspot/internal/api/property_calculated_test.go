package api_test

import (
	"net/http"
	"testing"
)

// A property with a formula is worked out by HubSpot, and nobody writes it.
func TestCalculatedProperties(t *testing.T) {
	r := newRig(t, 1)
	named := func(name, kind, rest string) string {
		return `{"name":"` + name + `","label":"x","type":"` + kind + `","fieldType":"calculation_equation","groupName":"contactinformation"` + rest + `}`
	}
	r.post(properties, named("twice", "number", `,"calculationFormula":"hs_object_id * 2"`)).has(http.StatusCreated,
		`"fieldType":"calculation_equation"`, `"calculated":true`, `"calculationFormula":"hs_object_id * 2"`,
		`"archivable":true`, `"readOnlyDefinition":false`, `"readOnlyValue":true`)
	r.post(properties, named("words", "string", `,"calculationFormula":"string(firstname)"`)).status(http.StatusCreated)
	r.post(properties, named("truth", "bool", `,"calculationFormula":"true"`)).status(http.StatusCreated)
	r.post(properties, named("choice", "enumeration", `,"calculationFormula":"'a'","options":[{"label":"A","value":"a"}]`)).status(http.StatusCreated)
	r.post(properties, named("day", "date", `,"calculationFormula":"1"`)).has(http.StatusBadRequest, `Field type \"calculation_equation\" does not go with type \"date\"`)
	for _, formula := range []string{``, `,"calculationFormula":" "`} {
		r.post(properties, named("empty", "number", formula)).has(http.StatusBadRequest, `\"calculation_equation\" must have a calculationFormula`)
	}

	r.call(http.MethodPatch, contacts+"/1", `{"properties":{"twice":"4"}}`).has(http.StatusBadRequest, "READ_ONLY_VALUE", `"propertyName":["twice"]`)
	r.call(http.MethodPatch, properties+"/twice", `{"calculationFormula":"hs_object_id * 3"}`).has(http.StatusOK, `"calculationFormula":"hs_object_id * 3"`, `"readOnlyValue":true`)
	r.call(http.MethodPatch, properties+"/twice", `{"calculationFormula":""}`).has(http.StatusBadRequest, "must have a calculationFormula")
	r.call(http.MethodPatch, properties+"/twice", `{"fieldType":"number"}`).has(http.StatusOK, `"calculated":false`, `"readOnlyValue":false`)
	r.call(http.MethodPatch, contacts+"/1", `{"properties":{"twice":"4"}}`).has(http.StatusOK, `"twice":"4"`)
}

// What a definition says about how its values are shown is kept, by all ways in.
func TestHintsOfDefinitions(t *testing.T) {
	r := newRig(t, 0)
	number := func(name, hints string) string {
		return `{"name":"` + name + `","label":"x","type":"number","fieldType":"number","groupName":"contactinformation",` + hints + `}`
	}
	hints := []string{`"numberDisplayHint":"currency"`, `"currencyPropertyName":"currency"`, `"showCurrencySymbol":false`}
	all := hints[0] + `,` + hints[1] + `,` + hints[2]
	r.post(properties, number("one", all)).has(http.StatusCreated, hints...)
	r.post(properties+"/batch/create", `{"inputs":[`+number("two", all)+`]}`).has(http.StatusCreated, hints...)
	for _, name := range []string{"one", "two"} {
		r.get(properties+"/"+name).has(http.StatusOK, hints...)
	}
	r.call(http.MethodPatch, properties+"/one", `{"numberDisplayHint":"percentage","textDisplayHint":"email"}`).
		has(http.StatusOK, `"numberDisplayHint":"percentage"`, `"textDisplayHint":"email"`, hints[1])
	lacks(t, "a property without hints", decode[map[string]any](r.get(properties+"/email")),
		"numberDisplayHint", "textDisplayHint", "currencyPropertyName", "showCurrencySymbol")
	for member, wrong := range map[string]string{
		"numberDisplayHint": "loud", "textDisplayHint": "poem", "dataSensitivity": "secret",
	} {
		r.post(properties, number("three", `"`+member+`":"`+wrong+`"`)).has(http.StatusBadRequest, member+` \"`+wrong+`\" is not one of `)
	}
	r.call(http.MethodPatch, properties+"/one", `{"numberDisplayHint":"loud"}`).has(http.StatusBadRequest, "is not one of currency, duration")
}
