package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// The validation rules of properties are set, read and enforced under both paths, by every way of writing.
func TestValidationRules(t *testing.T) {
	r := newRig(t, 0)
	const v3, dated = "/crm/v3/property-validations/contacts", "/crm/property-validations/2026-03/0-1"
	r.get(v3).is(http.StatusOK, `{"results":[]}`)
	r.get(v3+"/zip").is(http.StatusOK, `{"results":[]}`)
	r.call(http.MethodPut, dated+"/zip/rule-type/REGEX", `{"ruleArguments":["[0-9]{4}"]}`).status(http.StatusNoContent)
	r.call(http.MethodPut, v3+"/zip/rule-type/MAX_LENGTH", `{"ruleArguments":["9"]}`).status(http.StatusNoContent)
	r.call(http.MethodPut, v3+"/phone/rule-type/PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", `{"ruleArguments":[],"shouldApplyNormalization":true}`).status(http.StatusNoContent)
	const longest = `{"ruleType":"MAX_LENGTH","ruleArguments":["9"]}`
	const zip = `[` + longest + `,{"ruleType":"REGEX","ruleArguments":["[0-9]{4}"]}]`
	r.get(dated+"/zip").is(http.StatusOK, `{"results":`+zip+`}`)
	r.get(dated).is(http.StatusOK, `{"results":[{"propertyName":"phone","propertyValidationRules":[{"ruleType":"PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE","ruleArguments":[],"shouldApplyNormalization":true}]},`+
		`{"propertyName":"zip","propertyValidationRules":`+zip+`}]}`)
	r.get(v3+"/zip/rule-type/MAX_LENGTH").is(http.StatusOK, longest)

	const objects = "/crm/v3/objects/contacts"
	const broken = `"error\":\"VALIDATION_RULE_BROKEN\"`
	id := decode[object](r.post(objects, `{"properties":{"email":"a@x.no","zip":"0150","phone":"+47 22 22 22 22"}}`).status(http.StatusCreated)).ID
	r.get(objects+"/"+id+"?properties=phone").has(http.StatusOK, `"phone":"+4722222222"`)
	r.post(objects, `{"properties":{"zip":"N-0150 Oslo"}}`).has(http.StatusBadRequest, broken, `"code":"VALIDATION_RULE_BROKEN"`,
		`does not meet the validation rule REGEX: [[0-9]{4}]`, `does not meet the validation rule MAX_LENGTH: [9]`)
	r.call(http.MethodPatch, objects+"/"+id, `{"properties":{"phone":"22222222"}}`).has(http.StatusBadRequest, broken)
	r.post(objects+"/batch/update", `{"inputs":[{"id":"`+id+`","properties":{"zip":"1"}}]}`).has(http.StatusBadRequest, broken)
	r.post(objects+"/batch/upsert", `{"inputs":[{"id":"b@x.no","idProperty":"email","objectWriteTraceId":"1","properties":{"zip":"1"}},{"id":"c@x.no","idProperty":"email","objectWriteTraceId":"2","properties":{"zip":"0151"}}]}`).
		has(http.StatusMultiStatus, "VALIDATION_RULE_BROKEN", `"numErrors":1`, `"email":"c@x.no"`)
	r.call(http.MethodPatch, objects+"/"+id, `{"properties":{"zip":"","phone":""}}`).status(http.StatusOK)
	r.post("/crm/v3/objects/companies", `{"properties":{"name":"x","zip":"N-0150 Oslo"}}`).status(http.StatusCreated)
}

func TestValidationRulesThatCannotBe(t *testing.T) {
	r := newRig(t, 0)
	const rules = "/crm/v3/property-validations/contacts"
	put := func(path, body string) answer { return r.call(http.MethodPut, rules+path, body) }
	put("/zip/rule-type/MAX_LENGTH", `{}`).has(http.StatusBadRequest, "Some required fields were not set: [ruleArguments]")
	put("/zip/rule-type/MAX_LENGTH", `{"ruleArguments":["x"]}`).has(http.StatusBadRequest, "Validation rule MAX_LENGTH does not take the arguments [x]", "VALIDATION_ERROR")
	put("/zip/rule-type/LENGTH", `{"ruleArguments":["1"]}`).has(http.StatusBadRequest, "is not one of AFTER_DATETIME_DURATION, ")
	put("/nothing/rule-type/MAX_LENGTH", `{"ruleArguments":["1"]}`).has(http.StatusNotFound, "does not exist")
	r.get(rules+"/nothing").has(http.StatusNotFound, "does not exist")
	r.get(rules+"/zip/rule-type/MAX_LENGTH").has(http.StatusNotFound, "has no validation rule", "OBJECT_NOT_FOUND")
	if got := r.get("/crm/property-validations/2020-01/contacts"); got.Status != http.StatusNotFound || strings.Contains(got.Body, "results") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}
