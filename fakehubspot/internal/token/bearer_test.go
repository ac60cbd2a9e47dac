package token_test

import (
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

func TestBearerToken(t *testing.T) {
	for header, want := range map[string]string{
		"": "", "Bearer": "", "Bearer ": "", "Bearer abc": "abc", "bearer abc": "abc", "BEARER  abc ": "abc",
		"Basic abc": "", "abc": "", "Bearerabc": "",
	} {
		if got := token.Of(&http.Request{Header: http.Header{"Authorization": {header}}}); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
	if got := token.Of(&http.Request{Header: http.Header{}}); got != "" {
		t.Errorf("without a header: %q", got)
	}
}
