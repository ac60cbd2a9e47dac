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
