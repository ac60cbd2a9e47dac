package node

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// What a service answers about a secret, in whatever form and wherever it is cut, is in no error, no execution log and no
// log of the node; neither is a secret that has been replaced.
func TestNoTextHasASecret(t *testing.T) {
	const secret = `p"ss wörd/€%`
	old := "earlier-secret"
	answer := ""
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, word, _ := r.BasicAuth()
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, answer+url.QueryEscape(word)+" "+user+":"+word+" "+r.Header.Get("Authorization")+" "+old)
	}))
	defer service.Close()
	var log bytes.Buffer
	n := configured(t, Options{Secrets: map[string]string{"word": old}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err := n.Replace("application/json", []byte(`[{"_id":"web","type":"system:url","base_url":"`+service.URL+`","authentication":"basic","username":"u","password":"$SECRET(word)"},
		{"_id":"p","type":"pipe","source":{"type":"json","system":"web","url":"things"}}]`), false); err != nil {
		t.Fatal(err)
	}
	if err := n.SetSecrets(map[string]string{"word": secret}); err != nil {
		t.Fatal(err)
	}
	for _, filling := range []int{0, 470, 480, 488, 495, 499} {
		answer = strings.Repeat("x", filling) + secret + " "
		run, err := n.Run(context.Background(), "p", pump.Request{})
		if err != nil || run.Outcome != pump.Failed {
			t.Fatal(run, err)
		}
	}
	n.Log().Warn("a client names " + secret)
	texts := log.String()
	for v, err := range n.Store().Entities(context.Background(), pump.LogName("p"), dataset.Query{Since: -1, History: true, Deleted: true}) {
		if err != nil {
			t.Fatal(err)
		}
		texts += string(v.Members)
	}
	forms := []string{old, secret, `p\"ss`, `p"s`, `wörd`, url.QueryEscape(secret), url.PathEscape(secret), base64.StdEncoding.EncodeToString([]byte("u:" + secret))[4:12]}
	for _, form := range forms {
		if i := strings.Index(texts, form); i >= 0 {
			t.Errorf("%q appears: %s", form, texts[max(0, i-100):min(len(texts), i+100)])
		}
	}
	if strings.Count(texts, "***") < 20 || !strings.Contains(texts, "time=2026-01-01T12:00:00.000Z") {
		t.Errorf("%.2000s", texts)
	}
}

// A credential that the configuration has as it is does not appear either, in whatever form a service repeats it.
func TestNoTextHasALiteralCredential(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, word, _ := r.BasicAuth()
		http.Error(w, "wrong: "+word+" "+r.Header.Get("Authorization")+" "+r.Header.Get("X-Api-Key"), http.StatusUnauthorized)
	}))
	defer service.Close()
	var log bytes.Buffer
	n := configured(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))},
		`{"_id":"web","type":"system:url","base_url":"`+service.URL+`","authentication":"basic","username":"u","password":"literal-word"}`,
		`{"_id":"p","type":"pipe","source":{"type":"json","system":"web","url":"things","headers":{"x-api-key":"literal-key"}}}`)
	run, err := n.Run(context.Background(), "p", pump.Request{})
	if err != nil || run.Outcome != pump.Failed || !strings.Contains(run.Error, "wrong: *** Basic *** ***") {
		t.Errorf("%+v, %v", run, err)
	}
	p, err := n.Pump("p")
	if err != nil {
		t.Fatal(err)
	}
	texts := log.String() + run.Error
	for _, each := range p.Requests() {
		texts += each.Answer
	}
	for _, form := range []string{"literal-word", "literal-key", base64.StdEncoding.EncodeToString([]byte("u:literal-word"))[4:12]} {
		if strings.Contains(texts, form) {
			t.Errorf("%q appears: %s", form, texts)
		}
	}
}
