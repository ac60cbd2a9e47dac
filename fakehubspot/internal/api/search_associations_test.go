package api_test

import (
	"net/http"
	"slices"
	"testing"
)

// A search finds the records that are associated with a record of another object type, whatever the others are called.
func TestSearchByAssociations(t *testing.T) {
	r := newRig(t, 0)
	r.with("companies", 15, 16)
	r.with("deals", 77, 78, 79)
	ties, deals, companies := r.Account().Associations, r.of("deals"), r.of("companies")
	for deal, company := range map[int64]int64{77: 15, 78: 15, 79: 16} {
		if err := ties.Add(deals.Ref(deal), companies.Ref(company)); err != nil {
			t.Fatal(err)
		}
	}
	found := func(filters string) []string {
		t.Helper()
		ids := decode[page](r.post("/crm/v3/objects/deals/search", `{"filters":[`+filters+`]}`).status(http.StatusOK)).ids()
		slices.Sort(ids)
		return ids
	}
	for filter, want := range map[string][]string{
		`{"propertyName":"associations.company","operator":"EQ","value":"15"}`:                                                                      {"77", "78"},
		`{"propertyName":"associations.companies","operator":"EQ","value":16}`:                                                                      {"79"},
		`{"propertyName":"associations.0-2","operator":"IN","values":["15","16"]}`:                                                                  {"77", "78", "79"},
		`{"propertyName":"associations.company","operator":"EQ","value":"77"}`:                                                                      {},
		`{"propertyName":"associations.contact","operator":"EQ","value":"15"}`:                                                                      {},
		`{"propertyName":"associations.company","operator":"EQ","value":"15"},{"propertyName":"hs_object_id","operator":"GT","value":"77"}`:         {"78"},
		`{"propertyName":"associations.company","operator":"EQ","value":"15"},{"propertyName":"associations.company","operator":"EQ","value":"16"}`: {},
	} {
		if got := found(filter); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
	const ofCompany = `{"propertyName":"associations.company","operator":"EQ","value":"15"}`
	deals.Archive(77)
	if got := found(ofCompany); !slices.Equal(got, []string{"78"}) {
		t.Errorf("with an archived deal: %v", got)
	}
	companies.Archive(15)
	if got := found(ofCompany); len(got) != 0 {
		t.Errorf("of an archived company: %v", got)
	}
	r.post(schemas, car).status(http.StatusCreated)
	for _, filter := range []string{
		`{"propertyName":"associations.company","operator":"GT","value":"15"}`, `{"propertyName":"associations.company","operator":"EQ"}`,
		`{"propertyName":"associations.company","operator":"EQ","value":"x"}`, `{"propertyName":"associations.company","operator":"IN","values":[]}`,
		`{"propertyName":"associations.llama","operator":"EQ","value":"1"}`, `{"propertyName":"associations.","operator":"EQ","value":"1"}`,
		`{"propertyName":"associations.p_car","operator":"EQ","value":"1"}`,
	} {
		r.post("/crm/v3/objects/deals/search", `{"filters":[`+filter+`]}`).status(http.StatusBadRequest)
	}
}
