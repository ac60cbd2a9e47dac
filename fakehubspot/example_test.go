package fakehubspot_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// run takes the place of the *testing.T of a real test, which examples do not have.
type run struct{ cleanups []func() }

func (*run) Helper()                           {}
func (r *run) Cleanup(f func())                { r.cleanups = append(r.cleanups, f) }
func (*run) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (*run) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (r *run) end() {
	for _, f := range r.cleanups {
		f()
	}
}

// ask is the client under test: it sends one request and returns status and body.
func ask(hub *fakehubspot.Server, method, path, body string) (status int, answer string) {
	return askAs(hub, hub.Token(), method, path, body)
}

func askAs(hub *fakehubspot.Server, token, method, path, body string) (status int, answer string) {
	request, err := http.NewRequest(method, hub.URL()+path, strings.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return response.StatusCode, "reading the body: " + err.Error()
	}
	return response.StatusCode, string(raw)
}

// The set-up of a test is one line; t is the test's own.
func ExampleStart() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Contacts(1000))
	status, body := ask(hub, "GET", "/crm/v3/objects/contacts/51?properties=email", "")
	fmt.Println(len(hub.Contacts()), "contacts")
	fmt.Println(status, body)
	// Output:
	// 1000 contacts
	// 200 {"id":"51","properties":{"createdate":"2024-01-01T00:00:00.623Z","email":"bh@hubspot.com","hs_object_id":"51","lastmodifieddate":"2024-01-01T00:00:04.930Z"},"createdAt":"2024-01-01T00:00:00.623Z","updatedAt":"2024-01-01T00:00:04.930Z","archived":false,"url":"https://app.hubspot.com/contacts/62515/record/0-1/51"}
}

// The first list gets a 503 from HubSpot's edge, the second is cut within its body, the third is good.
func ExampleServer_AddFault() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Contacts(10))
	list := fakehubspot.Match{Method: "GET", Path: "/crm/v3/objects/contacts"}
	for _, fault := range []fakehubspot.Fault{
		{Kind: fakehubspot.FaultStatus, Status: 503, Match: list, Count: 1},
		{Kind: fakehubspot.FaultCut, AfterBytes: 400, Match: list, Count: 1},
	} {
		if err := hub.AddFault(fault); err != nil {
			t.Fatalf("%v", err)
		}
	}
	for range 3 {
		status, body := ask(hub, "GET", "/crm/v3/objects/contacts", "")
		fmt.Printf("%d %.16q\n", status, body)
	}
	// Output:
	// 503 "<!DOCTYPE html>\n"
	// 200 "reading the body"
	// 200 "{\"results\":[{\"id"
}

// The search index is half a minute late. The test does not wait for it but moves the clock.
func ExampleServer_Advance() {
	t := &run{}
	defer t.end()

	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	hub := fakehubspot.Start(t, fakehubspot.Contacts(10), fakehubspot.Frozen(noon), fakehubspot.IndexLag(30*time.Second))
	changed, err := hub.Update("51", map[string]string{"city": "Oslo"})
	if err != nil {
		t.Fatalf("%v", err)
	}
	fmt.Println("changed at", changed.UpdatedAt.Format(time.RFC3339))

	search := `{"properties":["city"],"filters":[{"propertyName":"city","operator":"EQ","value":"Oslo"}]}`
	_, early := ask(hub, "POST", "/crm/v3/objects/contacts/search", search)
	fmt.Println("at once:   ", early)
	fmt.Println("and now at", hub.Advance(30*time.Second).Format(time.RFC3339))
	_, late := ask(hub, "POST", "/crm/v3/objects/contacts/search", search)
	fmt.Printf("%.36s…\n", late)
	// Output:
	// changed at 2026-03-01T12:00:00Z
	// at once:    {"total":0,"results":[]}
	// and now at 2026-03-01T12:00:30Z
	// {"total":1,"results":[{"id":"51","pr…
}

// The client should have paged with limit=100. The journal shows which call came closest to that.
func ExampleServer_ExplainRequests() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Contacts(10), fakehubspot.Frozen(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)))
	ask(hub, "GET", "/crm/v3/objects/contacts?limit=10&archived=true", "")

	wanted := fakehubspot.Filter{Method: "GET", Path: "/crm/v3/objects/contacts", Query: "limit=100"}
	fmt.Println(hub.CountRequests(wanted), "of them")
	fmt.Println(hub.ExplainRequests(wanted))
	// Output:
	// 0 of them
	// 0 recorded request(s) fit
	//   close: #1 GET /crm/v3/objects/contacts → 200: query is "limit=10&archived=true", wanted "limit=100" in it
}

// The contacts, properties and clock of one account are copied to another, which then answers the same bytes.
func ExampleServer_Export() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Contacts(100), fakehubspot.Seed(7))
	if err := hub.Archive("51"); err != nil {
		t.Fatalf("%v", err)
	}
	var state bytes.Buffer
	if err := hub.Export(&state); err != nil {
		t.Fatalf("%v", err)
	}

	other := fakehubspot.Start(t)
	if err := other.Import(&state); err != nil {
		t.Fatalf("%v", err)
	}
	fmt.Println(len(other.Contacts()), "live,", len(other.ArchivedContacts()), "archived")
	_, one := ask(hub, "GET", "/crm/v3/objects/contacts/1", "")
	_, two := ask(other, "GET", "/crm/v3/objects/contacts/1", "")
	fmt.Println("the same answer:", one == two)
	// Output:
	// 99 live, 1 archived
	// the same answer: true
}

// More than ten thousand contacts change in one millisecond, as an import or the end of a month can do: a client that
// pages a search by time alone never gets past them.
func ExampleServer_Play() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Contacts(12_000))
	done, err := hub.Play(fakehubspot.ScenarioMassUpdate, 0)
	fmt.Println(done, err)
	status, body := ask(hub, "POST", "/crm/v3/objects/contacts/search", `{"limit":100,"after":"10000"}`)
	fmt.Printf("%d %.67s}\n", status, body)
	// Output:
	// 12000 contacts were modified in the same millisecond <nil>
	// 400 {"status":"error","message":"There was a problem with the request."}
}

// Without a test, New and Close take the place of Start.
func ExampleNew() {
	hub, err := fakehubspot.New(fakehubspot.Contacts(2), fakehubspot.Token("s3cret"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = hub.Close() }()

	for _, contact := range hub.Contacts() {
		fmt.Println(contact.ID, contact.Properties["email"])
	}
	// Output:
	// 1 emailmaria@hubspot.com
	// 51 bh@hubspot.com
}

// A contact that does not exist and an email address that another contact has are different errors.
func ExampleServer_Update() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Contacts(2))
	_, err := hub.Update("99", map[string]string{"city": "Oslo"})
	fmt.Println("not found:", errors.Is(err, fakehubspot.ErrNotFound))
	_, err = hub.Update("1", map[string]string{"email": "bh@hubspot.com"})
	fmt.Println("taken:", errors.Is(err, fakehubspot.ErrTaken))
	changed, err := hub.Update("1", map[string]string{"city": "Oslo"})
	fmt.Println(changed.Properties["city"], err)
	// Output:
	// not found: true
	// taken: true
	// Oslo <nil>
}

// A token that may only read contacts expires after an hour of the server's clock.
func ExampleServer_AddToken() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Contacts(2), fakehubspot.Frozen(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)))
	reader, err := hub.AddToken(fakehubspot.AccessToken{
		Value: "reader", Scopes: []string{"crm.objects.contacts.read"}, Expires: hub.Now().Add(time.Hour),
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	read, _ := askAs(hub, reader.Value, "GET", "/crm/v3/objects/contacts", "")
	write, _ := askAs(hub, reader.Value, "DELETE", "/crm/v3/objects/contacts/1", "")
	hub.Advance(time.Hour)
	late, _ := askAs(hub, reader.Value, "GET", "/crm/v3/objects/contacts", "")
	fmt.Println(read, write, late)
	// Output: 200 403 401
}

// Two calls in ten seconds, so that a test reaches the limit at once.
func ExampleServer_SetLimits() {
	t := &run{}
	defer t.end()

	hub := fakehubspot.Start(t, fakehubspot.Frozen(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)))
	if err := hub.SetLimits(fakehubspot.Limits{Plan: fakehubspot.PlanProfessional, TenSecondly: 2}); err != nil {
		t.Fatalf("%v", err)
	}
	for range 3 {
		status, _ := ask(hub, "GET", "/crm/v3/objects/contacts", "")
		fmt.Println(status)
	}
	fmt.Println(hub.Limits().Busiest, "of", hub.Limits().InForce.TenSecondly)
	// Output:
	// 200
	// 200
	// 429
	// 2 of 2
}
