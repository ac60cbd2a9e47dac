package pages

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// hubspot is a service that pipes read from and write to; down makes it answer with an error.
type hubspot struct {
	*httptest.Server

	down atomic.Bool
}

func newHubSpot(t *testing.T) *hubspot {
	t.Helper()
	s := &hubspot{}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *hubspot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if s.down.Load() || err != nil {
		http.Error(w, "the vendor is away", http.StatusBadGateway)
		return
	}
	switch r.URL.Path {
	case "/get_contacts":
		_, _ = io.WriteString(w, `[{"_id":"1","_updated":"2026-01-01","name":"Ada"},{"_id":"2","_updated":"2026-01-02","name":"Bo"},{"_id":"3","_updated":"2026-01-03"}]`)
	case "/enrich":
		_, _ = w.Write(body)
	case "/push_contacts":
		if strings.Contains(string(body), "Bo") {
			http.Error(w, "2: name Bo is too short", http.StatusBadRequest)
		}
	}
}

// project is the configuration of a node whose pipes read from, call and write to that service, and of some that are at fault.
func project(url string) []string {
	return []string{
		`{"_id":"hubspot","type":"system:microservice","docker":{"image":"example/connector:1","port":5000,
			"environment":{"api-key":"$SECRET(api-key)","settle-window":"0"}}}`,
		`{"_id":"enricher","type":"system:url","url_pattern":"` + url + `/%s","headers":{"Authorization":"Bearer written-in-the-open"},
			"retry_strategy":{"429":{"max_read_retries":3,"read_retry_delay":2},"default":{"batch_retries":1}}}`,
		`{"_id":"erp","type":"system:url","url_pattern":"http://127.0.0.1:1/%s"}`,
		`{"_id":"warehouse","type":"system:sqlserver","host":"db","database":"d","username":"u","password":"$SECRET(api-key)"}`,
		`{"_id":"hubspot-contacts-collect","type":"pipe","source":{"type":"json","system":"hubspot","url":"get_contacts","supports_since":true},
			"pump":{"schedule_interval":252}}`,
		`{"_id":"contact-enrich","type":"pipe","source":{"type":"dataset","dataset":"hubspot-contacts-collect"},"pump":{"schedule_interval":30},
			"transform":[{"type":"http","system":"enricher","url":"enrich"},{"type":"dtl","rules":{"default":[["copy","*"],
				["add","person",["hops",{"datasets":["erp-persons-collect e"],"where":["eq","_S._id","e._id"]}]]]}}]}`,
		`{"_id":"erp-persons-collect","type":"pipe","source":{"type":"json","system":"erp","url":"persons"},"pump":{"schedule_interval":3600}}`,
		`{"_id":"contacts-to-hubspot","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich"},"sink":{"type":"json","system":"hubspot","url":"push_contacts"},
			"pump":{"mode":"manual","batch_retries":0,"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":2}}`,
		`{"_id":"contacts-csv","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich"},"sink":{"type":"csv_endpoint","columns":["_id","name"]}}`,
		`{"_id":"contacts-to-the-warehouse","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich"},"sink":{"type":"sql","system":"warehouse","table":"contacts"}}`,
		`{"_id":"misspelt","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich","include_prevous_versions":true},"batch_size":0}`,
	}
}

// nodeOf starts a node with these components, a frozen clock and the variables that they name.
func nodeOf(t *testing.T, components []string, opts ...fakesesam.Option) *fakesesam.Node {
	t.Helper()
	node := fakesesam.Start(t, append([]fakesesam.Option{
		fakesesam.NoSync(), fakesesam.Frozen(noon), fakesesam.Seed(1), fakesesam.Secrets(map[string]string{"api-key": "hush-hush"}),
		fakesesam.Env(map[string]string{"host": "example.com"}),
	}, opts...)...)
	upload(t, node, components)
	return node
}

// upload makes components the configuration of a node, whatever is wrong with them.
func upload(t *testing.T, node *fakesesam.Node, components []string) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/api/config?force=true", strings.NewReader("["+strings.Join(components, ",")+"]"))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	node.Handler().ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
}

// The node's page: the flow, the table, and what every pipe is about to do.
func TestNodePage(t *testing.T) {
	service := newHubSpot(t)
	node := nodeOf(t, project(service.URL), fakesesam.Microservice("hubspot", service.URL), fakesesam.Schedule(true))
	if err := node.Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := node.Run(t.Context(), "contacts-to-hubspot"); err != nil {
		t.Fatal(err)
	}
	if err := node.Disable("contacts-csv", "not now"); err != nil {
		t.Fatal(err)
	}
	page := open(t, node.URL()+"/")
	for place, shows := range map[string]string{
		"#node": "stands still",
		"#flow foreignObject[data-key='pipe:contact-enrich'] .box":            "⇄ enricher",
		"#flow foreignObject[data-key='to:hubspot'] .box":                     "hubspot",
		"#flow foreignObject[data-key='from:erp'] .box":                       "does not answer",
		"#row-hubspot-contacts-collect":                                       "in 3 min",
		"#row-contacts-to-hubspot":                                            "1 waiting",
		"#row-misspelt":                                                       `did you mean "include_previous_versions"?`,
		"#row-erp-persons-collect":                                            "connection refused",
		"#flow foreignObject[data-key='pipe:hubspot-contacts-collect'] .foot": "3",
	} {
		page.shows(place, shows)
	}
	page.inspect("node")
	page.click("#flow foreignObject a[href='/systems/erp']")
	page.await("location.pathname === '/systems/erp'")
	_, _ = json.Marshal, fmt.Sprint
}
