package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
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
func TestPropertiesWithAFormulaAreReadOnly(t *testing.T) {
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

// With the option, what is read back is the normal form of what was sent, and sending it back is a write of equal values.
func TestNormalizedValues(t *testing.T) {
	r := newRig(t, 2, func(c *hub.Config) { c.Quirks.NormalizesValues = true })
	r.post(properties, `{"name":"shirt","label":"x","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation","options":[{"label":"S","value":"s"},{"label":"M","value":"m"},{"label":"L","value":"l"}]}`).status(http.StatusCreated)
	r.post(contacts+"/batch/update", `{"inputs":[{"id":"51","properties":{"phone":"+47 (22) 33-44","hs_latitude":"059.50","shirt":"l;s"}}]}`).has(http.StatusOK,
		`"phone":"+47223344"`, `"hs_latitude":"59.5"`, `"shirt":"s;l"`)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"shirt":";m"}}`).has(http.StatusOK, `"shirt":"s;m;l"`)
	r.Clock.Advance(time.Minute)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"phone":"+4722 3344","shirt":"m;l;s","hs_latitude":59.5}}`).has(http.StatusOK, `"updatedAt":"2026-03-01T12:00:00.000Z"`)
	r.post("/crm/v3/objects/companies", `{"properties":{"domain":"HTTPS://www.Example.com/x","phone":"none"}}`).has(http.StatusCreated, `"domain":"example.com"`, `"phone":"none"`)
}

// With the option, giving a record the values that it has moves its time of change, its history does not grow.
func TestEqualWritesCanModify(t *testing.T) {
	r := newRig(t, 2, func(c *hub.Config) { c.Quirks.EqualWritesModify = true })
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"city":"Oslo"}}`).status(http.StatusOK)
	for i, write := range []func() answer{
		func() answer { return r.call(http.MethodPatch, contacts+"/51", `{"properties":{"city":"Oslo"}}`) },
		func() answer {
			return r.post(contacts+"/batch/update", `{"inputs":[{"id":"51","properties":{"city":"Oslo"}}]}`)
		},
		func() answer {
			return r.post(contacts+"/batch/upsert", `{"inputs":[{"id":"bh@hubspot.com","idProperty":"email","properties":{"city":"Oslo"}}]}`)
		},
	} {
		later := r.Clock.Advance(time.Minute).Format("2006-01-02T15:04:05.000Z")
		write().has(http.StatusOK, `"updatedAt":"`+later+`"`)
		if found := r.search(`{"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":"` + later + `"}]}`); found.Total != 1 {
			t.Errorf("write %d: the search found %d", i, found.Total)
		}
		r.post(contacts+"/batch/update", `{"inputs":[{"id":"1","properties":{}}]}`).has(http.StatusOK, `"id":"1"`)
		if found := r.search(`{"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":"` + later + `"}]}`); found.Total != 1 {
			t.Errorf("write %d: a write of nothing moved a time", i)
		}
	}
	if one := decode[object](r.get(contacts + "/51?propertiesWithHistory=city")); len(one.History["city"]) != 2 {
		t.Errorf("history %v", one.History["city"])
	}
}

// The index gets the writes of batches as late as all others, while what only one record can have is known at once.
func TestBatchesAreFoundLateByTheSearch(t *testing.T) {
	r := newRig(t, 2, func(c *hub.Config) { c.Lag.Delay = 30 * time.Second })
	r.post(properties, `{"name":"crew_id","label":"x","type":"string","fieldType":"text","groupName":"contactinformation","hasUniqueValue":true}`).status(http.StatusCreated)
	r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"a@x.no","city":"Late"}}]}`).status(http.StatusCreated)
	r.post(contacts+"/batch/upsert", `{"inputs":[{"id":"7","idProperty":"crew_id","properties":{"firstname":"b","city":"Late"}}]}`).status(http.StatusOK)
	r.post(contacts+"/batch/update", `{"inputs":[{"id":"51","properties":{"city":"Late"}}]}`).status(http.StatusOK)
	late := `{"filters":[{"propertyName":"city","operator":"EQ","value":"Late"}]}`
	if found := r.search(late); found.Total != 0 {
		t.Errorf("found at once: %v", found.ids())
	}
	r.get(contacts + "/7?idProperty=crew_id").status(http.StatusOK)
	r.get(contacts + "/a@x.no?idProperty=email").status(http.StatusOK)
	for property, value := range map[string]string{"crew_id": "7", "email": "a@x.no"} {
		r.post(contacts+"/batch/read", `{"idProperty":"`+property+`","inputs":[{"id":"`+value+`"}]}`).status(http.StatusOK)
	}
	r.Clock.Advance(30 * time.Second)
	if found := r.search(late); found.Total != 3 {
		t.Errorf("found in the end: %v", found.ids())
	}
}

// TestStagesCanGoForwardOnly holds that an app that wants a stage to go back is told nothing, and that a cleared one takes any.
func TestStagesCanGoForwardOnly(t *testing.T) {
	r := newRig(t, 2, func(c *hub.Config) { c.Quirks.StagesGoForward = true })
	create := func(objects, properties string) string {
		return objects + "/" + decode[object](r.post(objects, `{"properties":{`+properties+`,"lifecyclestage":"opportunity"}}`).status(http.StatusCreated)).ID
	}
	for _, path := range []string{create(contacts, `"email":"a@x.no"`), create("/crm/v3/objects/companies", `"name":"X"`)} {
		for _, step := range []struct{ to, want string }{
			{"customer", "customer"}, {"lead", "customer"}, {"customer", "customer"}, {"", "null"}, {"lead", "lead"}, {"other", "other"},
		} {
			want := `"lifecyclestage":"` + step.want + `"`
			if step.want == "null" {
				want = `"lifecyclestage":null`
			}
			r.call(http.MethodPatch, path, `{"properties":{"city":"Oslo","lifecyclestage":"`+step.to+`"}}`).status(http.StatusOK)
			r.get(path+"?properties=lifecyclestage,city").has(http.StatusOK, want)
		}
		r.call(http.MethodPatch, path, `{"properties":{"city":"Bergen","lifecyclestage":"lead"}}`).has(http.StatusOK, `"lifecyclestage":"other"`)
	}
}
