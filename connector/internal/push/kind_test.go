package push

import (
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Properties of every kind.
var (
	aText    = &hubspot.Property{Name: "name", Type: "string", FieldType: "text"}
	anEmail  = &hubspot.Property{Name: "email", Type: "string", FieldType: "text", HubSpots: true}
	aSubject = &hubspot.Property{Name: "hs_email_subject", Type: "string", FieldType: "text", HubSpots: true}
	itsEmail = &hubspot.Property{Name: "hs_customer_email", Type: "string", FieldType: "text", HubSpots: true}
	ownEmail = &hubspot.Property{Name: "email_of_boss", Type: "string", FieldType: "text"}
	aPhone   = &hubspot.Property{Name: "phone", Type: "string", FieldType: "phonenumber"}
	anyPhone = &hubspot.Property{Name: "tel", Type: "phone_number", FieldType: "phonenumber"}
	aNumber  = &hubspot.Property{Name: "amount", Type: "number", FieldType: "number"}
	aTruth   = &hubspot.Property{Name: "active", Type: "bool", FieldType: "booleancheckbox"}
	aDay     = &hubspot.Property{Name: "birthday", Type: "date", FieldType: "date"}
	anHour   = &hubspot.Property{Name: "seen_at", Type: "datetime", FieldType: "date"}
	aChoice  = &hubspot.Property{Name: "size", Type: "enumeration", FieldType: "select", Options: []string{"small", "large"}}
	anOwner  = &hubspot.Property{Name: "hubspot_owner_id", Type: "enumeration", FieldType: "select"}
	choices  = &hubspot.Property{Name: "colours", Type: "enumeration", FieldType: "checkbox", Options: []string{"red", "green", "blue"}}
	fixed    = &hubspot.Property{Name: "createdate", Type: "datetime", FieldType: "date", Fixed: true}
)

func TestWritten(t *testing.T) {
	for _, test := range []struct {
		p          *hubspot.Property
		text, want string
	}{
		{aText, "", ""},
		{aNumber, "", ""},
		{aDay, "", ""},
		{choices, "", ""},
		{aText, " x;y ", " x;y "},
		{anEmail, "A@b.no", "A@b.no"},
		{anEmail, " A@b.no\n", "A@b.no"},
		{aSubject, " hello", " hello"},
		{aPhone, "+47 22", "+47 22"},
		{aNumber, "1500.50", "1500.50"},
		{aNumber, "-7", "-7"},
		{aTruth, "true", "true"},
		{aTruth, "False", "false"},
		{aDay, "2026-03-01", "2026-03-01"},
		{aDay, "2026-03-01T13:45:00.000Z", "2026-03-01"},
		{aDay, "1772323200000", "2026-03-01"},
		{aDay, "-86400000", "1969-12-31"},
		{anHour, "2026-03-01T12:00:00+01:00", "2026-03-01T11:00:00.000Z"},
		{anHour, "1772323200001", "2026-03-01T00:00:00.001Z"},
		{anHour, "2026-03-01", "2026-03-01T00:00:00.000Z"},
		{aNumber, "1.5E7", "15000000"}, // as HubSpot writes it
		{aNumber, "-1.25e-2", "-0.0125"},
		{aChoice, "large", "large"},
		{anOwner, "417", "417"},
		{choices, "red;blue", "red;blue"},
		{choices, ";blue", ";blue"},
	} {
		if got, err := written(test.p, test.text); err != nil || got != test.want {
			t.Errorf("%s %q: %q, %v; want %q", test.p.Name, test.text, got, err, test.want)
		}
	}
}

func TestWrittenRefusesWhatHubSpotWouldRefuse(t *testing.T) {
	for _, test := range []struct {
		p          *hubspot.Property
		text, want string
	}{
		{aNumber, "1,500", `is no number: "1,500"`},
		{aNumber, "1.5.0", "is no number"},
		{aNumber, "ten", "is no number"},
		{aNumber, "0x1F", "is no number"},
		{aNumber, "1.", "is no number"},
		{aNumber, "1e", "is no number"},
		{aNumber, "e5", "is no number"},
		{aNumber, "1e400", "is no number"},
		{aNumber, "1e1.5", "is no number"},
		{anEmail, " ", "nothing but white space"},
		{aTruth, "yes", `is neither true nor false: "yes"`},
		{aDay, "1635535865", "not midnight"},
		{aDay, "01.03.2026", "is no day"},
		{aDay, "2026-02-30", "is no day"},
		{aDay, "-99999999999999999", "is no day: \"-9999"},
		{anHour, "noon", "is no instant"},
		{anHour, "-99999999999999999", "is no instant"},
		{aChoice, "larg", `has no option "larg"; the nearest of its 2 options is "large"`},
		{aChoice, "LARGE", "has no option"},
		{choices, "red;gren", `has no option "gren"; the nearest of its 3 options is "green"`},
		{choices, "red;;blue", "an empty option"},
		{choices, "red;", "an empty option"},
	} {
		if got, err := written(test.p, test.text); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %q: %q, %v; want %s", test.p.Name, test.text, got, err, test.want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, test := range []struct {
		p              *hubspot.Property
		stored, wanted string
		want           bool
	}{
		{aText, "", "", true},
		{aText, "", "x", false},
		{aText, "x", "", false},
		{aText, "x", "x", true},
		{aText, "x", "X", false},
		{anEmail, "a@b.no", "A@B.no", true},
		{anEmail, "a@b.no", "c@b.no", false},
		{anEmail, "a@b.no", " a@b.no\n", true},
		{itsEmail, "a@b.no", "A@B.no", true},
		{ownEmail, "a@b.no", "A@B.no", false},
		{aSubject, "hello", "Hello", false},
		{aPhone, "+47 22 33 44 55", "+4722334455", true},
		{anyPhone, "+47 22", "(47) 22", true},
		{aPhone, "+47 22", "+47 23", false},
		{aPhone, "n/a", "none", false},
		{aNumber, "1500.00", "1500", true},
		{aNumber, "1.5E7", "15000000", true},
		{aNumber, "0", "-0", true},
		{aNumber, "1", "2", false},
		{aNumber, "?", "2", false},
		{aNumber, "0.1", "0.10", true},
		{aNumber, "9007199254740993", "9007199254740992", false},
		{aNumber, "1E999999999", "1", false},
		{aNumber, "1.23E-5", "0.0000123", true},
		{aNumber, "1.2345678901234567891E19", "12345678901234567891", true},
		{aTruth, "True", "true", true},
		{aTruth, "true", "false", false},
		{aDay, "2026-03-01", "2026-03-01", true},
		{aDay, "1772323200000", "2026-03-01", true},
		{aDay, "2026-03-02", "2026-03-01", false},
		{aDay, "?", "2026-03-01", false},
		{anHour, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00.000Z", true},
		{anHour, "2026-03-01T00:00:00.001Z", "2026-03-01T00:00:00.000Z", false},
		{anHour, "1772323200000", "2026-03-01T00:00:00.000Z", true},
		{aChoice, "small", "large", false},
		{choices, "red;blue", "blue;red", true},
		{choices, "red;blue", "red", false},
		{choices, "red", "red;blue", false},
		{choices, "red;blue", ";blue", true},
		{choices, "red", ";blue", false},
	} {
		if got := same(test.p, test.stored, test.wanted); got != test.want {
			t.Errorf("%s: %q and %q: %t", test.p.Name, test.stored, test.wanted, got)
		}
	}
}
