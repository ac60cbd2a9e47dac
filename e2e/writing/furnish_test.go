package writing

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// furnish makes the properties and records that the tables are about.
func (b *bed) furnish() {
	b.t.Helper()
	for name, kind := range map[string]fakehubspot.PropertyType{
		"amount": fakehubspot.PropertyNumber, "born": fakehubspot.PropertyDate, "met": fakehubspot.PropertyDateTime, "vip": fakehubspot.PropertyBool,
	} {
		b.define("contacts", name, kind, false)
	}
	b.define("contacts", "erp_id", fakehubspot.PropertyString, true)
	b.define("contacts", "erp_no", fakehubspot.PropertyNumber, true)
	b.define("contacts", "erp_day", fakehubspot.PropertyDate, true)
	b.define("companies", "erp_id", fakehubspot.PropertyString, true)
	b.defineColours(http.MethodPost, "", "red", "green", "blue", "grey")

	b.create("a", "contacts", map[string]string{
		"email": "ann@example.com", "firstname": "Ann", "jobtitle": "Boss", "phone": "+47 22 33 44 55", "erp_id": "E-1",
		"amount": "1500.0", "born": "1990-05-17", "met": "2026-02-01T12:00:00.000Z", "vip": "true", "colours": "red;blue", "hs_lead_status": "OPEN",
	})
	b.create("b", "contacts", map[string]string{"email": "bob@example.com", "firstname": "Bob"})
	b.create("gone", "contacts", map[string]string{"email": "gone@example.com"})
	if err := b.hub.Archive(b.ids["gone"]); err != nil {
		b.t.Fatal(err)
	}
	b.create("m1", "contacts", map[string]string{"email": "first@example.com", "firstname": "First"})
	b.create("m2", "contacts", map[string]string{"email": "second@example.com"})
	merged, err := b.hub.Merge(b.ids["m1"], b.ids["m2"])
	if err != nil {
		b.t.Fatal(err)
	}
	b.ids["m"] = merged.ID
	b.create("odd", "contacts", map[string]string{"email": "odd@example.com", "amount": "1.23E-5", "colours": "grey;red"})
	b.defineColours(http.MethodPatch, "/colours", "red", "green", "blue")
	b.create("p", "products", map[string]string{"hs_sku": "P-1", "name": "Thing", "price": "12.50"})
	b.create("co", "companies", map[string]string{"erp_id": "C-1", "name": "Acme"})
	b.create("d", "deals", map[string]string{"dealname": "Big", "amount": "10"})
	b.create("mail", "emails", map[string]string{"hs_timestamp": "2026-03-01T08:00:00Z", "hs_email_direction": "EMAIL", "hs_email_subject": "hello", "hs_email_text": "hi"})
	b.hub.ResetRequests()
}

func (b *bed) define(object, name string, kind fakehubspot.PropertyType, unique bool) {
	b.t.Helper()
	if err := b.hub.Object(object).DefineProperty(name, kind, unique); err != nil {
		b.t.Fatal(err)
	}
}

// create makes a record that is known by name in the tables.
func (b *bed) create(name, object string, properties map[string]string) {
	b.t.Helper()
	record, err := b.hub.Object(object).Create(properties)
	if err != nil {
		b.t.Fatal(err)
	}
	b.ids[name] = record.ID
}

// defineColours defines a property that holds several options, or changes those, as HubSpot's own API does.
func (b *bed) defineColours(method, at string, options ...string) {
	b.t.Helper()
	for i, option := range options {
		options[i] = fmt.Sprintf(`{"label":%q,"value":%q,"displayOrder":%d}`, option, option, i)
	}
	body := `{"name":"colours","label":"Colours","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation","options":[` + strings.Join(options, ",") + `]}`
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.hub.URL()+"/crm/v3/properties/contacts"+at, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		b.t.Fatalf("HubSpot answers %s", response.Status)
	}
}

// one is the live record that goes by a name of the tables, or by an e-mail address.
func (b *bed) one(object, name string) fakehubspot.Record {
	b.t.Helper()
	if id, named := b.ids[name]; named {
		record, err := b.hub.Object(object).Get(id)
		if err != nil {
			b.t.Fatal(err)
		}
		return record
	}
	all, err := b.hub.Object(object).All()
	if err != nil {
		b.t.Fatal(err)
	}
	var found []fakehubspot.Record
	for _, record := range all {
		for _, property := range []string{"email", "erp_id", "erp_no", "erp_day", "hs_sku", "hs_external_id"} {
			if record.Properties[property] == name {
				found = append(found, record)
			}
		}
	}
	if len(found) != 1 {
		b.t.Fatalf("%d %s go by %s", len(found), object, name)
	}
	return found[0]
}
