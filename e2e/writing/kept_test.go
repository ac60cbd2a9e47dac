package writing

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// What HubSpot accepts without a word, and does not store, is not called written: the entity is refused, and whoever reads why
// knows what to do. Everything else that was sent is written.
func TestHubSpotKeepsAnotherValue(t *testing.T) {
	b := newBed(t, nil, fakehubspot.StagesGoForward())
	ada, err := b.hub.Create(map[string]string{"email": "ada@example.com", "lifecyclestage": "customer"})
	if err != nil {
		t.Fatal(err)
	}
	holds := func(property, want string) {
		t.Helper()
		record, _ := b.hub.Contact(ada.ID)
		if got := record.Properties[property]; got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	refused := func(a answer, index int) {
		t.Helper()
		told := a.failure(t)
		if a.status != http.StatusBadRequest || told.Failed != 1 {
			t.Fatalf("%d %s, want 400 and one refused", a.status, a.body)
		}
		if e := told.Entities[0]; e.Index != index || e.Status != "refused" || e.ID != ada.ID || !strings.Contains(e.Error, `keeps "customer"; a lifecycle stage`) {
			t.Errorf("%+v, want entity %d refused", e, index)
		}
	}

	back := `{"email":"ada@example.com","city":"Oslo","lifecyclestage":"lead"}`
	refused(b.push("contacts", `[`+back+`,{"email":"bo@example.com","lifecyclestage":"lead"}]`), 0)
	holds("city", "Oslo")
	holds("lifecyclestage", "customer")
	if n := len(b.hub.Contacts()); n != 2 {
		t.Errorf("HubSpot has %d contacts, want 2", n)
	}

	refused(b.push("contacts", `[{"id":`+ada.ID+`,"city":"Moss"},`+back+`,{"id":`+ada.ID+`,"city":"Bergen"}]`), 1)
	holds("city", "Bergen")

	for _, stage := range []string{`null`, `"lead"`, `"opportunity"`} {
		if a := b.push("contacts", `[{"email":"ada@example.com","lifecyclestage":`+stage+`}]`); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", stage, a.status, a.body)
		}
	}
	holds("lifecyclestage", "opportunity")
}
