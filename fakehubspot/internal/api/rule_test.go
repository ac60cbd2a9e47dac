package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// What administrators require binds every write of 2026-09 and later, and none before.
func TestRulesOfAdministrators(t *testing.T) {
	rule, err := api.ParseRule("deal.dealtype=newbusiness:closed_won_reason")
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, 1, func(c *hub.Config) { c.Rules = []api.Rule{rule} })
	const bound, free = "/crm/objects/2026-09/deals", "/crm/v3/objects/deals"
	create, update := `{"properties":{"dealname":"x","dealtype":"newbusiness"}}`, `{"properties":{"dealtype":"newbusiness"}}`
	said := func(verb string) string {
		return `{"status":"error","message":"Error ` + verb + ` DEAL. Some required properties were not set.","correlationId":"ID","context":{"properties":["closed_won_reason"]},"category":"VALIDATION_ERROR"}`
	}
	r.post(bound, create).is(http.StatusBadRequest, said("creating"))
	r.post("/crm/objects/2026-09-beta/deals", create).is(http.StatusBadRequest, said("creating"))
	r.post("/crm/objects/2026-03/deals", create).status(http.StatusCreated)
	id := decode[object](r.post(bound, `{"properties":{"dealname":"y"}}`).status(http.StatusCreated)).ID
	other := decode[object](r.post(free, `{"properties":{"dealname":"z"}}`).status(http.StatusCreated)).ID
	r.call(http.MethodPatch, bound+"/"+id, update).is(http.StatusBadRequest, said("updating"))
	both := `{"inputs":[{"id":"` + other + `","properties":{"amount":"1"}},{"id":"` + id + `","properties":{"dealtype":"newbusiness"}}]}`
	r.post(bound+"/batch/update", both).is(http.StatusBadRequest, said("updating"))
	r.post(bound+"/batch/create", `{"inputs":[`+create+`]}`).is(http.StatusBadRequest, said("creating"))
	traced := strings.Replace(create, `{`, `{"objectWriteTraceId":"a",`, 1)
	r.post(bound+"/batch/create", `{"inputs":[`+traced+`,{"objectWriteTraceId":"b","properties":{"dealname":"w"}}]}`).has(http.StatusMultiStatus,
		`"numErrors":1`, `"context":{"objectWriteTraceId":["a"]}`, `"dealname":"w"`)
	if got := r.get(free + "/" + other + "?properties=amount").Body; strings.Contains(got, `"amount":"1"`) {
		t.Errorf("a refused batch wrote: %s", got)
	}
	r.call(http.MethodPatch, bound+"/"+id, `{"properties":{"dealtype":"newbusiness","closed_won_reason":"price"}}`).status(http.StatusOK)
	r.call(http.MethodPatch, bound+"/"+id, `{"properties":{"amount":"2"}}`).status(http.StatusOK)
	r.call(http.MethodPatch, bound+"/"+id, `{"properties":{"closed_won_reason":""}}`).is(http.StatusBadRequest, said("updating"))
	r.call(http.MethodPatch, free+"/"+id, `{"properties":{"closed_won_reason":""}}`).status(http.StatusOK)
	r.call(http.MethodPatch, bound+"/"+id, `{"properties":{"dealtype":"existingbusiness"}}`).status(http.StatusOK)
	r.post("/crm/objects/2026-09/contacts", `{"properties":{"email":"a@x.no"}}`).status(http.StatusCreated)
}

func TestRulesThatCannotBe(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "must be such as deals.dealstage=closedlost:closed_lost_reason",
		"deals.dealtype:amount":          "must be such as",
		"deals.dealtype=:amount":         "must be such as",
		"llamas.name=x:amount":           `object type "llamas" is unknown`,
		"deals.nope=x:amount":            `deals have no property "nope"`,
		"deals.dealtype=newbusiness:":    `deals have no property ""`,
		"0-3.dealtype=newbusiness:hello": `deals have no property "hello"`,
	} {
		if _, err := api.ParseRule(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", text, err, want)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add("deals.dealstage=closedlost:closed_lost_reason")
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := api.ParseRule(text)
		if err != nil {
			return
		}
		if again, err := api.ParseRule(rule.Object + "." + rule.Property + "=" + rule.Value + ":" + rule.Required); err != nil || again != rule {
			t.Errorf("%q is %+v, which is %+v (%v)", text, rule, again, err)
		}
	})
}
