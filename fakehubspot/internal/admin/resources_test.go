package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

func TestFaultsAreResources(t *testing.T) {
	r := newRig(t)
	const f1 = `{"name":"f1","kind":"status","match":{"method":"GET","path":"/crm/*","nth":3},"count":1,"probability":1,"status":500,"seen":0,"struck":0}`
	if got := r.ask(`POST /faults {"kind":"status","status":500,"count":1,"match":{"method":"GET","path":"/crm/*","nth":3}}`, http.StatusCreated); got != f1 {
		t.Errorf("added %s", got)
	}
	r.ask(`POST /faults {"name":"f1","kind":"html"}`, http.StatusConflict)
	r.ask(`POST /faults {"kind":"bang"}`, http.StatusBadRequest)
	r.ask(`POST /faults`, http.StatusBadRequest)
	if got := r.ask(`GET /faults`, http.StatusOK); !strings.Contains(got, `"faults":[`+f1+`]`) || !strings.Contains(got, `"kinds":["cut",`) {
		t.Errorf("listed %s", got)
	}
	if got := r.ask(`GET /faults/f1`, http.StatusOK); got != f1 {
		t.Errorf("got %s", got)
	}
	if got := r.ask(`PATCH /faults/f1 {"status":503}`, http.StatusOK); !strings.Contains(got, `"count":1,"probability":1,"status":503`) {
		t.Errorf("patched %s", got)
	}
	r.ask(`PATCH /faults/f1 {"status":1}`, http.StatusBadRequest)
	for _, request := range []string{`GET /faults/f2`, `PATCH /faults/f2 {}`, `DELETE /faults/f2`} {
		r.ask(request, http.StatusNotFound)
	}
	r.ask(`DELETE /faults/f1`, http.StatusNoContent)
	r.ask(`GET /faults/f1`, http.StatusNotFound)
	r.ask(`POST /faults {"kind":"html"}`, http.StatusCreated)
	r.ask(`DELETE /faults`, http.StatusNoContent)
	if got := r.Faults().List(); len(got) != 0 {
		t.Errorf("left %v", got)
	}
}

func TestLimits(t *testing.T) {
	r := newRig(t)
	if got := r.ask(`GET /limits`, http.StatusOK); !strings.Contains(got, `"plan":"off"`) || !strings.Contains(got, `"name":"enterprise+2"`) {
		t.Errorf("at the start %s", got)
	}
	got := r.ask(`PUT /limits {"plan":"professional","search":3,"retryAfter":true}`, http.StatusOK)
	if !strings.Contains(got, `"limits":{"name":"professional","tenSecondly":190,"daily":625000,"search":3}`) {
		t.Errorf("put %s", got)
	}
	for _, wrong := range []string{`{"plan":"gold"}`, `{"plan":"free","dialy":3}`, `{"plan":"free"}{}`, `[]`, ``} {
		r.ask(`PUT /limits `+wrong, http.StatusBadRequest)
	}
	if usage := r.Limits().Usage(); usage.Plan != "professional" || !usage.RetryAfter {
		t.Errorf("a refused body changed the limits: %+v", usage)
	}
}

func TestRequests(t *testing.T) {
	r := newRig(t)
	r.visit(http.MethodGet, "/crm/v3/objects/contacts?limit=5")
	r.visit(http.MethodPost, "/crm/v3/objects/contacts/search")
	if got := r.ask(`GET /requests?method=GET&path=/crm/*&query=limit%3D5&status=404`, http.StatusOK); !strings.HasPrefix(got, `{"dropped":0,"requests":[{"seq":1,"time":"2026-01-01T00:00:00Z","method":"GET","path":"/crm/v3/objects/contacts","query":"limit=5","status":404,"body":"","durationMs":`) {
		t.Errorf("found %s", got)
	}
	for query, want := range map[string]string{"": "2", "?status=404": "2", "?method=DELETE": "0", "?path=/crm/v3/objects/contacts/search": "1"} {
		if got := r.ask(`GET /requests/count`+query, http.StatusOK); got != `{"count":`+want+`,"dropped":0}` {
			t.Errorf("count%s: %s", query, got)
		}
	}
	if got := r.ask(`GET /requests/near-misses?method=PATCH&path=/crm/v3/objects/contacts/search`, http.StatusOK); !strings.Contains(got, `"nearMisses":[{"request":{"seq":2,`) || !strings.Contains(got, `method is POST, wanted PATCH`) {
		t.Errorf("near misses %s", got)
	}
	for query, want := range map[string]string{"?order=newest&limit=1": `"seq":2`, "?limit=1": `"seq":1`, "?after=1": `"seq":2`, "?before=2": `"seq":1`, "?text=search": `"seq":2`, "?status=4xx&limit=1": `"seq":1`} {
		if got := r.ask(`GET /requests`+query, http.StatusOK); !strings.HasPrefix(got, `{"dropped":0,"requests":[{`+want) || strings.Count(got, `"seq"`) != 1 {
			t.Errorf("requests%s: %s", query, got)
		}
	}
	if got := r.ask(`GET /requests?fault=f1`, http.StatusOK); got != `{"dropped":0,"requests":[]}` {
		t.Errorf("struck by a fault: %s", got)
	}
	if got := r.ask(`GET /requests/2`, http.StatusOK); !strings.HasPrefix(got, `{"seq":2,`) || !strings.Contains(got, `"answer":{"headers":{"Content-Type":"text/plain; charset=utf-8"},"body":"404 page not found\n"}}`) {
		t.Errorf("a request: %s", got)
	}
	for path, status := range map[string]int{"/3": http.StatusNotFound, "/0": http.StatusNotFound, "/x": http.StatusBadRequest, "/-1": http.StatusBadRequest} {
		r.ask(`GET /requests`+path, status)
	}
	for _, wrong := range []string{"?order=up", "?limit=0", "?limit=-1", "?limit=x", "?after=x", "?before=0", "?after=99999999999999999999"} {
		r.ask(`GET /requests`+wrong, http.StatusBadRequest)
	}
	r.ask(`GET /requests/count?limit=1`, http.StatusBadRequest)
	for _, wrong := range []string{"?metod=GET", "?status=abc", "?status=4"} {
		for _, path := range []string{"", "/count", "/near-misses"} {
			r.ask(`GET /requests`+path+wrong, http.StatusBadRequest)
		}
	}
	r.ask(`DELETE /requests`, http.StatusNoContent)
	if got := r.ask(`GET /requests`, http.StatusOK); got != `{"dropped":0,"requests":[]}` {
		t.Errorf("after a reset %s", got)
	}
}

func TestScenarios(t *testing.T) {
	r := newRig(t)
	list := r.ask(`GET /scenarios`, http.StatusOK)
	for _, one := range scenario.List() {
		if !strings.Contains(list, `"name":"`+one.Name+`"`) {
			t.Errorf("%s is not listed", one.Name)
		}
	}
	if got := r.ask(`POST /scenarios/mass-update {"contacts":4}`, http.StatusOK); got != `{"scenario":"mass-update","done":"4 contacts were modified in the same millisecond"}` {
		t.Errorf("played %s", got)
	}
	if got := r.ask(`GET /scenarios`, http.StatusOK); !strings.HasPrefix(got, `{"played":[{"scenario":"mass-update","done":"4 contacts were modified in the same millisecond","at":"2026-01-01T00:00:00Z"}],"scenarios":[`) {
		t.Errorf("remembered %.200s", got)
	}
	r.ask(`POST /scenarios/merge-storm`, http.StatusOK)
	if r.Contacts().Len() != 5 {
		t.Errorf("%d contacts after the merges of ten", r.Contacts().Len())
	}
	r.ask(`POST /scenarios/unknown`, http.StatusNotFound)
	r.ask(`POST /scenarios/mass-update {"contacts":-4}`, http.StatusBadRequest)
	r.ask(`POST /scenarios/mass-update {"contact":4}`, http.StatusBadRequest)
}

func TestTokensComeAndGo(t *testing.T) {
	r := newRig(t)
	if got := r.ask(`GET /tokens`, http.StatusOK); got != `{"tokens":[{"name":"t1"}]}` {
		t.Errorf("at the start %s", got)
	}
	const reader = `{"name":"reader","scopes":["crm.objects.contacts.read"],"expires":"2026-01-02T00:00:00Z"}`
	if got := r.ask(`POST /tokens {"token":"0ther","name":"reader","scopes":["crm.objects.contacts.read"],"expires":"2026-01-02T00:00:00Z"}`, http.StatusCreated); got != reader {
		t.Errorf("added %s", got)
	}
	if got := r.ask(`POST /tokens {"token":"third","scopes":[]}`, http.StatusCreated); got != `{"name":"t2","scopes":[]}` {
		t.Errorf("added %s", got)
	}
	for _, wrong := range []struct {
		body   string
		status int
	}{
		{`{"token":"0ther"}`, http.StatusConflict},
		{`{"token":"x","name":"reader"}`, http.StatusConflict},
		{`{"name":"x"}`, http.StatusBadRequest},
		{`{"token":"x","scope":["a"]}`, http.StatusBadRequest},
		{`{"token":"x","expires":"soon"}`, http.StatusBadRequest},
	} {
		if got := r.ask(`POST /tokens `+wrong.body, wrong.status); strings.Contains(got, "0ther") {
			t.Errorf("a token is in an error: %s", got)
		}
	}
	if got := r.ask(`GET /tokens`, http.StatusOK); !strings.Contains(got, reader) || strings.Contains(got, "0ther") || strings.Contains(got, "s3cret") {
		t.Errorf("listed %s", got)
	}
	r.ask(`DELETE /tokens/t1`, http.StatusNoContent)
	r.ask(`DELETE /tokens/t1`, http.StatusNotFound)
	if r.Tokens.Has("s3cret") || !r.Tokens.Has("0ther") {
		t.Errorf("left %+v", r.Tokens.List())
	}
	r.ask(`DELETE /state`, http.StatusNoContent)
	if got := r.ask(`GET /tokens`, http.StatusOK); got != `{"tokens":[{"name":"t1"}]}` {
		t.Errorf("after a reset %s", got)
	}
}

func TestTouchMovesTheTimeAndNothingElse(t *testing.T) {
	r := newRig(t)
	before, _ := r.Contacts().Get(51)
	if _, err := r.Clock().Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := r.ask(`POST /contacts/touch {"ids":["1","51"]}`, http.StatusOK); got != `{"changed":["1","51"]}` {
		t.Errorf("touched %s", got)
	}
	after, _ := r.Contacts().Get(51)
	if after.Modified != r.Clock().Now().UnixMilli() || r.Contacts().Schema.Named(after)["jobtitle"] != r.Contacts().Schema.Named(before)["jobtitle"] {
		t.Errorf("%+v became %+v", before, after)
	}
	r.ask(`POST /contacts/touch {"ids":["99"]}`, http.StatusNotFound)
	r.ask(`POST /contacts/touch {"ids":["x"]}`, http.StatusBadRequest)
	r.ask(`POST /contacts/touch {}`, http.StatusBadRequest)
}

func TestEveryErrorIsJSON(t *testing.T) {
	r := newRig(t)
	for request, status := range map[string]int{
		`GET /nothing`: http.StatusNotFound, `GET /`: http.StatusNotFound, `GET /health/`: http.StatusNotFound,
		`DELETE /health`: http.StatusMethodNotAllowed, `PUT /state x`: http.StatusBadRequest,
	} {
		r.ask(request, status) // which wants {"error": "…"}
	}
}

func TestABodyHasAnEnd(t *testing.T) {
	r := newRig(t)
	r.ask(`POST /faults {"kind":"html","name":"`+strings.Repeat("x", 2<<20)+`"}`, http.StatusBadRequest)
}
