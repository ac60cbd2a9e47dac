package writing

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

func start(t *testing.T, opts ...fakehubspot.Option) (*fakehubspot.Server, *connector.Connector) {
	t.Helper()
	hub := fakehubspot.Start(t, opts...)
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write = connector.Secret(hub.Token()), hub.URL()+"/crm/v3", connector.WriteOn
	return hub, connector.Start(t, cfg, connector.Logger(slog.New(slog.NewTextHandler(t.Output(), nil))))
}

func post(t *testing.T, c *connector.Connector, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestTry(t *testing.T) {
	hub, c := start(t, fakehubspot.Contacts(3))
	for _, body := range []string{
		`[{"_id":"erp:1","email":"new@example.com","firstname":"New"}]`,
		`[{"_id":"erp:1","email":"New@example.com","firstname":"New"}]`,
		`[{"_id":"erp:1","email":"new@example.com","firstname":"Newer"},{"_id":"erp:2","email":"x@example.com","frstname":"y"},{"_id":"erp:3"},7]`,
		`[{"_id":"erp:1","email":"new@example.com","lastname":"A"},{"_id":"erp:1","email":"new@example.com","lastname":"B"}]`,
		`[{"_id":"erp:1","email":"new@example.com","_deleted":true}]`,
		`[{"_id":"erp:1","email":"new@example.com","_deleted":true}]`,
		`[]`, `[{]`,
	} {
		status, text := post(t, c, "/push_contacts", body)
		t.Log(body, "→", status, text)
		status, text = post(t, c, "/transform_contacts", body)
		t.Log(body, "→ transform", status, text)
	}
	all, err := hub.Object("contacts").All()
	t.Log(len(all), err)
	list, _ := json.Marshal(all[0].Properties)
	t.Log(string(list))
	id := all[0].ID
	for _, body := range []string{
		`[{"id":"` + id + `","jobtitle":"x","phone":"+47 22 33"}]`,
		`[{"id":"` + id + `","jobtitle":"y","$based_on":{"jobtitle":"z"}}]`,
		`[{"id":"` + id + `","jobtitle":"x","phone":"4722 33"},{"id":"77777777777"},{"id":"` + id + `","_deleted":true},{"id":"` + id + `","jobtitle":"z"}]`,
	} {
		status, text := post(t, c, "/push_contacts", body)
		t.Log(body, "→", status, text)
	}
	status, text := post(t, c, "/push_products", `[{"_id":"p1","hs_sku":"A-1","name":"Thing","price":"12.50"}]`)
	t.Log(status, text)
	status, text = post(t, c, "/push_products", `[{"_id":"p1","hs_sku":"A-1","name":"Thing","price":12.5}]`)
	t.Log(status, text)
	status, text = post(t, c, "/push_companies?match=name", `[{"_id":"p1","name":"Thing"}]`)
	t.Log(status, text)
}

func TestLinks(t *testing.T) {
	hub, c := start(t, fakehubspot.Contacts(3), fakehubspot.Records("companies", 2))
	p, _ := hub.Object("contacts").All()
	q, _ := hub.Object("companies").All()
	a, b := p[len(p)-1].ID, q[0].ID
	for _, body := range []string{
		`[{"from":"` + a + `","to":"` + b + `"}]`,
		`[{"from":"` + a + `","to":"` + b + `"}]`,
		`[{"from":"` + a + `","to":"` + b + `","types":[{"label":"Primary"}]}]`,
		`[{"from":"` + a + `","to":"` + b + `","types":[{"label":"Primry"}]},{"from":"999","to":"` + b + `"},{"from":"` + a + `"}]`,
		`[{"from":"` + a + `","to":"` + b + `","types":[{"category":"HUBSPOT_DEFINED","typeId":1}],"_deleted":true}]`,
		`[{"from":"` + a + `","to":"` + b + `","_deleted":true}]`,
		`[{"from":"` + a + `","to":"` + b + `","_deleted":true}]`,
	} {
		status, text := post(t, c, "/push_associations?from=contacts&to=companies", body)
		list, _ := hub.Associations(fakehubspot.Ref{Object: "contacts", ID: a}, "companies")
		t.Log(body, "→", status, text, list)
	}
}
