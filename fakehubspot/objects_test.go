package fakehubspot_test

import (
	"errors"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

func TestRecordsAreFoundInGo(t *testing.T) {
	hub := fakehubspot.Start(t, fakehubspot.Contacts(30), fakehubspot.Records("companies", 3), fakehubspot.Frozen(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)))
	tallies := map[string]fakehubspot.Tally{}
	for _, one := range hub.Objects() {
		tallies[one.Name] = one
	}
	if got := tallies["companies"]; got != (fakehubspot.Tally{Name: "companies", Singular: "company", Label: "Companies", Live: 3}) {
		t.Errorf("companies: %+v", got)
	}
	contacts := hub.Object("contacts")
	if _, err := contacts.Update("51", map[string]string{"city": "Bodø"}); err != nil {
		t.Fatal(err)
	}
	page, total, err := contacts.Find(fakehubspot.Query{Text: "bodø", Properties: []string{"city"}})
	if err != nil || total != 1 || page[0].ID != "51" {
		t.Errorf("found %v of %d, %v", page, total, err)
	}
	if page, total, err := contacts.Find(fakehubspot.Query{Sort: "hs_object_id", Offset: 1, Limit: 2}); err != nil || total != 30 || len(page) != 2 || page[0].ID != "51" {
		t.Errorf("found %v of %d, %v", page, total, err)
	}
	if _, _, err := contacts.Find(fakehubspot.Query{Sort: "town"}); !errors.Is(err, fakehubspot.ErrInvalid) {
		t.Errorf("sorted by what contacts have not: %v", err)
	}
	past, err := contacts.History("51", "city")
	if err != nil || len(past) != 2 || past[0].Value != "Bodø" || past[0].Source != "CRM_UI" || past[1].Value != "Cambridge" || past[0].At != hub.Now() {
		t.Errorf("history %+v, %v", past, err)
	}
	if _, err := contacts.History("51", "town"); !errors.Is(err, fakehubspot.ErrInvalid) {
		t.Errorf("the history of what contacts have not: %v", err)
	}
	if _, err := contacts.History("99", "city"); !errors.Is(err, fakehubspot.ErrNotFound) {
		t.Errorf("the history of nobody: %v", err)
	}
}
