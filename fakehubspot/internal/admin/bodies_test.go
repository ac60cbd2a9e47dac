package admin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// state is all that a control call can change.
func (r *rig) state() string {
	var all strings.Builder
	for _, path := range []string{"/state", "/clock", "/index", "/cursors", "/contacts/churn", "/tokens", "/faults", "/limits"} {
		all.WriteString(r.ask("GET "+path, http.StatusOK))
	}
	return all.String()
}

// Whatever is wrong with a call, the answer says it in words of this program, and nothing has happened.
func TestWrongCallsAreExplained(t *testing.T) {
	r := newRig(t)
	before := r.state()
	for request, want := range map[string]string{
		`PUT /clock {"mode":"frozen","now":"10000-01-01T00:00:00Z"}`:               `now must be a time such as "2026-03-01T12:00:00Z", got "10000-01-01T00:00:00Z"`,
		`PUT /clock {"mode":"frozen","now":"0000-01-01T00:00:00Z"}`:                `now must be later than 1970-01-01T00:00:00Z and not after the year 9999, got 0000-01-01T00:00:00Z`,
		`PUT /clock {"mode":"real","now":"1970-01-01T00:00:00Z"}`:                  `now must be later than 1970-01-01T00:00:00Z`,
		`PUT /clock {"mode":"frozen","now":5}`:                                     `now must be a time such as "2026-03-01T12:00:00Z", got a number`,
		`PUT /clock {"mode":"frozen","now":null}`:                                  `now must be a time such as "2026-03-01T12:00:00Z", got null; leave it out instead`,
		`PUT /clock {"mod":"frozen"}`:                                              `member "mod" is unknown; did you mean "mode"?`,
		`PUT /clock`:                                                               `mode must be real or frozen, got ""`,
		`POST /clock/advance {"by":"-2000000h"}`:                                   `by -2000000h0m0s moves the clock to a time that it cannot show: must be later than 1970`,
		`POST /clock/advance {"by":"9999999h"}`:                                    `by must be a duration such as 90s`,
		`POST /clock/advance {"by":5}`:                                             `by must be a string, got a number`,
		`POST /clock/advance {}`:                                                   `by must be a duration such as 90s`,
		`POST /seed`:                                                               `contacts is required`,
		`POST /seed {"contacts":1000000000000}`:                                    `contacts must be between 1 and 10,000,000, got 1000000000000`,
		`POST /seed {"contacts":0}`:                                                `contacts must be between 1 and 10,000,000, got 0`,
		`POST /seed {"contacts":10000000}`:                                         `contacts must be at most 9999990 to add: there are 10, and an account has at most 10,000,000`,
		`POST /seed {"contacts":99999999999999999999}`:                             `contacts must be a whole number, got 99999999999999999999, which is beyond 64 bits`,
		`POST /seed {"contacts":"5"}`:                                              `contacts must be a whole number, got a string`,
		`POST /seed {"contacts":1.5}`:                                              `contacts must be a whole number, got 1.5`,
		`POST /seed?contacts=5`:                                                    `parameter "contacts" is unknown; this route takes none`,
		`POST /contacts/change {"count":0}`:                                        `count must be between 1 and 10,000,000, got 0`,
		`POST /contacts/change {"count":-1}`:                                       `count must be between 1 and 10,000,000, got -1`,
		`POST /contacts/change {"count":1000000000000}`:                            `count must be between 1 and 10,000,000, got 1000000000000`,
		`POST /contacts/change {"ids":[]}`:                                         `ids must name at least one contact`,
		`POST /contacts/change {"ids":["1","51","1"]}`:                             `ids[2] repeats ids[0]: 1`,
		`POST /contacts/change {"ids":["01"]}`:                                     `ids[0] must be a positive integer up to 9007199254740991, got "01"`,
		`POST /contacts/change {"ids":["9223372036854775807"]}`:                    `ids[0] must be a positive integer`,
		`POST /contacts/change {"ids":[1]}`:                                        `ids[0] must be a string, got a number`,
		`POST /contacts/change {"ids":["1"],"properties":{}}`:                      `properties must not be empty`,
		`POST /contacts/change {"ids":["1"],"properties":{"city":5}}`:              `properties.city must be a string, got a number`,
		`POST /contacts/change {"count":3,"properties":{"email":"a@x.no"}}`:        `email can be the same for only one contact, not for 3`,
		`POST /contacts/change {"ids":["1","51"],"properties":{"email":"a@x.no"}}`: `email can be the same for only one contact, not for 2`,
		`POST /contacts/touch {"ids":[]}`:                                          `ids must name at least one contact`,
		`POST /contacts/churn`:                                                     `perMinute is required`,
		`POST /contacts/churn {"perMinute":600001}`:                                `perMinute must be between 0 and 600,000, got 600001`,
		`POST /contacts/+51/restore`:                                               `id must be a positive integer`,
		`POST /contacts/51/restore {"id":"1"}`:                                     `member "id" is unknown; none is taken here`,
		`POST /contacts/touch {"count":5}`:                                         `member "count" is unknown; use ids`,
		`POST /faults {"kind":"html","match":{"method":"G T"}}`:                    `match.method must be a method such as GET, got "G T"`,
		`GET /requests/count?path=crm`:                                             `path must begin with /, as every path does, got "crm"`,
		`GET /requests?method=GET%20`:                                              `method must be a method such as GET, got "GET "`,
		`GET /requests/near-misses?path=crm/*`:                                     `path must begin with /, as every path does, got "crm/*"`,
		`PUT /index {"lag":"99999999h"}`:                                           `lag must be a duration such as 30s or 5m, at most 720h, got "99999999h"`,
		`POST /clock/advance {"by":"99999999h"}`:                                   `by must be a duration such as 90s, 6m or 1h30m, at most 2562047h, got "99999999h"`,
		`PUT /index {"lag":"721h"}`:                                                `delay must be between 0s and 720h`,
		`PUT /index {"lag":"1s","arcived":true}`:                                   `member "arcived" is unknown; did you mean "archived"?`,
		`PUT /cursors`:                                                             `habit of the cursors "" is unknown; use one of after-last, next-id, late, early, refused, opaque, page-number, descending`,
		`PUT /cursors {"habit":"Late"}`:                                            `habit of the cursors "Late" is unknown`,
		`PUT /cursors {"habits":["late"]}`:                                         `member "habits" is unknown; did you mean "habit"?`,
		`PUT /cursors {"habit":5}`:                                                 `habit must be a string, got a number`,
		`POST /tokens {"token":12345}`:                                             `token must be a string, got a number`,
		`POST /tokens {"token":"x","expires":"0001-01-01T00:00:00Z"}`:              `expires must be later than 1970`,
		`POST /tokens {"token":"x","scopes":null}`:                                 `scopes must be an array, got null; leave it out instead`,
		`POST /tokens {"token":"x","name":".."}`:                                   `name of the token ".." must not be`,
		`POST /tokens {"token":"` + strings.Repeat("x", 5000) + `"}`:               `token must have at most 4,096 bytes, got 5,000`,
		`POST /tokens {"token":"a\nb"}`:                                            `token must not contain control characters`,
		`POST /faults {"kind":"html","count":9999999999}`:                          `count must be between 0 and 1,000,000,000, got 9999999999`,
		`POST /faults {"kind":"html","match":{"path":"crm/*"}}`:                    `match.path must begin with /`,
		`POST /faults {"kind":"status","status":429,"retryAfter":"9999h"}`:         `retryAfter must be between 0s and 720h, got 9999h0m0s`,
		`POST /faults {"kind":"html","kind":"cut"}`:                                `member "kind" is given twice; give it once`,
		`POST /faults {"kind":"html"} x`:                                           `a fault must be one JSON object: there is more after it, at byte 17`,
		`POST /faults`:                                                             `a fault must be a JSON object, got nothing`,
		"POST /faults \ufeff{}":                                                    `a fault must begin with {, not with a byte order mark`,
		`POST /faults {"kind":"\ud800"}`:                                           `a fault is not JSON: the escape sequence at byte 10`,
		`DELETE /faults {"name":"f1"}`:                                             `member "name" is unknown`,
		`DELETE /state []`:                                                         `body must be a JSON object, got an array`,
		`PUT /limits {"plan":"free","daily":-1}`:                                   `daily must be between 0 and 1,000,000,000, got -1`,
		`PUT /limits {"plan":"free","search":"5"}`:                                 `search must be a whole number, got a string`,
		`PUT /limits {"plan":"free","retryAfter":1}`:                               `retryAfter must be true or false, got a number`,
		`GET /requests?metod=GET`:                                                  `parameter "metod" is unknown; use method, path, query, body, status`,
		`GET /requests?method=GET&method=POST`:                                     `parameter "method" is given 2 times; give it once`,
		`GET /requests?status=`:                                                    `status must be between 100 and 599, or a class such as 4xx, got ""`,
		`GET /requests?method=%zz`:                                                 `query of the URL must be name=value pairs`,
		`GET /requests?query=%25zz`:                                                `query must be name=value pairs as in a URL, got "%zz"`,
		`GET /clock?x=1`:                                                           `parameter "x" is unknown; this route takes none`,
		`POST /scenarios/mass-update {"contacts":0}`:                               `contacts must be 1 or more; leave it out`,
		`POST /scenarios/mass-update {"contacts":1000000000000}`:                   `contacts must be between 0 and 10,000,000, got 1000000000000`,
		`POST /scenarios/outage {"contacts":5}`:                                    `contacts must be left out`,
	} {
		if got := r.ask(request, http.StatusBadRequest); !strings.Contains(unquoted(t, got), want) {
			t.Errorf("%.100s\ngot  %s\nwant %s", request, unquoted(t, got), want)
		}
	}
	if after := r.state(); after != before {
		t.Errorf("something happened:\n%s\nbefore\n%s", after, before)
	}
}

// unquoted is the text of an error.
func unquoted(t *testing.T, body string) string {
	t.Helper()
	var wrong struct{ Error string }
	if err := json.Unmarshal([]byte(body), &wrong); err != nil {
		t.Fatal(err)
	}
	return wrong.Error
}

// What does not need a body takes an empty object too, as some clients cannot send none.
func TestAnEmptyObjectIsNoBody(t *testing.T) {
	r := newRig(t)
	r.ask(`DELETE /requests {}`, http.StatusNoContent)
	r.ask(`POST /scenarios/calm {}`, http.StatusOK)
	r.ask(`DELETE /state {}`, http.StatusNoContent)
}

// The clock may be set to its last moment: everything can still be read, also a day that has no next midnight.
func TestTheLastMoment(t *testing.T) {
	r := newRig(t)
	r.ask(`PUT /clock {"mode":"real","now":"9999-12-31T23:59:59.999Z"}`, http.StatusOK)
	if got := r.ask(`GET /limits`, http.StatusOK); !strings.Contains(got, `"resetsAt":"9999-12-31T23:59:59.999Z"`) {
		t.Error(got)
	}
	r.ask(`POST /contacts/change {"count":2}`, http.StatusOK)
	r.visit(http.MethodGet, "/x")
	for _, path := range []string{"/state", "/requests", "/clock"} {
		if got := r.ask("GET "+path, http.StatusOK); !strings.Contains(got, "9999-12-31T23:59:59.999Z") {
			t.Errorf("%s: %s", path, got)
		}
	}
	r.ask(`POST /clock/advance {"by":"1h"}`, http.StatusBadRequest)
}

// FuzzControl sends bodies to all control routes that take one: each is done or explained, in JSON and in words of this
// program, and one that is refused changes nothing.
func FuzzControl(f *testing.F) {
	routes := []string{
		"PUT /clock", "POST /clock/advance", "PUT /index", "PUT /cursors", "POST /contacts/change", "POST /contacts/touch", "POST /contacts/churn",
		"POST /tokens", "POST /faults", "PATCH /faults/f", "PUT /limits", "POST /scenarios/mass-update", "DELETE /faults", "PUT /state",
	}
	for i, body := range []string{
		`{"mode":"frozen","now":"2026-03-01T12:00:00Z"}`, `{"by":"6m"}`, `{"lag":"30s","mode":"record","archived":true}`,
		`{"ids":["51"],"properties":{"city":"Oslo"},"sameMillisecond":true}`, `{"ids":["1","51"]}`, `{"perMinute":60}`,
		`{"token":"t","name":"n","scopes":["a"],"expires":"2030-01-01T00:00:00Z"}`,
		`{"kind":"status","status":429,"retryAfter":"5s","match":{"method":"GET","path":"/x*","nth":2},"count":1,"probability":0.5}`,
		`{"kind":"delay","delay":"1s"}`, `{"plan":"free","tenSecondly":5,"daily":9,"search":1,"retryAfter":true}`, `{"contacts":3}`, `{}`,
		`{"kind":"account","clock":"frozen","now":"2026-03-01T12:00:00Z","lastId":57,"place":3}`,
	} {
		f.Add(i, body)
	}
	internal := regexp.MustCompile(`json:|jsontext|Go (struct|value|int|string)|unmarshal|strconv|time\.|http:|bufio|0x[0-9a-f]{6}`)
	f.Fuzz(func(t *testing.T, which int, body string) {
		r := newRig(t)
		r.ask(`POST /faults {"kind":"html","name":"f"}`, http.StatusCreated)
		before := r.state()
		method, path, _ := strings.Cut(routes[uint(which)%uint(len(routes))], " ")
		w := httptest.NewRecorder()
		r.router.ServeHTTP(w, httptest.NewRequest(method, "/_fake"+path, strings.NewReader(body)))
		switch {
		case w.Code >= http.StatusInternalServerError:
			t.Fatalf("%s %q: %d %s", path, body, w.Code, w.Body)
		case w.Code < http.StatusBadRequest:
			r.state() // can still be read
			return
		}
		said := unquoted(t, w.Body.String())
		if internal.MatchString(said) && !internal.MatchString(body) {
			t.Errorf("%s %q: %s", path, body, said)
		}
		if after := r.state(); after != before {
			t.Errorf("%s %q: refused (%s), and changed something:\n%s\nbefore\n%s", path, body, said, after, before)
		}
	})
}

// An error about one of several contacts names it, and a contact under two of its IDs is one contact.
func TestErrorsNameTheContact(t *testing.T) {
	r := newRig(t)
	for _, call := range []string{`POST /contacts/touch {"ids":["51","99"]}`, `POST /contacts/change {"ids":["51","99"]}`} {
		if got := unquoted(t, r.ask(call, http.StatusNotFound)); got != "contact 99: record not found" {
			t.Errorf("%s: %s", call, got)
		}
	}
	if got := unquoted(t, r.ask(`POST /contacts/51/restore`, http.StatusNotFound)); got != "contact 51: record not found among the archived ones" {
		t.Error(got)
	}
	if _, err := r.Contacts().Merge(1, 51); err != nil {
		t.Fatal(err)
	}
	before := r.ask(`GET /state`, http.StatusOK)
	if got := unquoted(t, r.ask(`POST /contacts/touch {"ids":["1","51"]}`, http.StatusBadRequest)); !strings.Contains(got, "the same record: 51") {
		t.Error(got)
	}
	if r.ask(`GET /state`, http.StatusOK) != before {
		t.Error("something happened")
	}
}
