package api_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

var update = flag.Bool("update", false, "write testdata/refusals.txt from the present answers")

// refusedCalls is a script, a call a line: method, target, body. Those marked with + only prepare what follows.
func refusedCalls() string {
	many := func(n int, input string) string {
		return `{"inputs":[` + strings.TrimSuffix(strings.Repeat(input+",", n), ",") + `]}`
	}
	c, p := contacts, properties
	property := func(change string) string {
		return `{"name":"x","label":"x","type":"string","fieldType":"text","groupName":"contactinformation"` + change + `}`
	}
	return strings.Join([]string{
		"+ POST " + p + ` {"name":"member_no","label":"No","type":"string","fieldType":"text","groupName":"contactinformation","hasUniqueValue":true}`,
		"+ POST " + p + ` {"name":"shirt","label":"x","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation","options":[{"label":"S","value":"s"},{"label":"L","value":"l"}]}`,
		"+ POST " + c + ` {"properties":{"firstname":"Kari","member_no":"A7"}}`,
		"+ POST " + c + `/gdpr-delete {"objectId":"gone@x.no","idProperty":"email"}`,

		// Paths and parameters.
		"GET /crm/v3/objects/llamas", "GET /crm/v3/properties/llamas", "GET /crm/objects/2026-09/llamas", "GET /nothing",
		"GET /crm/objects/2024-01/contacts", "PUT " + c + "/1",
		"GET " + c + "?limit=0", "GET " + c + "?limit=101", "GET " + c + "?limit=x", "GET " + c + "?limit=51&propertiesWithHistory=city",
		"GET " + c + "?after=x", "GET " + c + "?after=-1", "GET " + c + "?archived=perhaps", "GET " + c + "/1?archived=perhaps",
		"GET " + p + "?archived=perhaps", "GET " + p + "/email?archived=perhaps",
		"GET " + c + "/99", "GET " + c + "/abc", "GET " + c + "/abc?idProperty=city", "GET " + c + "/abc?idProperty=llama",
		"GET " + c + "/nobody@x.no?idProperty=email", "GET " + c + "/B1?idProperty=member_no", "GET " + c + "/99?archived=true",

		// Bodies.
		"POST " + c, "POST " + c + " {", "POST " + c + " []", "POST " + c + " {}", `POST ` + c + ` {"properties":[]}`,
		`POST ` + c + ` {"properties":{"city":{}}}`, `POST ` + c + ` {"properties":{"city":[1]}}`, `POST ` + c + ` {"properties":3}`,
		"POST " + c + ` {"x":"` + strings.Repeat("a", 10<<20) + `"}`,

		// Values.
		`POST ` + c + ` {"properties":{"llama":"1","createdate":"1","email":"x","hs_latitude":"north","closedate":"tomorrow","lifecyclestage":"Lead","hs_persona":"a","firstname":"ok"}}`,
		`PATCH ` + c + `/1 {"properties":{"shirt":"s;m"}}`, `PATCH ` + c + `/1 {"properties":{"hs_is_contact":"1","hs_marketable_status":"perhaps"}}`,
		`POST ` + c + ` {"properties":{"city":"Oslo"}}`, `POST ` + c + ` {"properties":{}}`,
		`POST ` + c + ` {"properties":{"email":"BH@hubspot.com"}}`, `PATCH ` + c + `/1 {"properties":{"email":"bh@hubspot.com"}}`,
		`POST ` + c + ` {"properties":{"firstname":"x","member_no":"A7"}}`, `PATCH ` + c + `/1 {"properties":{"member_no":"A7"}}`,
		`POST ` + c + ` {"properties":{"email":"Gone@x.no"}}`, `PATCH ` + c + `/99 {"properties":{"city":"x"}}`,
		`PATCH ` + c + `/abc {"properties":{"city":"x"}}`, `PATCH ` + c + `/1 {}`, `DELETE ` + c + `/abc`,
		`POST ` + c + ` {"properties":{"firstname":"x"},"associations":[{"to":{"id":"1"},"types":[{"associationTypeId":99}]}]}`,
		`POST ` + c + ` {"properties":{"firstname":"x"},"associations":[{"to":{},"types":[{"associationTypeId":1}]}]}`,

		// Merging and erasing.
		`POST ` + c + `/merge {"primaryObjectId":"1","objectIdToMerge":"1"}`, `POST ` + c + `/merge {"primaryObjectId":"1","objectIdToMerge":"99"}`,
		`POST ` + c + `/merge {"primaryObjectId":"99","objectIdToMerge":"1"}`, `POST ` + c + `/merge {}`, `POST ` + c + `/merge {"primaryObjectId":"1","objectIdToMerge":"x"}`,
		`POST ` + c + `/gdpr-delete {}`, `POST ` + c + `/gdpr-delete {"objectId":"x"}`, `POST ` + c + `/gdpr-delete {"objectId":"99"}`,

		// Batches.
		"POST " + c + "/batch/read " + many(101, `{"id":"1"}`),
		"POST " + c + "/batch/read " + strings.TrimSuffix(many(51, `{"id":"1"}`), "}") + `,"propertiesWithHistory":["city"]}`,
		`POST ` + c + `/batch/read {"inputs":[{"id":"1"}],"idProperty":"city"}`, `POST ` + c + `/batch/read?archived=perhaps {"inputs":[{"id":"1"}]}`,
		`POST ` + c + `/batch/read {"inputs":[{"id":"99"},{"id":"x"}]}`, `POST ` + c + `/batch/archive {"inputs":[{"id":"x"}]}`,
		`POST ` + c + `/batch/create {"inputs":[{"properties":{"email":"c@x.no"}},{"properties":{"email":"C@x.no"}}]}`,
		`POST ` + c + `/batch/create {"inputs":[{"properties":{"firstname":"a","member_no":"B"}},{"properties":{"firstname":"b","member_no":"B"}}]}`,
		`POST ` + c + `/batch/create {"inputs":[{"properties":{"email":"bh@hubspot.com"}}]}`, `POST ` + c + `/batch/create {"inputs":[{"properties":{"city":"x"}}]}`,
		`POST ` + c + `/batch/create {"inputs":[{"properties":{"llama":"x"}}]}`,
		`POST ` + c + `/batch/create {"inputs":[{"objectWriteTraceId":"a","properties":{"email":"bh@hubspot.com"}},{"objectWriteTraceId":"b","properties":{"llama":"x"}},` +
			`{"objectWriteTraceId":"c","properties":{"city":"x"}},{"objectWriteTraceId":"d","properties":{"firstname":"a","member_no":"A7"}},` +
			`{"objectWriteTraceId":"e","properties":{"email":"gone@x.no"}},{"objectWriteTraceId":"f","properties":{"firstname":"x"},"associations":[{"to":{"id":"1"},"types":[{"associationTypeId":99}]}]}]}`,
		`POST ` + c + `/batch/update {"inputs":[{"id":"","properties":{"city":"x"}}]}`, `POST ` + c + `/batch/update {"inputs":[{"id":"a","idProperty":"city","properties":{"city":"x"}}]}`,
		`POST ` + c + `/batch/update {"inputs":[{"id":"99","properties":{"city":"x"}},{"id":"x","properties":{"city":"x"}}]}`,
		`POST ` + c + `/batch/update {"inputs":[{"objectWriteTraceId":"a","id":"","properties":{}},{"objectWriteTraceId":"b","id":"99","properties":{"city":"x"}},{"objectWriteTraceId":"c","id":"x","idProperty":"city"}]}`,
		`POST ` + c + `/batch/upsert {"inputs":[{"id":"99","properties":{"city":"x"}}]}`, `POST ` + c + `/batch/upsert {"inputs":[{"id":"a","idProperty":"member_no","properties":{"city":"x"}}]}`,

		// Properties and groups.
		`POST ` + p + ` ` + property(`,"name":"Big Name"`), `POST ` + p + ` ` + property(`,"label":""`), `POST ` + p + ` ` + property(`,"type":"money"`),
		`POST ` + p + ` ` + property(`,"fieldType":"number"`), `POST ` + p + ` ` + property(`,"groupName":"nowhere"`),
		`POST ` + p + ` ` + property(`,"type":"enumeration","fieldType":"select"`),
		`POST ` + p + ` ` + property(`,"options":[{"value":"a"},{"value":"a"}]`), `POST ` + p + ` ` + property(`,"options":[{"value":""}]`),
		`POST ` + p + ` ` + property(`,"name":"email"`), `GET ` + p + `/llama`, `PATCH ` + p + `/llama {"label":"x"}`, `PATCH ` + p + `/email {"label":"x"}`,
		`PATCH ` + p + `/shirt {"label":""}`, `DELETE ` + p + `/email`,
		`POST ` + p + `/batch/read {"inputs":[{"name":"llama"}]}`, `POST ` + p + `/batch/create {"inputs":[` + property("") + `,` + property("") + `,` + property(`,"label":""`) + `]}`,
		`POST ` + p + `/batch/archive {"inputs":[{"name":"email"}]}`,
		`POST ` + p + `/groups {"name":"club"}`, `POST ` + p + `/groups {"name":"contactinformation","label":"x"}`, `GET ` + p + `/groups/nowhere`,
		`PATCH ` + p + `/groups/nowhere {"label":"x"}`, `DELETE ` + p + `/groups/contactinformation`,
	}, "\n")
}

// Every answer by which an endpoint refuses a call keeps its bytes. (Search has a test of its own.)
func TestRefusalsByteForByte(t *testing.T) {
	r := newRig(t, 2)
	var got bytes.Buffer
	for line := range strings.Lines(refusedCalls()) {
		prepares := strings.HasPrefix(line, "+ ")
		method, rest, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "+ ")), " ")
		target, body, _ := strings.Cut(rest, " ")
		a := r.call(method, target, body)
		if (a.Status < http.StatusMultiStatus) != prepares {
			t.Errorf("%s %s %.80s: %d %s", method, target, body, a.Status, a.Body)
		}
		record(&got, fmt.Sprintf("%s %s %.200s", method, target, body), a)
	}
	poor := newRig(t, 1, func(c *hub.Config) {
		c.Tokens = []token.Token{{Value: "secret", Scopes: []string{}}}
		c.MaxURL = 200
	})
	for _, call := range [][2]string{
		{http.MethodGet, contacts},
		{http.MethodPost, contacts},
		{http.MethodGet, properties},
		{http.MethodPost, properties},
		{http.MethodGet, "/account-info/v3/details"},
		{http.MethodGet, contacts + "?x=" + strings.Repeat("a", 200)},
	} {
		record(&got, call[0]+" "+call[1]+" without scopes", poor.call(call[0], call[1], ""))
	}
	path := filepath.Join("testdata", "refusals.txt")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted, gotten := strings.Split(string(want), "\n\n"), strings.Split(got.String(), "\n\n")
	for i := range max(len(wanted), len(gotten)) {
		if i >= len(wanted) || i >= len(gotten) || wanted[i] != gotten[i] {
			t.Fatalf("answer %d:\ngot  %q\nwant %q", i, gotten[min(i, len(gotten)-1)], wanted[min(i, len(wanted)-1)])
		}
	}
}

// record writes a call and its answer; the correlation ID stands as ID.
func record(to *bytes.Buffer, call string, a answer) {
	body := strings.ReplaceAll(a.Body, a.Header.Get("X-HubSpot-Correlation-Id"), "ID")
	body = strings.ReplaceAll(body, "\n\n", "\n")
	fmt.Fprintf(to, "%s\n%d %s\n\n", strings.TrimSpace(call), a.Status, strings.TrimSpace(body))
}
