package fakehubspot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// direct calls the server without a connection.
func direct(hub *fakehubspot.Server, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+hub.Token())
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	hub.Handler().ServeHTTP(w, r)
	return w
}

// world is an export in which every contact has the same city.
func world(t *testing.T, city string, contacts int) string {
	t.Helper()
	hub := start(t, fakehubspot.Contacts(contacts)).hub
	if _, err := hub.ChangeContacts(fakehubspot.Change{Count: contacts, Properties: map[string]string{"city": city}}); err != nil {
		t.Fatal(err)
	}
	var state bytes.Buffer
	if err := hub.Export(&state); err != nil {
		t.Fatal(err)
	}
	return state.String()
}

// Whoever reads while the state is replaced sees the old contacts or the new ones, all of them: a client that got an
// empty list in between would delete everything on its side.
func TestReadersSeeWholeStatesOnly(t *testing.T) {
	sizes := map[string]int{"Oslo": 40, "Bergen": 17}
	worlds := map[string]string{}
	for city, n := range sizes {
		worlds[city] = world(t, city, n)
	}
	sizes["Tromsø"] = 29 // the start
	hub := start(t, fakehubspot.Contacts(29)).hub
	if err := hub.Import(strings.NewReader(worlds["Oslo"])); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, one := range hub.Contacts() {
		ids = append(ids, `{"id":"`+one.ID+`"}`)
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for _, read := range [][3]string{
		{http.MethodGet, "/crm/v3/objects/contacts?limit=100&properties=city"},
		{http.MethodPost, "/crm/v3/objects/contacts/search", `{"limit":200,"properties":["city"]}`},
		{http.MethodPost, "/crm/v3/objects/contacts/batch/read", `{"properties":["city"],"inputs":[` + strings.Join(ids, ",") + `]}`},
	} {
		readers.Go(func() {
			for reads := 0; ; reads++ {
				select {
				case <-done:
					return
				default:
				}
				w := direct(hub, read[0], read[1], read[2])
				if wrong := wholeness(w.Body.Bytes(), sizes); wrong != "" {
					t.Errorf("%s, read %d: %d %s", read[1], reads, w.Code, wrong)
					return
				}
			}
		})
	}
	for range 60 {
		for _, city := range []string{"Bergen", "Oslo"} {
			if err := hub.Import(strings.NewReader(worlds[city])); err != nil {
				t.Error(err)
			}
		}
		if err := hub.Reset(); err != nil {
			t.Error(err)
		}
	}
	close(done)
	readers.Wait()
}

// wholeness says what an answer has of more than one state, or what it lacks of one. The cities of the start differ.
func wholeness(body []byte, sizes map[string]int) string {
	var page struct {
		Results []struct{ Properties struct{ City string } }
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return err.Error()
	}
	cities := map[string]int{}
	for _, one := range page.Results {
		city := one.Properties.City
		if _, known := sizes[city]; !known || city == "Tromsø" {
			city = "Tromsø"
		}
		cities[city]++
	}
	if len(cities) != 1 {
		return fmt.Sprintf("the answer mixes states, or is empty: %v", cities)
	}
	for city, n := range cities {
		if n != sizes[city] {
			return fmt.Sprintf("%d of the %d contacts of %s", n, sizes[city], city)
		}
	}
	return ""
}

// A call that a fault held up until the reset belongs to the account that is gone.
func TestResetEndsTheCallsBeforeIt(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(3)).hub
	if err := hub.AddFault(fakehubspot.Fault{Name: "held", Kind: fakehubspot.FaultHang}); err != nil {
		t.Fatal(err)
	}
	answered := make(chan int)
	go func() {
		answered <- direct(hub, http.MethodPost, "/crm/v3/objects/contacts", `{"properties":{"email":"late@x.no"}}`).Code
	}()
	for hub.Faults()[0].Struck == 0 { // until the call is held up
		runtime.Gosched()
	}
	if err := hub.Reset(); err != nil {
		t.Fatal(err)
	}
	if status := <-answered; status != http.StatusCreated {
		t.Errorf("the call was answered %d", status)
	}
	if n := len(hub.Contacts()); n != 3 || len(hub.Requests(fakehubspot.Filter{})) != 0 {
		t.Errorf("%d contacts, %d calls", n, len(hub.Requests(fakehubspot.Filter{})))
	}
}

// Contacts that are created while others are seeded do not get the same IDs.
func TestSeedingAndCreatingDoNotCollide(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(2)).hub
	const rounds, each = 20, 50
	var all sync.WaitGroup
	all.Go(func() {
		for range rounds {
			if err := hub.SeedContacts(each, ""); err != nil {
				t.Error(err)
			}
		}
	})
	for worker := range 3 {
		all.Go(func() {
			for i := range 200 {
				if _, err := hub.Create(map[string]string{"email": fmt.Sprintf("w%d-%d@x.no", worker, i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := len(hub.Contacts()); n != 2+rounds*each+3*200 {
		t.Errorf("%d contacts, want %d: some took the place of others", n, 2+rounds*each+3*200)
	}
}

// The sample contacts never take the place of contacts that an import brought.
func TestSamplesDoNotReplaceOthers(t *testing.T) {
	hub := start(t).hub
	state := `{"kind":"account","clock":"frozen","now":"2026-03-01T12:00:00Z"}
{"kind":"contact","id":"51","properties":{"city":"Oslo"},"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}`
	if err := hub.Import(strings.NewReader(state)); err != nil {
		t.Fatal(err)
	}
	if err := hub.SeedContacts(5, ""); err != nil {
		t.Fatal(err)
	}
	if one, _ := hub.Contact("51"); one.Properties["city"] != "Oslo" || len(hub.Contacts()) != 6 {
		t.Errorf("%d contacts, 51 is %+v", len(hub.Contacts()), one)
	}
}
