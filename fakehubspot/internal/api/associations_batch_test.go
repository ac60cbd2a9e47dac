package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const (
	stamps  = `"startedAt":"2026-03-01T12:00:00.000Z","completedAt":"2026-03-01T12:00:00.000Z"`
	batchV4 = "/crm/v4/associations/contacts/companies/batch"
)

func TestBatchReadOfAssociations(t *testing.T) {
	r := tied(t)
	none := func(id string) string {
		return `{"status":"error","category":"OBJECT_NOT_FOUND","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND",` +
			`"message":"No company is associated with contact ` + id + `.","context":{"fromObjectId":["` + id + `"],"fromObjectType":["contact"],"toObjectType":["company"]}}`
	}
	body := `{"inputs":[{"id":"1"},{"id":"51"},{"id":"9"},{"id":"x"}]}`
	missing := `,` + stamps + `,"numErrors":3,"errors":[` + none("51") + `,` + none("9") + `,` + none("x") + `]}`
	v4 := `{"status":"COMPLETE","results":[{"from":{"id":"1"},"to":[{"toObjectId":15,` + primary15 + `},{"toObjectId":16,` + plain16 + `}]}]` + missing
	r.post(batchV4+"/read", body).is(http.StatusMultiStatus, v4)
	texts := strings.NewReplacer(`:15,`, `:"15",`, `:16,`, `:"16",`).Replace(v4)
	for version, want := range map[string]struct {
		status int
		body   string
	}{"2025-09": {207, v4}, "2026-03": {207, v4}, "2026-09-beta": {207, texts}, "2026-09": {200, texts}} {
		r.post("/crm/associations/"+version+"/contacts/companies/batch/read", body).is(want.status, want.body)
	}
	r.post("/crm/v3/associations/contacts/companies/batch/read", body).is(http.StatusMultiStatus, `{"status":"COMPLETE","results":[{"from":{"id":"1"},"to":[`+
		`{"id":"15","type":"contact_to_company"},{"id":"15","type":"contact_to_company_unlabeled"},{"id":"16","type":"contact_to_company_unlabeled"}]}]`+missing)
	r.post(batchV4+"/read", `{"inputs":[{"id":"1"}]}`).status(http.StatusOK)
	r.post(batchV4+"/read", `{}`).is(http.StatusOK, `{"status":"COMPLETE","results":[],`+stamps+`}`)
	r.post(batchV4+"/read", `{"inputs":[{}]}`).has(http.StatusBadRequest, "Some required fields were not set: [id]")
	many := strings.Repeat(`{"id":"1"},`, 1_000)
	r.post(batchV4+"/read", `{"inputs":[`+strings.TrimSuffix(many, ",")+`]}`).status(http.StatusOK)
	r.post(batchV4+"/read", `{"inputs":[`+many+`{"id":"1"}]}`).has(http.StatusBadRequest, "The maximum number of inputs supported in a batch request is 1000")
}

// Each record of a batch goes on by its own cursor; v3 passes over it and begins again.
func TestBatchReadHasPages(t *testing.T) {
	r := tied(t, pages(1))
	next := `,"paging":{"next":{"after":"MC0yLTE2","link":"http://example.com%s/contacts/1/associations/companies?after=MC0yLTE2"}}}],` + stamps + `}`
	first := `{"status":"COMPLETE","results":[{"from":{"id":"1"},"to":[{"toObjectId":15,` + primary15 + `}]`
	r.post(batchV4+"/read", `{"inputs":[{"id":"1"}]}`).is(http.StatusOK, first+fmt.Sprintf(next, "/crm/v4/objects"))
	r.post("/crm/associations/2026-03/contacts/companies/batch/read", `{"inputs":[{"id":"1"}]}`).has(http.StatusOK, fmt.Sprintf(next, "/crm/objects/2026-03"))
	r.post(batchV4+"/read", `{"inputs":[{"id":"1","after":"MC0yLTE2"}]}`).is(http.StatusOK,
		`{"status":"COMPLETE","results":[{"from":{"id":"1"},"to":[{"toObjectId":16,`+plain16+`}]}],`+stamps+`}`)
	r.post(batchV4+"/read", `{"inputs":[{"id":"1","after":"MC0yLTE3"}]}`).is(http.StatusOK,
		`{"status":"COMPLETE","results":[{"from":{"id":"1"},"to":[]}],`+stamps+`}`)
	r.post(batchV4+"/read", `{"inputs":[{"id":"1","after":"?"}]}`).has(http.StatusBadRequest, "is not a cursor of this endpoint")
	const v3 = "/crm/v3/associations/contacts/companies/batch/read"
	again := r.post(v3, `{"inputs":[{"id":"1"}]}`).has(http.StatusOK, `"after":"MC0yLTE2"`).Body
	r.post(v3, `{"inputs":[{"id":"1","after":"MC0yLTE2"}]}`).is(http.StatusOK, again)
}

func TestBatchesThatAssociate(t *testing.T) {
	r := tied(t)
	created := func(from, to int, labels string) string {
		return fmt.Sprintf(`{"fromObjectTypeId":"0-1","fromObjectId":%d,"toObjectTypeId":"0-2","toObjectId":%d,"labels":[%s]}`, from, to, labels)
	}
	failed := func(from, to, message, sub string) string {
		return `{"status":"error","category":"VALIDATION_ERROR",` + sub + `"message":"` + message + `","context":{"fromObjectId":["` + from + `"],"toObjectId":["` + to + `"]}}`
	}
	input := func(from, to string, types string) string {
		return `{"from":{"id":"` + from + `"},"to":{"id":"` + to + `"},"types":[` + types + `]}`
	}
	const primary = `{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}`
	r.post(batchV4+"/create", `{"inputs":[`+input("51", "15", primary)+`,`+input("51", "16", `{"associationTypeId":279}`)+`]}`).is(http.StatusCreated,
		`{"status":"COMPLETE","results":[`+created(51, 15, `"Primary"`)+`,`+created(51, 16, "")+`],`+stamps+`}`)
	invalid := `"subCategory":"crm.associations.INVALID_IDENTIFIER",`
	r.post(batchV4+"/create", `{"inputs":[`+input("51", "17", primary)+`,`+input("51", "99", primary)+`,`+input("x", "15", primary)+`]}`).is(http.StatusMultiStatus,
		`{"status":"COMPLETE","results":[`+created(51, 17, `"Primary"`)+`],`+stamps+`,"numErrors":2,"errors":[`+
			failed("51", "99", "99 is not a valid ID", invalid)+`,`+failed("x", "15", "x is not a valid ID", invalid)+`]}`)
	r.post("/crm/v4/associations/contacts/contacts/batch/create", `{"inputs":[`+input("51", "51", `{"associationTypeId":449}`)+`]}`).is(http.StatusMultiStatus,
		`{"status":"COMPLETE","results":[],`+stamps+`,"numErrors":1,"errors":[`+failed("51", "51", "Object 51 cannot be associated to itself (51)", "")+`]}`)
	r.get("/crm/v4/objects/contacts/51/associations/companies").is(http.StatusOK, `{"results":[{"toObjectId":15,`+plain16+`},{"toObjectId":16,`+plain16+`},{"toObjectId":17,`+primary15+`}]}`)
	again := created(51, 16, "")
	texts := strings.NewReplacer(":51,", `:"51",`, ":16,", `:"16",`).Replace(again)
	for version, want := range map[string]struct {
		status int
		pair   string
	}{"2026-03": {201, again}, "2026-09": {200, texts}} {
		r.post("/crm/associations/"+version+"/contacts/companies/batch/create", `{"inputs":[`+input("51", "16", `{"associationTypeId":279}`)+`]}`).is(want.status,
			`{"status":"COMPLETE","results":[`+want.pair+`],`+stamps+`}`)
	}
	for body, want := range map[string]string{
		input("51", "16", `{"associationTypeId":280}`): `"INVALID_ASSOCIATION_TYPE_ID":["HUBSPOT_DEFINED=280 is not a valid association definition id"]`,
		input("51", "16", ""):                          `Some required fields were not set: [types]`,
		input("51", "", primary):                       `Some required fields were not set: [id]`,
	} {
		r.post(batchV4+"/create", `{"inputs":[`+body+`]}`).has(http.StatusBadRequest, want)
	}
	r.post("/crm/v4/associations/contacts/products/batch/create", `{"inputs":[`+input("51", "7", primary)+`]}`).has(http.StatusBadRequest,
		"Objects of type 0-1 cannot be associated with objects of type 0-7")
}

func TestBatchesOfDefaultAssociations(t *testing.T) {
	r := tied(t)
	r.post(batchV4+"/associate/default", `{"inputs":[{"from":{"id":"51"},"to":{"id":"17"}}]}`).is(http.StatusOK, `{"status":"COMPLETE","results":[`+
		`{"associationSpec":{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279},"from":{"id":"51"},"to":{"id":"17"}},`+
		`{"associationSpec":{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":280},"from":{"id":"17"},"to":{"id":"51"}}],`+stamps+`}`)
	r.post(batchV4+"/associate/default", `{"inputs":[{"from":{"id":"1"},"to":{"id":"15"}}]}`).status(http.StatusOK)
	r.get("/crm/v4/objects/contacts/1/associations/companies").has(http.StatusOK, `"toObjectId":15,`+primary15)
}

func TestBatchesThatTakeAssociationsAway(t *testing.T) {
	r := tied(t)
	types := func(id string) string {
		return `{"inputs":[{"from":{"id":"1"},"to":{"id":"15"},"types":[{"associationTypeId":` + id + `}]}]}`
	}
	r.post(batchV4+"/labels/archive", types("1")).is(http.StatusNoContent, "")
	r.get("/crm/v4/objects/contacts/1/associations/companies").is(http.StatusOK, `{"results":[{"toObjectId":15,`+plain16+`},{"toObjectId":16,`+plain16+`}]}`)
	r.post("/crm/associations/2026-03/contacts/companies/batch/labels/archive", types("279")).is(http.StatusOK, `{"status":"COMPLETE","results":[],`+stamps+`}`)
	r.get("/crm/v4/objects/contacts/1/associations/companies").is(http.StatusOK, `{"results":[{"toObjectId":16,`+plain16+`}]}`)
	r.post(batchV4+"/archive", `{"inputs":[{"from":{"id":"1"},"to":[{"id":"16"},{"id":"17"},{"id":"99"}]}]}`).is(http.StatusNoContent, "")
	r.get("/crm/v4/objects/contacts/1/associations/companies").is(http.StatusOK, `{"results":[]}`)
	r.post("/crm/associations/2026-09/contacts/companies/batch/archive", `{"inputs":[{"from":{"id":"1"},"to":[{"id":"16"}]}]}`).is(http.StatusOK, `{"status":"COMPLETE","results":[],`+stamps+`}`)
	var many strings.Builder
	for i := range 100 {
		fmt.Fprintf(&many, `{"from":{"id":"%d"},"to":[{"id":"15"}]},{"from":{"id":"%d"},"to":[{"id":"16"}]},`, i+1, i+1)
	}
	r.post(batchV4+"/archive", `{"inputs":[`+strings.TrimSuffix(many.String(), ",")+`]}`).status(http.StatusNoContent)
	r.post(batchV4+"/archive", `{"inputs":[`+many.String()+`{"from":{"id":"101"},"to":[{"id":"15"}]}]}`).has(http.StatusBadRequest, "in a batch request is 100")
}
