package connector_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

const car = `{"id":"3465404","name":"car","labels":{"singular":"Car"},"fullyQualifiedName":"p123_car","objectTypeId":"2-3465404","properties":[]}`

// objectsOf returns an upstream with one record, of an object type that HubSpot knows by the path.
func objectsOf(path string) *hubspottest.Upstream {
	up := many(1)
	up.Object, up.Schemas = path, []string{car}
	return up
}

// configured returns the handler of a connector that reads from an upstream, and retries nothing.
func configured(t *testing.T, up *hubspottest.Upstream, cfg connector.Config) http.Handler {
	t.Helper()
	cfg.RetryFor = 0
	c, err := connector.New(cfg, connector.Transport(up), connector.Logger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.Handler()
}

// Every standard object type can be read by its name and its ID; what differs between them is asked of HubSpot.
func TestEveryStandardObjectCanBeRead(t *testing.T) {
	for _, object := range hubspot.Standard {
		up := objectsOf(object.Path)
		h := configured(t, up, validConfig())
		names := []string{object.Name}
		if object.TypeID != "" {
			names = append(names, object.TypeID)
		}
		for _, name := range names {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/get_"+name, nil))
			var entities []map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &entities); err != nil || len(entities) != 1 {
				t.Fatalf("%s: status %d, %s", name, w.Code, w.Body)
			}
			if _, updated := entities[0]["_updated"]; updated == object.Unsearchable {
				t.Errorf("%s: _updated is there: %t", name, updated)
			}
			w = httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/get_"+name+"?since=1000", nil))
			if object.Unsearchable {
				if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "since is not supported for "+object.Name) {
					t.Errorf("%s since: status %d, %s", name, w.Code, w.Body)
				}
				continue
			}
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"_id":"1"`) {
				t.Errorf("%s since: status %d, %s", name, w.Code, w.Body)
			}
		}
		searched := false
		for _, request := range up.Requests() {
			if strings.HasSuffix(request.Path, "/search") {
				searched = true
				want := "hs_lastmodifieddate"
				if object.TypeID == "0-1" {
					want = "lastmodifieddate"
				}
				if filter := fmt.Sprint(request.Body["filterGroups"]); !strings.Contains(filter, "propertyName:"+want+" ") {
					t.Errorf("%s is searched by %s", object.Name, filter)
				}
			}
			if archived := strings.Contains(request.Query, "archived=true"); archived && object.Unarchivable {
				t.Errorf("%s: the archive is read, which HubSpot does not have", object.Name)
			}
		}
		if searched == object.Unsearchable {
			t.Errorf("%s is searched: %t", object.Name, searched)
		}
	}
}

// No two object types have a name or an ID in common.
func TestNamesOfObjectsAreUnique(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, object := range hubspot.Standard {
		for _, name := range []string{object.Name, object.TypeID} {
			if name != "" && seen[name] {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = true
		}
	}
}

// A custom object is read by each of its names, and a name that is also a standard one means the standard one.
func TestCustomObjects(t *testing.T) {
	for _, name := range []string{"car", "p123_car", "p_car", "2-3465404"} {
		up := objectsOf("2-3465404")
		w := httptest.NewRecorder()
		configured(t, up, validConfig()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/get_"+name, nil))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"_id":"1"`) {
			t.Errorf("%s: status %d, %s", name, w.Code, w.Body)
		}
		if n := len(up.Requests()); n != 2 {
			t.Errorf("%s: %d calls, want one for the schemas and one for the records", name, n)
		}
	}
	up := objectsOf("deals")
	up.Schemas = []string{strings.ReplaceAll(car, "car", "deals")}
	w := httptest.NewRecorder()
	configured(t, up, validConfig()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/get_deals", nil))
	if w.Code != http.StatusOK || len(up.Requests()) != 1 {
		t.Errorf("status %d, %s after %d calls, want the standard deals", w.Code, w.Body, len(up.Requests()))
	}
}

func TestUnknownObjects(t *testing.T) {
	for _, test := range []struct {
		name, path string
		schemas    int // status of the schemas API
		status     int
		want       []string
	}{
		{"misspelt", "/get_companys", 200, 404, []string{`"companys"`, "the nearest is companies", "deals", "p123_car", "/get_associations, /get_owners, /get_pipelines"}},
		{"singular", "/get_contact", 403, 404, []string{"the nearest is contacts", "custom objects are not known", "crm.schemas.custom.read"}},
		{"custom without scope", "/get_2-77", 403, 502, []string{"crm.schemas.custom.read"}},
		{"custom without scope, by name", "/get_p123_bus", 403, 502, []string{"crm.schemas.custom.read"}},
		{"custom that is gone", "/get_p123_bus", 200, 404, []string{`"p123_bus"`, "p123_car"}},
		{"unusable", "/get_a%20b", 500, 404, []string{"the nearest is"}},
		{"HubSpot is away", "/get_bus", 500, 502, []string{"HubSpot schemas: answered 500"}},
	} {
		up := objectsOf("contacts")
		up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if test.schemas == http.StatusOK || !strings.HasSuffix(r.URL.Path, "/schemas") {
				return false
			}
			w.WriteHeader(test.schemas)
			_, _ = io.WriteString(w, `{"status":"error","message":"words of HubSpot","category":"MISSING_SCOPES"}`)
			return true
		}
		w := httptest.NewRecorder()
		configured(t, up, validConfig()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, test.path, nil))
		for _, text := range append(test.want, `{"error":{`) {
			if w.Code != test.status || !strings.Contains(strings.ReplaceAll(w.Body.String(), `\"`, `"`), text) {
				t.Errorf("%s: status %d, want %d and %q: %s", test.name, w.Code, test.status, text, w.Body)
			}
		}
	}
}

// The properties of a pipe's url count instead of those of the settings.
func TestPropertiesOfAPipe(t *testing.T) {
	for _, test := range []struct {
		query, listed string
		status        int
		message       string
	}{
		{"", "email", 200, ""},
		{"?properties=phone,fax", "phone,fax", 200, ""},
		{"?properties=*", "email,phone,fax", 200, ""},
		{"?properties=", "", 200, ""},
		{"?properties=phne", "", 400, "the nearest is \"phone\"); correct properties in the pipe's url"},
		{"?properties=a&properties=b", "", 400, "properties must be given only once"},
		{"?properties=a%20b", "", 400, "properties must be comma-separated names"},
		{"?properties=*,email", "", 400, "properties * must be the only entry"},
	} {
		up := many(1)
		up.Names = []string{"email", "phone", "fax"}
		cfg := validConfig()
		cfg.Properties = []string{"email"}
		w := httptest.NewRecorder()
		configured(t, up, cfg).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/get_contacts"+test.query, nil))
		if w.Code != test.status || !strings.Contains(strings.ReplaceAll(w.Body.String(), `\"`, `"`), test.message) {
			t.Errorf("%s: status %d, %s", test.query, w.Code, w.Body)
			continue
		}
		if test.status != http.StatusOK {
			continue
		}
		last := up.Requests()[len(up.Requests())-1]
		if listed := strings.ReplaceAll(last.Query, "%2C", ","); strings.Contains(listed, "properties="+test.listed) != (test.listed != "") || (test.listed == "") == strings.Contains(listed, "properties=") {
			t.Errorf("%s: the list was asked for %s", test.query, listed)
		}
	}
}

// A key for other objects than contacts is a good key.
func TestReadyWithoutContacts(t *testing.T) {
	for body, want := range map[string]int{
		`{"status":"error","message":"This app hasn't been granted all required scopes","category":"MISSING_SCOPES"}`: http.StatusOK,
		`{"message":"Your IP has been blocked"}`: http.StatusServiceUnavailable,
		`{}`:                                     http.StatusServiceUnavailable,
	} {
		w := httptest.NewRecorder()
		configured(t, failing(many(1), 1, 403, body), validConfig()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
		if w.Code != want {
			t.Errorf("%s: status %d, want %d: %s", body, w.Code, want, w.Body)
		}
	}
}

// The list in README.md has every object, and nothing else.
func TestTheListOfObjects(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "The objects, besides custom ones: ")
	list, _, _ = strings.Cut(list, "\n\n")
	var named, want []string
	for name := range strings.FieldsSeq(list) {
		named = append(named, strings.Trim(name, "`,;."))
	}
	for _, object := range hubspot.Standard {
		want = append(want, object.Name)
	}
	slices.Sort(named)
	slices.Sort(want)
	if diff := cmp.Diff(want, named); diff != "" {
		t.Error(diff)
	}
}
