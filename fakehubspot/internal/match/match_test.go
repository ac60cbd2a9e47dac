package match_test

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

func TestPath(t *testing.T) {
	tests := []struct {
		pattern, path string
		want          bool
	}{
		{"", "/anything", true},
		{"*", "/anything", true},
		{"/crm/v3/objects/contacts", "/crm/v3/objects/contacts", true},
		{"/crm/v3/objects/contacts", "/crm/v3/objects/contacts/", true}, // a slash at the end means nothing
		{"/crm/v3/objects/contacts/", "/crm/v3/objects/contacts", true},
		{"/crm/v3/objects/contacts/*", "/crm/v3/objects/contacts/", false},
		{"/", "/", true},
		{"/", "/crm", false},
		{"/crm/v3/objects/contacts", "/crm/v3/objects/contacts/1", false},
		{"/crm/v3/objects/contacts*", "/crm/v3/objects/contacts", true},
		{"/crm/v3/objects/contacts/*", "/crm/v3/objects/contacts", false},
		{"/crm/v3/objects/contacts/*", "/crm/v3/objects/contacts/search", true},
		{"/crm/*/contacts", "/crm/v3/contacts", false}, // * is special at the end only
	}
	for _, tt := range tests {
		if got := match.Path(tt.pattern, tt.path); got != tt.want {
			t.Errorf("Path(%q, %q) = %v", tt.pattern, tt.path, got)
		}
	}
}

func TestMethod(t *testing.T) {
	tests := []struct {
		wanted, method string
		want           bool
	}{{"", "POST", true}, {"get", "GET", true}, {"GET", "POST", false}}
	for _, tt := range tests {
		if got := match.Method(tt.wanted, tt.method); got != tt.want {
			t.Errorf("Method(%q, %q) = %v", tt.wanted, tt.method, got)
		}
	}
}

func TestMatchesThatNothingFits(t *testing.T) {
	for _, one := range []struct {
		match match.Match
		want  string
	}{
		{match.Match{Method: "get", Path: "/crm/v3/objects/contacts/*"}, ""},
		{match.Match{Path: "*"}, ""},
		{match.Match{Method: "GET,POST"}, `match.method must be a method such as GET, got "GET,POST"`},
		{match.Match{Path: "crm/*"}, `match.path must begin with /, as every path does, got "crm/*"`},
		{match.Match{Path: "/crm/*/contacts"}, `match.path may have a * at its end only, got "/crm/*/contacts"`},
		{match.Match{Path: "/crm?limit=1"}, `match.path must not have a query, got "/crm?limit=1"`},
	} {
		got := ""
		if err := one.match.Check(); err != nil {
			got = err.Error()
		}
		if got != one.want {
			t.Errorf("%+v: %q, want %q", one.match, got, one.want)
		}
	}
}
