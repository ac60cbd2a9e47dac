package schema_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func newSchema() *schema.Schema {
	return schema.New(object.Contacts.Schema, func() time.Time { return noon })
}

func TestConvert(t *testing.T) {
	boxes := schema.Property{Type: schema.Enumeration, FieldType: "checkbox", Options: []schema.Option{{Value: "a"}, {Value: "b"}}}
	choice := boxes
	choice.FieldType = "select"
	foreign := schema.Property{Type: schema.Enumeration, FieldType: "select", ExternalOptions: true}
	kind := func(name string) schema.Property { return schema.Property{Type: name} }
	for _, test := range []struct {
		property      schema.Property
		value, stored string
		reason        schema.Reason
	}{
		{kind(schema.String), " as it comes\n", " as it comes\n", ""},
		{kind(schema.Phone), "+47 12", "+47 12", ""},
		{kind(schema.Number), "-1.5e3", "-1.5e3", ""},
		{kind(schema.Number), "0", "0", ""},
		{kind(schema.Number), "1,5", "", schema.NotNumber},
		{kind(schema.Number), "NaN", "", schema.NotNumber},
		{kind(schema.Number), "-Infinity", "", schema.NotNumber},
		{kind(schema.Number), "1e999", "", schema.NotNumber},
		{kind(schema.Number), "0x1p4", "", schema.NotNumber},
		{kind(schema.Bool), "TRUE", "true", ""},
		{kind(schema.Bool), "no", "", schema.NotBool},
		{kind(schema.DateTime), "1772366400123", "2026-03-01T12:00:00.123Z", ""},
		{kind(schema.DateTime), "2026-03-01T13:00:00.1239+01:00", "2026-03-01T12:00:00.123Z", ""},
		{kind(schema.DateTime), "2026-03-01", "", schema.NotTime},
		{kind(schema.Date), "2026-03-01", "2026-03-01", ""},
		{kind(schema.Date), "1772323200000", "2026-03-01", ""},
		{kind(schema.Date), "-86400000", "1969-12-31", ""},
		{kind(schema.Date), "1772366400123", "", schema.NotMidnight},
		{kind(schema.Date), "2026-03-01T12:00:00Z", "", schema.NotMidnight},
		{kind(schema.DateTime), "253402300799999", "9999-12-31T23:59:59.999Z", ""},
		{kind(schema.DateTime), "253402300800000", "", schema.NotTime},
		{kind(schema.DateTime), "-62167219200000", "0000-01-01T00:00:00.000Z", ""},
		{kind(schema.DateTime), "-62167219200001", "", schema.NotTime},
		{kind(schema.DateTime), "9223372036854775807", "", schema.NotTime},
		{kind(schema.DateTime), "99999999999999999999", "", schema.NotTime},
		{kind(schema.DateTime), "9999-12-31T23:59:59-01:00", "", schema.NotTime},
		{kind(schema.DateTime), "0000-01-01T00:00:00+01:00", "", schema.NotTime},
		{kind(schema.DateTime), "10000-01-01T00:00:00Z", "", schema.NotTime},
		{kind(schema.Date), "9999-12-31", "9999-12-31", ""},
		{kind(schema.Date), "253402300800000", "", schema.NotDay},
		{kind(schema.Date), "-62167305600000", "", schema.NotDay},
		{kind(schema.Date), "10000-01-01", "", schema.NotDay},
		{kind(schema.Date), "2026-02-30", "", schema.NotDay},
		{choice, "a", "a", ""},
		{choice, "A", "", schema.NotOption},
		{choice, "a;b", "", schema.NotOption},
		{boxes, "b;a;", "b;a", ""},
		{boxes, ";b;a;", ";b;a", ""}, // still says that it adds
		{boxes, ";c", "", schema.NotOption},
		{boxes, ";", ";", ""},
		{boxes, "a;;b", "", schema.NotOption},
		{foreign, "whatever", "whatever", ""},
	} {
		stored, invalid := test.property.Convert(test.value)
		if stored != test.stored || (invalid == nil) != (test.reason == "") || invalid != nil && invalid.Reason != test.reason {
			t.Errorf("%s %s %q: %q, %v", test.property.Type, test.property.FieldType, test.value, stored, invalid)
		}
	}
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"Ada@Example.COM": "ada@example.com", "a+b@x.no": "a+b@x.no",
		"a@localhost": "", "a.x.no": "", "Ada <a@x.no>": "", "<a@x.no>": "", "a@x.no (Ada)": "", "a@x.no, b@x.no": "", "a b@x.no": "",
	} {
		stored, err := newSchema().Check(map[string]string{"email": address})
		if stored["email"] != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", address, stored["email"], err)
		}
	}
}

// All faults are told at once, in the order of the names, and nothing is stored.
func TestCheckTellsAllFaults(t *testing.T) {
	stored, err := newSchema().Check(map[string]string{"nonsense": "x", "email": "x", "firstname": "ok", "createdate": "1", "city": ""})
	invalid, ok := errors.AsType[*schema.ValuesError](err)
	if !ok || stored != nil {
		t.Fatalf("%v, %v", stored, err)
	}
	want := []schema.InvalidValue{
		{Property: "createdate", Value: "1", Reason: schema.ReadOnly},
		{Property: "email", Value: "x", Reason: schema.NotEmail},
		{Property: "nonsense", Value: "x", Reason: schema.Unknown},
	}
	if diff := cmp.Diff(want, invalid.Values); diff != "" {
		t.Error(diff)
	}
	if stored, err := newSchema().Check(map[string]string{"city": "", "closedate": ""}); err != nil || len(stored) != 2 || stored["closedate"] != "" {
		t.Errorf("an empty value should clear: %v, %v", stored, err)
	}
}

func TestLongValues(t *testing.T) {
	s := newSchema()
	longest := strings.Repeat("ø", 65_536)
	if stored, err := s.Check(map[string]string{"city": longest}); err != nil || stored["city"] != longest {
		t.Errorf("65,536 characters: %v", err)
	}
	_, err := s.Check(map[string]string{"city": longest + "x"})
	wrong, ok := errors.AsType[*schema.ValuesError](err)
	if !ok || wrong.Values[0].Reason != schema.TooLong || len(err.Error()) > 200 {
		t.Errorf("65,537 characters: %.300v", err)
	}
}

// Texts of Go programs can be such that no JSON has them.
func TestValuesAreUTF8(t *testing.T) {
	_, err := newSchema().Check(map[string]string{"city": "Os\xfflo"})
	if want := `invalid property values: city: "Os\xfflo" is not UTF-8`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestJoin(t *testing.T) {
	for _, test := range [][3]string{{"", ";a", "a"}, {"a", ";b;a", "a;b"}, {"a;b", ";", "a;b"}, {"", ";", ""}, {"b", ";a;c;a", "b;a;c"}} {
		if got := schema.Join(test[0], test[1]); got != test[2] {
			t.Errorf("%q and %q make %q, want %q", test[0], test[1], got, test[2])
		}
	}
}
