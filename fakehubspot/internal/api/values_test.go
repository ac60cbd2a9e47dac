package api_test

import (
	"net/http"
	"testing"
)

// What is wrong with a value is said in HubSpot's words, with what would be right where HubSpot says it.
func TestWordsForWrongValues(t *testing.T) {
	r := newRig(t, 2)
	r.post(properties, `{"name":"shirt","label":"x","type":"enumeration","fieldType":"select","groupName":"contactinformation","options":[{"label":"S","value":"s"},{"label":"M","value":"m"}]}`).status(http.StatusCreated)
	r.post(properties, `{"name":"born","label":"x","type":"date","fieldType":"date","groupName":"contactinformation"}`).status(http.StatusCreated)
	for _, one := range []struct{ object, property, value, code, message string }{
		{"contacts", "born", "1635535865", "INVALID_DATE", "1635535865 is at 22:18:55.865 UTC, not midnight!"},
		{"contacts", "born", "2026-03-01T12:00:00Z", "INVALID_DATE", "2026-03-01T12:00:00Z is at 12:00:00.000 UTC, not midnight!"},
		{"contacts", "shirt", "xl", "INVALID_OPTION", "xl was not one of the allowed options: [s, m]"},
		{"contacts", "email", "x", "INVALID_EMAIL", "Email address x is invalid"},
		{"contacts", "hs_object_id", "7", "READ_ONLY_VALUE", `\"hs_object_id\" is a read only property; its value cannot be set.`},
		{"contacts", "nope", "7", "PROPERTY_DOESNT_EXIST", `Property \"nope\" does not exist`},
		{"deals", "deal_currency_code", "BRL", "INVALID_OPTION", `\"BRL\" is not a part of the current effective currency codes for portal 62515`},
		{"line_items", "hs_line_item_currency_code", "usd", "INVALID_OPTION", `\"usd\" is not a part of the current effective currency codes for portal 62515`},
		{"deals", "amount", "1,000", "INVALID_LONG", "1,000 was not a valid long."},
		{"deals", "amount", "1.000.000", "INVALID_LONG", "1.000.000 was not a valid long."},
	} {
		r.post("/crm/v3/objects/"+one.object, `{"properties":{"`+one.property+`":"`+one.value+`"}}`).has(http.StatusBadRequest,
			`"errors":[{"message":"`+one.message+`","code":"`+one.code+`","context":{"propertyName":["`+one.property+`"]}}]`)
	}
	r.post("/crm/v3/objects/deals", `{"properties":{"dealname":"x","deal_currency_code":"USD","amount":12.5}}`).has(http.StatusCreated,
		`"deal_currency_code":"USD"`, `"amount":"12.5"`)
}

// A property with a formula cannot be written, whatever it was before.
func TestCalculatedProperties(t *testing.T) {
	r := newRig(t, 2)
	r.post(properties, `{"name":"sum","label":"x","type":"number","fieldType":"calculation_equation","groupName":"contactinformation","calculationFormula":"1 + 1"}`).has(
		http.StatusCreated, `"calculated":true`, `"readOnlyValue":true`)
	r.post(properties, `{"name":"plain","label":"x","type":"number","fieldType":"number","groupName":"contactinformation"}`).has(
		http.StatusCreated, `"calculated":false`, `"readOnlyValue":false`)
	for _, step := range []struct {
		name   string
		status int
	}{{"sum", 400}, {"plain", 200}} {
		r.call(http.MethodPatch, contacts+"/51", `{"properties":{"`+step.name+`":"2"}}`).status(step.status)
	}
	r.call(http.MethodPatch, properties+"/plain", `{"fieldType":"calculation_equation","calculationFormula":"2"}`).has(http.StatusOK, `"readOnlyValue":true`)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"plain":"3"}}`).has(http.StatusBadRequest, "READ_ONLY_VALUE")
}
