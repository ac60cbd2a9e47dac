package deploy

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// scopes is a row of the document's table for one object: what reading takes, what properties take, and what writing takes.
type scopes struct{ object, read, schema, write string }

// scopeTable reads the table of scopes; "" stands for what an object does not have.
func scopeTable(t *testing.T) []scopes {
	t.Helper()
	_, table, _ := strings.Cut(document(t), "| object | reading |")
	table, _, _ = strings.Cut(table, "\n\n")
	var rows []scopes
	for _, line := range strings.Split(table, "\n")[2:] {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			t.Fatalf("not a row of four cells: %s", line)
		}
		for object := range strings.SplitSeq(cells[1], ",") {
			rows = append(rows, scopes{cell(object), cell(cells[2]), cell(cells[3]), cell(cells[4])})
		}
	}
	return rows
}

func cell(text string) string {
	if text = strings.Trim(text, " `"); text == "–" {
		return ""
	}
	return text
}

// With the scopes in the table an object can be read, with all its properties, and written; without one of them it cannot, and the
// error names it. Each scope is also the one that the connector asks for if HubSpot does not say which is missing.
func TestTheScopesAreTheOnesNeeded(t *testing.T) {
	hub := fakehubspot.Start(t)
	objects := hub.Objects()
	car, err := hub.Define(fakehubspot.Schema{
		Name: "car", Labels: fakehubspot.SchemaLabels{Singular: "Car", Plural: "Cars"}, PrimaryDisplayProperty: "plate",
		Properties: []fakehubspot.SchemaProperty{{Name: "plate", Label: "Plate", Type: fakehubspot.PropertyString}},
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := scopeTable(t)
	if len(rows) < len(objects) {
		t.Errorf("the table has %d objects, and HubSpot %d", len(rows), len(objects))
	}
	for i, row := range rows {
		t.Run(row.object, func(t *testing.T) {
			records := hub.Object(row.object)
			if row.object == "custom objects" {
				records, row.object = car, "car"
			}
			k := &keyring{t: t, hub: hub, prefix: fmt.Sprintf("key-%d-", i), custom: row.object == "car", object: row.object}
			k.reading(row)
			k.properties(row)
			k.writing(row, records)
		})
	}
}

// keyring makes keys with some scopes, and connectors that have them.
type keyring struct {
	t      *testing.T
	hub    *fakehubspot.Server
	prefix string
	object string
	custom bool
	keys   int
	refusing
}

// ask sends a request to a connector whose key has these scopes, and the one for the names of custom objects if it reads one.
func (k *keyring) ask(method, path, body string, scopes ...string) (status int, answer string) {
	k.t.Helper()
	k.keys++
	key := fmt.Sprint(k.prefix, k.keys)
	if k.custom {
		scopes = append(scopes, "crm.schemas.custom.read")
	}
	if _, err := k.hub.AddToken(fakehubspot.AccessToken{Value: key, Scopes: append(scopes, "oauth")}); err != nil {
		k.t.Fatal(err)
	}
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.SearchRate, cfg.RetryFor, cfg.Write = connector.Secret(key), k.hub.URL()+"/crm/v3", 1000, time.Millisecond, connector.WriteOn
	c, err := connector.New(cfg, connector.Transport(k.refusing))
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	w := httptest.NewRecorder()
	c.Handler().ServeHTTP(w, httptest.NewRequestWithContext(k.t.Context(), method, path, strings.NewReader(body)))
	return w.Code, w.Body.String()
}

// works requires that a request succeeds with these scopes.
func (k *keyring) works(method, path, body string, scopes ...string) {
	k.t.Helper()
	if status, answer := k.ask(method, path, body, scopes...); status != http.StatusOK {
		k.t.Errorf("%s %s with %v: %d %s", method, path, scopes, status, answer)
	}
}

// lacks requires that a request fails with these scopes for want of another one, which the error names.
func (k *keyring) lacks(missing, method, path, body string, scopes ...string) {
	k.t.Helper()
	status, answer := k.ask(method, path, body, scopes...)
	if named := regexp.MustCompile(`\b` + regexp.QuoteMeta(missing) + `\b`); status != http.StatusBadGateway || !named.MatchString(answer) {
		k.t.Errorf("%s %s with %v and without %s: %d %s", method, path, scopes, missing, status, answer)
	}
}

// refusing answers calls whose method and path match with a 403 that names no scope, in HubSpot's place.
type refusing struct{ call *regexp.Regexp }

func (r refusing) RoundTrip(request *http.Request) (*http.Response, error) {
	if r.call == nil || !r.call.MatchString(request.Method+" "+request.URL.Path) {
		return http.DefaultTransport.RoundTrip(request)
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.WriteString(`{"status":"error","message":"no"}`)
	return w.Result(), nil
}

// refused requires that a request fails although its key has these scopes, because HubSpot refuses calls without saying why, and that
// the error names the scope.
func (k *keyring) refused(call, scope, method, path, body string, scopes ...string) {
	k.t.Helper()
	k.call = regexp.MustCompile(call)
	k.lacks(scope, method, path, body, scopes...)
	k.call = nil
}

func (k *keyring) reading(row scopes) {
	k.t.Helper()
	path := "/get_" + row.object
	k.works(http.MethodGet, path, "", row.read)
	k.lacks(row.read, http.MethodGet, path, "")
	k.refused(`^GET /crm/.*objects/`, row.read, http.MethodGet, path, "", row.read)
}

func (k *keyring) properties(row scopes) {
	k.t.Helper()
	path := "/get_" + row.object + "?properties=*"
	k.works(http.MethodGet, path, "", row.read, row.schema)
	k.refused(`^GET /crm/.*properties/`, row.schema, http.MethodGet, path, "", row.read, row.schema)
}

func (k *keyring) writing(row scopes, records *fakehubspot.Object) {
	k.t.Helper()
	if err := records.DefineProperty("memo", fakehubspot.PropertyString, false); err != nil {
		k.t.Fatal(err)
	}
	if err := records.Seed(1, ""); err != nil {
		k.t.Fatal(err)
	}
	all, err := records.All()
	if err != nil || len(all) == 0 {
		k.t.Fatalf("%d records: %v", len(all), err)
	}
	path, body := "/push_"+row.object, func(memo string) string { return fmt.Sprintf(`[{"id": %q, "memo": %q}]`, all[0].ID, memo) }
	if row.write == "" {
		if status, answer := k.ask(http.MethodPost, path, body("a"), everything(k.t)...); status == http.StatusOK {
			k.t.Errorf("%s can be written: %s", row.object, answer)
		}
		return
	}
	if row.write != row.read {
		k.lacks(row.write, http.MethodPost, path, body("a"), row.read, row.schema)
	}
	k.refused(`/batch/update$`, row.write, http.MethodPost, path, body("b"), row.read, row.schema, row.write)
	k.works(http.MethodPost, path, body("c"), row.read, row.schema, row.write)
	changed, err := records.Get(all[0].ID)
	if err != nil || changed.Properties["memo"] != "c" {
		k.t.Errorf("HubSpot has the memo %q (%v)", changed.Properties["memo"], err)
	}
}

// everything is every scope of the table.
func everything(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, row := range scopeTable(t) {
		all = append(all, row.read, row.schema)
		if row.write != "" {
			all = append(all, row.write)
		}
	}
	return all
}

// Associations take the scopes of both sides, pipelines that of their object, and owners one of their own.
func TestScopesBesideThoseOfObjects(t *testing.T) {
	hub := fakehubspot.Start(t, fakehubspot.Contacts(3), fakehubspot.Records("companies", 2), fakehubspot.Records("deals", 1))
	all, err := hub.Object("companies").All()
	if err != nil {
		t.Fatal(err)
	}
	lonely, err := hub.Create(map[string]string{"email": "lonely@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	k := &keyring{t: t, hub: hub, prefix: "key-"}
	const (
		contacts, companies, deals = "crm.objects.contacts.read", "crm.objects.companies.read", "crm.objects.deals.read"
		owners                     = "crm.objects.owners.read"
	)
	for _, path := range []string{"/get_contacts?associations=companies", "/get_associations?from=contacts&to=companies"} {
		k.works(http.MethodGet, path, "", contacts, companies)
		k.lacks(companies, http.MethodGet, path, "", contacts)
		k.lacks(contacts, http.MethodGet, path, "", companies)
	}
	write, both := "/push_associations?from=contacts&to=companies", []string{"crm.objects.contacts.write", "crm.objects.companies.write"}
	body := fmt.Sprintf(`[{"from": %q, "to": %q}]`, lonely.ID, all[0].ID)
	for i, missing := range both {
		k.lacks(missing, http.MethodPost, write, body, contacts, companies, both[1-i])
	}
	k.works(http.MethodPost, write, body, append(both, contacts, companies)...)
	k.works(http.MethodGet, "/get_pipelines?object=deals", "", deals)
	k.lacks(deals, http.MethodGet, "/get_pipelines?object=deals", "")
	k.works(http.MethodGet, "/get_owners", "", owners)
	k.lacks(owners, http.MethodGet, "/get_owners", "")
	if !strings.Contains(document(t), "`"+owners+"`") {
		t.Error("the document does not name the scope of owners")
	}
}
