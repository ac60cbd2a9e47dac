package push

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

var everyKind = newDefinitions([]hubspot.Property{*aText, *anEmail, *ownEmail, *aPhone, *anyPhone, *aNumber, *aTruth, *aDay, *anHour, *aChoice, *anOwner, *choices, *fixed})

func TestWritable(t *testing.T) {
	got, err := everyKind.writable(map[string]string{"name": "x", "birthday": "2026-03-01T00:00:00Z", "createdate": "whatever", "size": ""}, hubspot.Contacts)
	want := map[string]string{"name": "x", "birthday": "2026-03-01", "size": ""}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	for name, want := range map[string]string{
		"emial": `HubSpot has no contact property "emial"; the nearest is "email"`,
		"size":  `property "size" has no option "x"`,
	} {
		if _, err := everyKind.writable(map[string]string{"name": "y", name: "x"}, hubspot.Contacts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A record is looked for by one form of a value, however that is spelt.
func TestKey(t *testing.T) {
	for _, test := range []struct{ property, text, want string }{
		{"amount", "7", "7"},
		{"amount", "007.50", "7.5"},
		{"amount", "70e-1", "7"},
		{"amount", "0.0", "0"},
		{"amount", "-0.00", "0"},
		{"amount", "-00.10", "-0.1"},
		{"amount", "100", "100"},
		{"amount", "", ""},
		{"birthday", "2026-03-01T08:00:00Z", "2026-03-01"},
		{"seen_at", "2026-03-01", "2026-03-01T00:00:00.000Z"},
		{"email", " A@b.no ", "a@b.no"},
		{"name", " x", " x"},
		{"gone", " x", " x"},
	} {
		if got, err := everyKind.key(test.property, test.text); err != nil || got != test.want {
			t.Errorf("%s %q: %q, %v; want %q", test.property, test.text, got, err, test.want)
		}
	}
	if got, err := everyKind.key("amount", "seven"); err == nil || err.name != "amount" || got != "" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestConflicting(t *testing.T) {
	stored := map[string]string{"name": "theirs", "amount": "10.0", "size": "small"}
	for _, test := range []struct {
		basis, wanted map[string]string
		want          []string
	}{
		{nil, map[string]string{"name": "ours"}, nil},
		{map[string]string{"name": "before"}, map[string]string{"name": "ours"}, []string{"name"}},
		{map[string]string{"name": "theirs", "amount": "10"}, map[string]string{"name": "ours", "amount": "11"}, nil},
		{map[string]string{"name": "before"}, map[string]string{"name": "theirs"}, nil}, // it is already as wanted
		{map[string]string{"birthday": ""}, map[string]string{"birthday": "2026-03-01"}, nil},
		{map[string]string{"size": "", "amount": "1"}, map[string]string{"size": "large", "amount": "2"}, []string{"amount", "size"}},
		{map[string]string{"name": "before", "createdate": "x", "gone": "y"}, nil, []string{"name"}}, // of a deletion
	} {
		if diff := cmp.Diff(test.want, everyKind.conflicting(stored, test.basis, test.wanted)); diff != "" {
			t.Errorf("%v on %v\n%s", test.wanted, test.basis, diff)
		}
	}
}

// aValue draws a value as HubSpot stores it, and as texts that mean the same.
func aValue(t *rapid.T, p *hubspot.Property) (stored string, likewise []string) {
	digits := rapid.StringMatching(`[1-9][0-9]{0,8}`).Draw(t, "digits")
	switch p.Type {
	case "number":
		return digits + ".00", []string{digits, digits + ".0"}
	case "bool":
		return "true", []string{"true", "TRUE"}
	case "date":
		return "2026-03-01", []string{"2026-03-01", "2026-03-01T07:00:00Z", "1772323200000"}
	case "datetime":
		return "2026-03-01T00:00:00Z", []string{"2026-03-01T00:00:00.000Z", "1772323200000", "2026-03-01T01:00:00+01:00"}
	case "phone_number":
		return "+" + digits, []string{digits, "+" + strings.Join(strings.Split(digits, ""), " ")}
	case "enumeration":
		if len(p.Options) == 0 {
			return digits, []string{digits}
		}
		options := rapid.Permutation(p.Options).Draw(t, "options")
		if !p.Multiple() {
			return options[0], options[:1]
		}
		return strings.Join(options, ";"), []string{strings.Join(p.Options, ";"), ";" + options[0]}
	default:
		text := rapid.StringMatching(`[a-z@.]{1,8}`).Draw(t, "text")
		return text, []string{text}
	}
}

// What came from HubSpot and goes back moves nothing, in whatever form it goes back; and one value that differs is one that is
// written.
func TestWhatComesBackMovesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stored, wanted := map[string]string{}, map[string]string{}
		for _, name := range sortedNames(everyKind) {
			if !rapid.Bool().Draw(t, name) {
				continue
			}
			value, likewise := aValue(t, everyKind[name])
			stored[name], wanted[name] = value, rapid.SampledFrom(likewise).Draw(t, "likewise")
		}
		text, err := json.Marshal(map[string]any{"_id": "51", "id": "51", "properties": wanted})
		if err != nil {
			t.Fatal(err)
		}
		e, err := parseEntity(0, text)
		if err != nil {
			t.Fatal(err)
		}
		values, wrong := everyKind.writable(e.Values, hubspot.Contacts)
		if wrong != nil {
			t.Fatal(wrong)
		}
		if moved := everyKind.differing(stored, values); len(moved) > 0 {
			t.Fatalf("%v would be written over %v", moved, stored)
		}
		if conflicts := everyKind.conflicting(stored, values, nil); len(conflicts) > 0 {
			t.Fatalf("%v are taken for conflicts", conflicts)
		}
		values["name"] = fmt.Sprint("not ", stored["name"])
		if diff := cmp.Diff(map[string]string{"name": values["name"]}, everyKind.differing(stored, values)); diff != "" {
			t.Fatal(diff)
		}
	})
}
