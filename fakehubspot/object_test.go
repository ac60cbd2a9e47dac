package fakehubspot_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// The records of an object type have a life of their own, the same under each of the type's names.
func TestObject(t *testing.T) {
	c := start(t, fakehubspot.Contacts(2), fakehubspot.Records("company", 3))
	companies := c.hub.Object("companies")
	all, err := companies.All()
	if err != nil || len(all) != 3 {
		t.Fatalf("%d, %v", len(all), err)
	}
	if done, err := companies.Play(fakehubspot.ScenarioErasure, 1); err != nil || done != "1 companies were erased" {
		t.Errorf("%s, %v", done, err)
	}
	acme, err := companies.Create(map[string]string{"name": "Acme"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.hub.Object("0-2").Get(acme.ID); err != nil || got.Properties["name"] != "Acme" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := companies.Update(acme.ID, map[string]string{"city": "Oslo"}); err != nil || got.Properties["city"] != "Oslo" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := companies.DefineProperty("shoe", fakehubspot.PropertyNumber, false); err != nil {
		t.Error(err)
	}
	rule := fakehubspot.ValidationRule{Type: "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", Normalize: true}
	if err := companies.SetRule("phone", rule); err != nil {
		t.Error(err)
	}
	if _, err := companies.Update(acme.ID, map[string]string{"phone": "22 22 22 22"}); !errors.Is(err, fakehubspot.ErrInvalid) || !strings.Contains(err.Error(), "breaks a validation rule") {
		t.Error(err)
	}
	if got, err := companies.Update(acme.ID, map[string]string{"phone": "+47 22 22 22 22"}); err != nil || got.Properties["phone"] != "+4722222222" {
		t.Errorf("%+v, %v", got, err)
	}
	if ids, err := companies.ChangeRecords(fakehubspot.Change{IDs: []string{acme.ID}, Properties: map[string]string{"shoe": "44"}}); err != nil || len(ids) != 1 {
		t.Errorf("%v, %v", ids, err)
	}
	c.want(http.StatusOK, "GET /crm/v3/objects/companies/"+acme.ID+"?properties=shoe,city", `"city":"Oslo"`, `"shoe":"44"`)
	if ids, err := companies.Change(2); err != nil || len(ids) != 2 {
		t.Errorf("%v, %v", ids, err)
	}
	if ids, err := companies.Touch(acme.ID); err != nil || len(ids) != 1 {
		t.Errorf("%v, %v", ids, err)
	}
	if err := companies.Archive(acme.ID); err != nil {
		t.Error(err)
	}
	if gone, err := companies.Archived(); err != nil || len(gone) != 1 || !gone[0].Archived {
		t.Errorf("%+v, %v", gone, err)
	}
	c.want(http.StatusOK, "POST /_fake/objects/companies/"+acme.ID+"/restore", `"id":"`+acme.ID+`"`)
	if err := companies.Seed(2, fakehubspot.ProfileTies); err != nil {
		t.Error(err)
	}
	all, _ = companies.All()
	merged, err := companies.Merge(all[0].ID, all[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := companies.Get(all[0].ID); err != nil || got.ID != merged.ID {
		t.Errorf("%+v, %v", got, err)
	}
	if err := companies.Erase(merged.ID); err != nil {
		t.Error(err)
	}
	if err := companies.Churn(60); err != nil {
		t.Error(err)
	}
	if rate, err := companies.ChurnRate(); err != nil || rate != 60 || c.hub.ChurnRate() != 0 {
		t.Errorf("companies change %d times a minute, contacts %d times, %v", rate, c.hub.ChurnRate(), err)
	}
	if err := companies.Churn(0); err != nil {
		t.Error(err)
	}
	if len(c.hub.Contacts()) != 2 {
		t.Error("contacts were changed")
	}
}

// A type that there is not is found out by whatever is done with it, and so is a record.
func TestObjectsThatThereAreNot(t *testing.T) {
	c := start(t, fakehubspot.Contacts(2))
	llamas, deals := c.hub.Object("llamas"), c.hub.Object("deals")
	for name, err := range map[string]error{
		"create": second(llamas.Create(nil)), "update": second(llamas.Update("1", nil)), "archive": llamas.Archive("1"),
		"restore": second(llamas.Restore("1")), "merge": second(llamas.Merge("1", "2")), "erase": llamas.Erase("1"),
		"get": second(llamas.Get("1")), "all": second(llamas.All()), "archived": second(llamas.Archived()),
		"seed": llamas.Seed(1, ""), "change": second(llamas.Change(1)), "touch": second(llamas.Touch()), "churn": llamas.Churn(1),
		"churn rate": second(llamas.ChurnRate()), "play": second(llamas.Play("calm", 0)),
		"property":          llamas.DefineProperty("x", fakehubspot.PropertyString, false),
		"rule":              llamas.SetRule("x", fakehubspot.ValidationRule{Type: "MAX_LENGTH", Arguments: []string{"1"}}),
		"rule of nothing":   deals.SetRule("x", fakehubspot.ValidationRule{Type: "MAX_LENGTH", Arguments: []string{"1"}}),
		"change of records": second(llamas.ChangeRecords(fakehubspot.Change{IDs: []string{"1"}})),
		"no record":         deals.Archive("51"), "a contact as a deal": second(deals.Get("51")),
	} {
		if !errors.Is(err, fakehubspot.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// second is the error among the results of a call.
func second[T any](_ T, err error) error { return err }
