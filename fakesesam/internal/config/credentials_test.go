package config_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// What a request carries to prove who sends it is a credential, wherever in the configuration it stands; a short password only
// together with its user, as it is sent.
func TestCredentials(t *testing.T) {
	for _, c := range []struct {
		component string
		want      []string
	}{
		{`{"_id":"ms","type":"system:microservice","docker":{"image":"x","port":1},"authentication":"basic","username":"u","password":"long-password"}`, []string{"long-password", "u:long-password"}},
		{`{"_id":"ms","type":"system:microservice","docker":{"image":"x","port":1},"authentication":"basic","username":"u","password":"test"}`, []string{"u:test"}},
		{`{"_id":"web","type":"system:url","url_pattern":"http://ann:long-password@x/%s"}`, []string{"ann:long-password", "long-password"}},
		{`{"_id":"web","type":"system:url","url_pattern":"http://x/%s","authentication":"jwt","jwt_token":"a.b.c"}`, []string{"a.b.c"}},
		{`{"_id":"web","type":"system:url","url_pattern":"http://x/%s","headers":{"authorization":"Basic dTpsb25nLXBhc3N3b3Jk","X-Api-Key":"12345678","accept":"text/plain; q=0.5"}}`, []string{"12345678", "dTpsb25nLXBhc3N3b3Jk", "long-password", "u:long-password"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x","headers":{"Authorization":"opaque-text"}},"sink":{"type":"json","url":"http://y","headers":{"x-auth-token":"token-of-the-sink"}}}`, []string{"opaque-text", "token-of-the-sink"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x"},"transform":{"type":"http","url":"http://ann:long-password@y","headers":{"Cookie":"session=1234"}}}`, []string{"ann:long-password", "long-password", "session=1234"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x?key=email"}}`, nil},
	} {
		set, err := config.Empty().With([]byte(c.component))
		if err != nil {
			t.Errorf("%s: %v", c.component, err)
			continue
		}
		got := set.Credentials()
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.component, diff)
		}
	}
}
