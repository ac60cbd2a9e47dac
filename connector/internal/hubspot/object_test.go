package hubspot_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// machines is an object type that differs from contacts in everything.
var machines = &hubspot.Object{
	Name: "machines", Path: "machines", Singular: "machine", TypeID: "2-1", Modified: "hs_lastmodifieddate", Merged: "merged_machines",
	Defaults: []string{"name"}, Scope: "read-machines", SchemaScope: "read-machine-schemas",
}

// Paths, the time of change, merged IDs and texts come from the object type and from nowhere else.
func TestTheObjectTypeDecides(t *testing.T) {
	const records = `{"results":[{"id":"1","properties":{"lastmodifieddate":"x","hs_lastmodifieddate":"y","hs_merged_object_ids":"8","merged_machines":"9"}}]}`
	up := hubspottest.New()
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		switch {
		case strings.Contains(r.URL.Path, "/properties/"):
			_, _ = io.WriteString(w, `{"results":[{"name":"name"}]}`)
		case strings.HasSuffix(r.URL.Path, "/batch/read"):
			_, _ = io.WriteString(w, `{"results":[]}`)
		default:
			_, _ = io.WriteString(w, records)
		}
		return true
	}
	client := hubspot.New(options(up, clocktest.New()))
	s := client.Session(machines)
	page, err := s.List(t.Context(), hubspot.ListQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if r := page.Records[0]; string(r.Modified) != "y" || string(r.Merged) != "9" {
		t.Errorf("modified %s, merged %s", r.Modified, r.Merged)
	}
	if _, err := s.Search(t.Context(), hubspot.SearchQuery{}); err != nil {
		t.Error(err)
	}
	if _, err := s.Properties(t.Context()); err != nil {
		t.Error(err)
	}
	if err := client.Check(t.Context(), machines); err != nil {
		t.Error(err)
	}
	if _, err := s.ReadBatch(t.Context(), page, []string{"name"}); err == nil || !strings.Contains(err.Error(), "lacks machine 1 ") {
		t.Error(err)
	}
	const root = "/crm/v3/objects/machines"
	calls := up.Requests()
	for i, path := range []string{root, root + "/search", "/crm/v3/properties/machines", root, "/account-info/v3/details", root + "/batch/read"} {
		if calls[i].Path != path {
			t.Errorf("call %d: %s, want %s", i, calls[i].Path, path)
		}
	}
	if filters := fmt.Sprint(calls[1].Body["filterGroups"]); !strings.Contains(filters, "propertyName:hs_lastmodifieddate ") {
		t.Error(filters)
	}
	if properties := fmt.Sprint(calls[5].Body["properties"]); properties != "[name merged_machines]" {
		t.Error(properties)
	}
}

// A custom type remains the same value if HubSpot refuses to list the types for a while, so that what is remembered of its
// archive, for example, is not forgotten while reads of it go on.
func TestACustomTypeOutlivesARefusal(t *testing.T) {
	status := http.StatusOK
	up := hubspottest.New()
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"results":[{"name":"car","fullyQualifiedName":"p1_car","objectTypeId":"2-7"}]}`)
		return true
	}
	clock := clocktest.New()
	objects := hubspot.NewObjects(hubspot.New(options(up, clock)))
	first, err := objects.Find(t.Context(), "car")
	if err != nil {
		t.Fatal(err)
	}
	for _, status = range []int{http.StatusForbidden, http.StatusNotFound, http.StatusOK} {
		clock.Advance(time.Hour)
		if again, err := objects.Find(t.Context(), "2-7"); again != first {
			t.Errorf("%d: %v, %v", status, again, err)
		}
	}
	if calls := len(up.Requests()); calls != 4 {
		t.Errorf("%d calls", calls)
	}
}
