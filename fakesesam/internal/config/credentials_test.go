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
		{`{"_id":"web","type":"system:url","url_pattern":"http://x/%s","authentication":"jwt","jwt_token":"a.b.c"}`, []string{"Bearer a.b.c"}},
		{`{"_id":"web","type":"system:url","url_pattern":"http://x/%s","headers":{"authorization":"Basic dTpsb25nLXBhc3N3b3Jk","X-Api-Key":"12345678","accept":"text/plain; q=0.5"}}`, []string{"12345678", "dTpsb25nLXBhc3N3b3Jk", "long-password", "u:long-password"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x","headers":{"Authorization":"opaque-text"}},"sink":{"type":"json","url":"http://y","headers":{"x-auth-token":"token-of-the-sink"}}}`, []string{"opaque-text", "token-of-the-sink"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x"},"transform":{"type":"http","url":"http://ann:long-password@y","headers":{"Cookie":"session=1234"}}}`, []string{"ann:long-password", "long-password", "session=1234"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x?key=email"}}`, nil},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x?limit=100&hapikey=a%2Fb-c-d-e-f&api_key=test"}}`, []string{"a/b-c-d-e-f", "api_key=test"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x?limit=100;api%5Fkey=100%-secret&token"}}`, []string{"100%-secret"}},
		{`{"_id":"web","type":"system:url","url_pattern":"http://x/%s?access_token=from-the-pattern"}`, []string{"from-the-pattern"}},
		{`{"_id":"web","type":"system:url","url_pattern":"http://token-as-name@x/%s"}`, []string{"token-as-name"}},
		{`{"_id":"web","type":"system:url","url_pattern":"http://http@x/%s"}`, nil},
		{`{"_id":"web","type":"system:url","url_pattern":"http://x/%s","authentication":"basic","username":"token-as-name","password":""}`, []string{"token-as-name"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x","headers":{"Authorization":"Bearer test"}}}`, []string{"Bearer test"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x","headers":{"Authorization":"Token token=\"long-token\", user=ann"}}}`, []string{"long-token", `token="long-token", user=ann`}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x","headers":{"Cookie":"session_id=0123456789; theme=dark","X-Token":"test","X-Auth":"Bearer bG9uZy10b2tlbg=="}}}`, []string{"0123456789", "Bearer bG9uZy10b2tlbg==", "X-Token: test", "bG9uZy10b2tlbg==", "session_id=0123456789; theme=dark"}},
		{`{"_id":"p","type":"pipe","source":{"type":"json","url":"http://x","headers":{"Ocp-Apim-Subscription-Key":"long-key-1","x-functions-key":"long-key-2","X-Author":"long-name"}}}`, []string{"long-key-1", "long-key-2"}},
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
