package schema_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// What each rule asks of a value.
func TestRulesAsk(t *testing.T) {
	for _, c := range []struct {
		property, kind string
		arguments      []string
		right, wrong   []string
	}{
		{"city", "MIN_LENGTH", []string{"3"}, []string{"Åre", "Oslo"}, []string{"Å", "ab"}},
		{"city", "MAX_LENGTH", []string{"3"}, []string{"Åre", "a"}, []string{"Oslo"}},
		{"city", "REGEX", []string{"[A-Z][a-z]+"}, []string{"Oslo"}, []string{"oslo", "Oslo 1"}},
		{"city", "MIN_NUMBER", []string{"3"}, []string{"Oslo", "3", "3.5"}, []string{"2.9"}},
		{"score", "MAX_NUMBER", []string{"10.5"}, []string{"10.5", "-3"}, []string{"11"}},
		{"day", "START_DATE", []string{"2026-01-02"}, []string{"2026-01-02", "2027-01-01"}, []string{"2026-01-01"}},
		{"day", "END_DATE", []string{"1767312000000"}, []string{"2026-01-02"}, []string{"2026-01-03"}},
		{"at", "START_DATETIME", []string{"2026-01-02T10:00:00Z"}, []string{"2026-01-02T10:00:00Z"}, []string{"2026-01-02T09:59:59.999Z"}},
		{"at", "END_DATETIME", []string{"2026-01-02T10:00:00Z"}, []string{"2026-01-02T10:00:00Z"}, []string{"2026-01-02T10:00:00.001Z"}},
		{"email", "EMAIL_ALLOWED_DOMAINS", []string{"x.no", "Y.no"}, []string{"a@x.no", "a@mail.y.no"}, []string{"a@yx.no", "a@z.no"}},
		{"email", "EMAIL_BLOCKED_DOMAINS", []string{"x.no"}, []string{"a@y.no"}, []string{"a@X.no"}},
		{"website", "URL_BLOCKED_DOMAINS", []string{"x.no"}, []string{"https://y.no/x.no"}, []string{"https://www.x.no/a", "shop.x.no"}},
		{"website", "URL_ALLOWED_DOMAINS", []string{"x.no"}, []string{"http://x.no"}, []string{"http://y.no"}},
		{"phone", "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", nil, []string{"+47 22 22 22 22"}, []string{"22 22 22 22", "+0 22 22 22 22", "call me"}},
		{"city", "FORMAT", []string{"anything"}, []string{"Oslo", "x"}, nil},
	} {
		s := newSchema()
		for name, kind := range map[string]string{"score": schema.Number, "day": schema.Date, "at": schema.DateTime} {
			p := text(name, false)
			p.Type, p.FieldType = kind, map[string]string{schema.Number: "number"}[kind]
			if p.FieldType == "" {
				p.FieldType = "date"
			}
			if _, err := s.Create(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SetRule(c.property, schema.Rule{Type: c.kind, Arguments: c.arguments}); err != nil {
			t.Errorf("%s: %v", c.kind, err)
			continue
		}
		for i, value := range append(slices.Clone(c.right), c.wrong...) {
			stored, err := s.Check(map[string]string{c.property: value})
			if err != nil {
				t.Fatal(err)
			}
			_, broken := s.Obey(stored)
			if want := i >= len(c.right); (len(broken) > 0) != want || want && (broken[0].Reason != schema.BreaksRule || broken[0].Rule.Type != c.kind) {
				t.Errorf("%s %q of %q: %+v", c.kind, c.arguments, value, broken)
			}
		}
		if stored, broken := s.Obey(map[string]string{c.property: ""}); broken != nil || stored[c.property] != "" {
			t.Errorf("%s keeps a property from being cleared: %+v", c.kind, broken)
		}
	}
}

// A rule that there cannot be changes nothing; a second one of a type takes the place of the first.
func TestRulesOfValuesThatCannotBe(t *testing.T) {
	s := newSchema()
	for _, c := range []struct {
		property, kind string
		arguments      []string
		want           schema.Problem
	}{
		{"city", "LENGTH", []string{"1"}, schema.UnknownRule},
		{"city", "MAX_LENGTH", []string{"x"}, schema.BadRule},
		{"city", "MAX_LENGTH", []string{"1", "2"}, schema.BadRule},
		{"city", "MAX_LENGTH", nil, schema.BadRule},
		{"city", "REGEX", []string{"("}, schema.BadRule},
		{"city", "REGEX", []string{"a)|(?:b"}, schema.BadRule},
		{"city", "MIN_NUMBER", []string{""}, schema.BadRule},
		{"city", "EMAIL_BLOCKED_DOMAINS", nil, schema.BadRule},
		{"city", "EMAIL_BLOCKED_DOMAINS", []string{"x.no", " "}, schema.BadRule},
		{"city", "EMAIL_ALLOWED_DOMAINS", []string{"@x.no"}, schema.BadRule},
		{"city", "URL_ALLOWED_DOMAINS", []string{"https://x.no"}, schema.BadRule},
		{"city", "START_DATE", []string{"tomorrow"}, schema.BadRule},
		{"city", "FORMAT", []string{strings.Repeat("x", schema.MaxText+1)}, schema.BadRule},
		{"town", "MAX_LENGTH", []string{"1"}, schema.PropertyNotFound},
	} {
		err := s.SetRule(c.property, schema.Rule{Type: c.kind, Arguments: c.arguments})
		if wrong, ok := errors.AsType[*schema.DefinitionError](err); !ok || wrong.Problem != c.want {
			t.Errorf("%s %s %.50q: %.200v", c.property, c.kind, c.arguments, err)
		}
	}
	if all := s.AllRules(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
	for n := range 3 {
		if err := s.SetRule("city", schema.Rule{Type: "MAX_LENGTH", Arguments: []string{strconv.Itoa(n)}}); err != nil {
			t.Fatal(err)
		}
	}
	if all := s.AllRules(); len(all) != 1 || len(all[0].Rules) != 1 || all[0].Rules[0].Arguments[0] != "2" {
		t.Errorf("%+v", all)
	}
}

// A property that is made again under an old name has no rules.
func TestRulesGoWithTheirProperty(t *testing.T) {
	s := newSchema()
	make := func() {
		if _, err := s.Create(text("nick", false)); err != nil {
			t.Fatal(err)
		}
	}
	make()
	if err := s.SetRule("nick", schema.Rule{Type: "MAX_LENGTH", Arguments: []string{"1"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Archive("nick"); err != nil || len(s.AllRules()) != 0 {
		t.Errorf("%v, %+v", err, s.AllRules())
	}
	if make(); len(s.Rules("nick")) != 0 {
		t.Errorf("%+v", s.Rules("nick"))
	}
}

// What one rule brings into a normal form is checked in that form by the others, and stored in it, whatever the order.
func TestRulesTogether(t *testing.T) {
	on := true
	for _, other := range []schema.Rule{{Type: "MAX_LENGTH", Arguments: []string{"11"}}, {Type: "REGEX", Arguments: []string{`\+47[0-9]{8}`}}, {Type: "WHITESPACE"}} {
		s := newSchema()
		for _, rule := range []schema.Rule{{Type: "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", Normalize: &on}, other} {
			if err := s.SetRule("phone", rule); err != nil {
				t.Fatal(err)
			}
		}
		if stored, broken := s.Obey(map[string]string{"phone": "+47 22 22 22 22"}); broken != nil || stored["phone"] != "+4722222222" {
			t.Errorf("with %s: %q, %+v", other.Type, stored, broken)
		}
	}
}
