package fakesesam_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// digestOnly serves requests that prove knowledge of the password as in RFC 7616, with MD5.
func digestOnly(user, password, body string) http.Handler {
	md := func(parts ...string) string {
		sum := md5.Sum([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(sum[:])
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.Header.Get("Authorization")
		field := func(name string) string {
			m := regexp.MustCompile(`[ ,]` + name + `="?([^",]+)`).FindStringSubmatch(sent)
			if m == nil {
				return ""
			}
			return m[1]
		}
		want := md(md(user, "home", password), "n0nce", field("nc"), field("cnonce"), "auth", md(r.Method, r.URL.RequestURI()))
		if !strings.HasPrefix(sent, "Digest ") || field("response") != want || field("username") != user {
			w.Header().Set("WWW-Authenticate", `Digest realm="home", qop="auth", algorithm=MD5, nonce="n0nce"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(body))
	})
}

func TestDigestAuthentication(t *testing.T) {
	service := httptest.NewServer(digestOnly("ada", "engine-12", `[{"_id":"1","_updated":"a b"}]`))
	defer service.Close()
	for password, want := range map[string]fakesesam.Outcome{"engine-12": fakesesam.Completed, "wrong-one": fakesesam.Failed} {
		dir := writeConfig(t, map[string]string{
			"pipes/contacts.conf.json": contactsPipeWithID,
			"systems/service.conf.json": `{"_id":"service","type":"system:microservice","docker":{"image":"x:1","port":5000},
				"authentication":"digest","username":"ada","password":"$SECRET(pw)"}`,
		})
		node := fakesesam.Start(t, fakesesam.Config(dir), fakesesam.NoSync(), fakesesam.Microservice("service", service.URL),
			fakesesam.Secrets(map[string]string{"pw": password}))
		// The second run sends since: the query is part of the digest.
		for range 2 {
			run, err := node.Run(context.Background(), "contacts")
			if err != nil || run.Outcome != want || strings.Contains(run.Error, password) {
				t.Errorf("%s: %+v, %v", password, run, err)
			}
		}
	}
}

const contactsPipeWithID = `{"_id":"contacts","type":"pipe","source":{"type":"json","system":"service","url":"contacts","supports_since":true}}`

// A challenge does not cost a json sink its entities: they are sent again with the answer to it.
func TestDigestAuthenticationOfASink(t *testing.T) {
	var bodies []string
	digest := digestOnly("u", "hush-hush", "{}")
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") != "" {
			bodies = append(bodies, string(body))
		}
		digest.ServeHTTP(w, r)
	}))
	defer service.Close()
	node := fakesesam.Start(t, fakesesam.NoSync(), fakesesam.Microservice("away", service.URL), fakesesam.Secrets(map[string]string{"key": "hush-hush"}))
	const away = `{"_id":"away","type":"system:microservice","docker":{"image":"x","port":5000},"authentication":"digest","username":"u","password":"$SECRET(key)"}`
	if err := node.Upload([]byte("[" + away + "," + people + "," + outward + "]")); err != nil {
		t.Fatal(err)
	}
	give(t, node, "a")
	if run := must(node.Run(context.Background(), "outward"))(t); run.Outcome != fakesesam.Completed {
		t.Errorf("%+v", run)
	}
	if len(bodies) != 2 || !strings.HasPrefix(bodies[0], `[{"_id":"a",`) || bodies[1] != "[]" {
		t.Errorf("%q", bodies)
	}
}
