package value_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

func TestKinds(t *testing.T) {
	for _, one := range []struct {
		property   schema.Property
		less, more string
	}{
		{schema.Property{Type: schema.String}, "ADA", "bob"},
		{schema.Property{Type: schema.Enumeration}, "Lead", "lead"},
		{schema.Property{Type: schema.Number}, "9", "10"},
		{schema.Property{Type: schema.Number}, "9007199254740992", "9007199254740993"}, // equal as floats
		{schema.Property{Type: schema.Number}, "-1e3", "0.5"},
		{schema.Property{Type: schema.DateTime}, "1970-01-01T00:00:00.001Z", "2"},
		{schema.Property{Type: schema.Date}, "1970-01-01", "86400000"},
	} {
		kind := value.KindOf(&one.property)
		less, err := kind.Parse(one.less)
		more, err2 := kind.Parse(one.more)
		if err := errors.Join(err, err2); err != nil || less.Compare(more) != -1 || more.Compare(less) != 1 || less.Compare(less) != 0 {
			t.Errorf("%s: %q does not come before %q (%v)", one.property.Type, one.less, one.more, err)
		}
	}
}

func TestInvalidValues(t *testing.T) {
	for text, kind := range map[string]value.Kind{"north": value.Number, "Inf": value.Number, "2020-11-15": value.Instant, "soon": value.Day} {
		if _, err := kind.Parse(text); !errors.Is(err, value.ErrInvalid) {
			t.Errorf("%q: %v", text, err)
		}
		if got := kind.Stored(text); got.Compare(value.Whole(0)) != 0 {
			t.Errorf("%q is stored as %v, want zero", text, got)
		}
	}
}

// Values of one kind have one order, whatever mixture of whole numbers and decimals they are.
func TestNumbersHaveOneOrder(t *testing.T) {
	text := rapid.OneOf(
		rapid.StringMatching(`-?[0-9]{1,18}`), rapid.StringMatching(`-?[0-9]{1,4}\.[0-9]{1,3}`), rapid.StringMatching(`-?[0-9]e[0-9]`),
	)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := value.Number.Stored(text.Draw(t, "a")), value.Number.Stored(text.Draw(t, "b")), value.Number.Stored(text.Draw(t, "c"))
		if a.Compare(b) != -b.Compare(a) {
			t.Fatal("the comparison is not symmetric")
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Fatal("the comparison is not transitive")
		}
	})
}
