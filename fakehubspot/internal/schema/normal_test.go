package schema_test

import (
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

func TestNormal(t *testing.T) {
	boxes := schema.Property{Type: schema.Enumeration, FieldType: "checkbox", Options: []schema.Option{{Value: "a"}, {Value: "b"}, {Value: "c"}}}
	phone := schema.Property{Type: schema.String, FieldType: "phonenumber"}
	number, domain := schema.Property{Type: schema.Number}, schema.Property{Name: "domain", Type: schema.String}
	for _, one := range []struct {
		property    schema.Property
		value, want string
	}{
		{phone, "+47 22 (33) 44-55", "+4722334455"},
		{phone, " +47 1", "+471"},
		{phone, "22 33 44 55", "22334455"},
		{phone, "none", "none"},
		{domain, "https://WWW.Example.com/about", "example.com"},
		{domain, "example.com", "example.com"},
		{number, "1.50", "1.5"},
		{number, "-0.0", "0"},
		{number, "+007", "7"},
		{number, ".5", "0.5"},
		{number, "1e3", "1000"},
		{number, "-12E-1", "-1.2"},
		{number, "12345678901234567890.10", "12345678901234567890.1"},
		{boxes, "c;a", "a;c"},
		{boxes, ";c;a", ";c;a"}, // adds to what is there
		{schema.Property{Type: schema.String}, "+47 22", "+47 22"},
		{phone, "", ""},
	} {
		plain, normal := newSchema(), newSchema()
		normal.Normalize()
		if got := normal.Normal(&one.property, one.value); got != one.want {
			t.Errorf("%s %q: %q, want %q", one.property.Type, one.value, got, one.want)
		}
		if got := plain.Normal(&one.property, one.value); got != one.value {
			t.Errorf("%s %q became %q, although nothing is normalized", one.property.Type, one.value, got)
		}
	}
}

// The normal form of a number is the same number, and its own normal form.
func TestNormalNumbersAreTheSameNumbers(t *testing.T) {
	s, number := newSchema(), &schema.Property{Type: schema.Number}
	s.Normalize()
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.StringMatching(`[+-]?[0-9]{1,12}(\.[0-9]{0,6})?`).Draw(rt, "value")
		if rapid.Bool().Draw(rt, "float") {
			value = strconv.FormatFloat(rapid.Float64Range(-1e9, 1e9).Draw(rt, "number"), 'e', -1, 64)
		}
		normal := s.Normal(number, value)
		was, _ := new(big.Rat).SetString(value)
		is, ok := new(big.Rat).SetString(normal)
		if !ok || was.Cmp(is) != 0 {
			rt.Fatalf("%q became %q", value, normal)
		}
		if again := s.Normal(number, normal); again != normal {
			rt.Fatalf("%q became %q and then %q", value, normal, again)
		}
	})
}
