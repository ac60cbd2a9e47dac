package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestOneTextMeansTheSameEverywhere sends what JSON parsers read in different ways to every kind of endpoint.
func TestOneTextMeansTheSameEverywhere(t *testing.T) {
	for name, one := range map[string]struct{ written, want string }{
		"half a surrogate pair": {`"x\ud800y"`, "x\uFFFDy"},
		"its other half":        {`"x\udc00y"`, "x\uFFFDy"},
		"invalid UTF-8":         {"\"x\xffy\"", "x\uFFFDy"},
		"a duplicate member":    {`"first","city":"last"`, "last"},
		"a number":              {`1.50`, "1.50"},
		"a boolean":             {`true`, "true"},
	} {
		for _, mark := range []string{"", "\uFEFF"} {
			r := newRig(t, 2)
			single := decode[object](r.post(contacts, mark+`{"properties":{"firstname":"x","city":`+one.written+`}}`).status(http.StatusCreated)).ID
			batch := decode[page](r.post(contacts+"/batch/create", mark+`{"inputs":[{"properties":{"firstname":"x","city":`+one.written+`}}]}`).status(http.StatusCreated))
			updated := decode[object](r.call(http.MethodPatch, contacts+"/51", mark+`{"properties":{"city":`+one.written+`}}`).status(http.StatusOK))
			upserted := decode[page](r.post(contacts+"/batch/upsert", mark+`{"inputs":[{"id":"n@x.no","idProperty":"email","properties":{"city":`+one.written+`}}]}`))
			for where, id := range map[string]string{"create": single, "batch create": batch.Results[0].ID, "update": updated.ID, "upsert": upserted.Results[0].ID} {
				if got := *decode[object](r.get(contacts + "/" + id + "?properties=city")).Properties["city"]; got != one.want {
					t.Errorf("%s, %s: %q, want %q", name, where, got, one.want)
				}
			}
			value := strings.Replace(one.written, `"city"`, `"value"`, 1)
			if found := r.search(mark + `{"filters":[{"propertyName":"city","operator":"EQ","value":` + value + `}]}`); found.Total != 4 {
				t.Errorf("%s: the search found %d contacts, want 4", name, found.Total)
			}
		}
	}
}

// TestScalarsAreTaken holds that HubSpot's parser takes any scalar where it wants a string.
func TestScalarsAreTaken(t *testing.T) {
	r := newRig(t, 3)
	r.post(contacts+"/batch/read", `{"inputs":[{"id":51}],"properties":["city"],"idProperty":null}`).has(http.StatusOK, `"id":"51"`)
	r.post(contacts+"/batch/update", `{"inputs":[{"id":51,"idProperty":null,"objectWriteTraceId":1,"properties":{"city":7}}]}`).has(http.StatusOK, `"city":"7"`)
	r.post(contacts+"/batch/archive", `{"inputs":[{"id":51}]}`).status(http.StatusNoContent)
	r.post(contacts+"/gdpr-delete", `{"objectId":1}`).status(http.StatusNoContent)
}

// TestErrorsNameNoneOfOurTypes holds that no answer shows what the fake is made of.
func TestErrorsNameNoneOfOurTypes(t *testing.T) {
	r := newRig(t, 2)
	properties := "/crm/v3/properties/contacts"
	for _, target := range []string{
		contacts, contacts + "/search", contacts + "/batch/read", contacts + "/batch/create", contacts + "/batch/update", contacts + "/batch/upsert",
		contacts + "/batch/archive", contacts + "/merge", contacts + "/gdpr-delete", properties, properties + "/batch/read",
		properties + "/batch/create", properties + "/batch/archive", properties + "/groups",
	} {
		for _, body := range []string{
			`[]`, `"x"`, `7`, `{`, `{]`, `{"a"}`, `nope`, `{"a":tru}`, `{"a":"` + "\x01" + `"}`, `{"a":01}`, `{"a":1}}`, "\x00",
			`{"inputs":{}}`, `{"inputs":"x"}`, `{"inputs":[1]}`, `{"inputs":[[]]}`, `{"inputs":[{"id":[]}]}`, `{"inputs":[{"id":{}}]}`,
			`{"inputs":[{"id":"1","properties":[]}]}`, `{"inputs":[{"id":"1","properties":"x"}]}`, `{"inputs":[{"name":[]}]}`,
			`{"inputs":[{"associations":{}}]}`, `{"inputs":[{"associations":[{"to":[]}]}]}`, `{"inputs":[{"associations":[{"types":[{"associationTypeId":"x"}]}]}]}`,
			`{"properties":[],"filters":{}}`, `{"properties":{"city":[]},"sorts":{}}`, `{"associations":"x","limit":"x"}`, `{"archived":"x"}`,
			`{"name":[],"objectId":[],"primaryObjectId":{}}`, `{"displayOrder":1.5}`, `{"displayOrder":1e99}`, `{"options":{}}`, `{"hidden":"x"}`, `{"hasUniqueValue":1}`,
			`{"inputs":[{"options":[1]}]}`, strings.Repeat(`[`, 2_000), strings.Repeat(`{"a":`, 2_000),
		} {
			a := r.post(target, body)
			if a.Status == http.StatusInternalServerError {
				t.Errorf("%s %.80s: %d %s", target, body, a.Status, a.Body)
			}
			for _, ours := range []string{
				"search.", "api.", "store.", "schema.", "jsontext", "json:", "strconv", "struct", "[]string", "Go ", "unmarshal", "goType", "%!", "EOF", "int64",
			} {
				if strings.Contains(a.Body, ours) {
					t.Errorf("%s %.80s: the answer says %q: %s", target, body, ours, a.Body)
				}
			}
		}
	}
}

func TestUnreadableBodiesByteForByte(t *testing.T) {
	r := newRig(t, 1)
	for _, one := range []struct {
		body   string
		column int
		detail string
	}{
		{`{"properties":[]}`, 15, "Cannot deserialize value of type `java.util.LinkedHashMap` from Array value (token `JsonToken.START_ARRAY`)"},
		{`{"properties":{"city":{}}}`, 15, "Cannot deserialize value of type `java.lang.String` of property \\\"city\\\" from an array or object"},
		{`{"properties":{"city":"x"`, 26, "Unexpected end-of-input"},
		{`{"properties":x}`, 15, "Unexpected character ('x' (code 120))"},
		{`{"properties":{},}`, 17, "Unexpected character (',' (code 44))"},
		{strings.Repeat(`{"a":`, 1_001), 5_001, "Document nesting depth (1001) exceeds the maximum allowed (1000)"},
	} {
		r.post(contacts, one.body).is(http.StatusBadRequest, strings.TrimPrefix(unreadable(one.column, one.detail), "400 "))
	}
}

// FuzzBodies holds that no body whatever makes an endpoint fail, or an answer that is no JSON.
func FuzzBodies(f *testing.F) {
	for _, body := range []string{
		`{"properties":{"email":"a@x.no","city":1}}`, `{"filterGroups":[{"filters":[{"propertyName":"city","operator":"EQ","value":"x"}]}],"sorts":["-createdate"]}`,
		`{"inputs":[{"id":"51","idProperty":"email","properties":{"city":";a"},"objectWriteTraceId":"t"}]}`, `{"primaryObjectId":"1","objectIdToMerge":51}`,
		`{"name":"x","label":"x","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation","options":[{"label":"a","value":"a"}]}`,
		"\uFEFF[\"\\ud800\xff", `{"limit":"5","after":null,"filters":[{"operator":"IN","propertyName":"email","values":[1]}]}`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := newRig(t, 3)
		r.free = true // what is created here can have any name and value
		for _, target := range []string{
			contacts, contacts + "/search", contacts + "/batch/read", contacts + "/batch/create", contacts + "/batch/update", contacts + "/batch/upsert",
			contacts + "/merge", contacts + "/gdpr-delete", properties, properties + "/batch/create", properties + "/batch/read",
		} {
			got := r.post(target, body)
			if got.Status >= http.StatusInternalServerError {
				t.Fatalf("%s: %d %s", target, got.Status, got.Body)
			}
			if got.Status != http.StatusNoContent && got.Status != http.StatusUnsupportedMediaType {
				decode[map[string]any](got)
			}
		}
		decode[page](r.get(contacts).status(http.StatusOK))
	})
}
