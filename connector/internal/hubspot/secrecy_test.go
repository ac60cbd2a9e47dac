package hubspot_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

const secret = "pat-na1-Secret/Key+0123456789"

// repeated are forms in which a server may repeat the key.
func repeated() []string {
	var percent, escaped strings.Builder
	for _, b := range []byte(secret) {
		fmt.Fprintf(&percent, "%%%02X", b)
		fmt.Fprintf(&escaped, `\u%04x`, b)
	}
	return []string{
		secret, strings.ToUpper(secret), url.QueryEscape(secret), percent.String(), escaped.String(),
		base64.StdEncoding.EncodeToString([]byte("user:" + secret)), strings.ReplaceAll(secret, "/", `\/`),
	}
}

// reveals returns the part of text in which some form of the key is.
func reveals(text string) string {
	for _, part := range []string{"pat-na1", "PAT-NA1", "Secret", "SECRET", "ecret%2", "0123456789", "%70%61", `\u0070`, "cGF0", "Nhlc", "5hMS"} {
		if i := strings.Index(text, part); i >= 0 {
			return text[max(i-40, 0):min(i+60, len(text))]
		}
	}
	return ""
}

// Wherever HubSpot repeats the key, and in whatever form, neither an error nor the log does.
func TestTheKeyIsRepeatedNowhere(t *testing.T) {
	for op, o := range operations {
		forms := repeated()
		if op != "batch" { // all go the same way
			forms = forms[:2]
		}
		for _, form := range forms {
			text, _ := json.Marshal(form)
			quoted := string(text)
			right := func(more string) string { return fmt.Sprintf(o.answer, more) }
			for name, answer := range map[string]struct {
				status int
				header http.Header
				body   string
			}{
				"message":        {400, nil, `{"message":` + quoted + `}`},
				"long message":   {500, nil, `{"message":"` + strings.Repeat("x", 485) + quoted[1:] + `}`},
				"category":       {409, nil, `{"message":"x","category":` + quoted + `,"correlationId":` + quoted + `,"policyName":` + quoted + `}`},
				"error type":     {429, nil, `{"message":"x","errorType":` + quoted + `,"policyName":"DAILY"}`},
				"scope":          {403, nil, `{"message":"x","requiredGranularScopes":[` + quoted + `]}`},
				"older scope":    {403, nil, `{"message":"x","errors":[{"message":` + quoted + `,"context":{"requiredScopes":` + quoted + `}}]}`},
				"header":         {404, http.Header{"X-Hubspot-Correlation-Id": {form}}, ``},
				"location":       {302, http.Header{"Location": {"http://other.example/" + form + "/x"}}, ``},
				"bad location":   {302, http.Header{"Location": {":" + form}}, ``},
				"encoding":       {200, http.Header{"Content-Encoding": {form}}, right("")},
				"part of a 207":  {207, nil, right(`,"numErrors":1,"errors":[{"message":` + quoted + `,"category":` + quoted + `,"subCategory":` + quoted + `}]`)},
				"part of a 200":  {200, nil, right(`,"errors":[{"message":` + quoted + `,"context":{"ids":[` + quoted + `]}}]`)},
				"no errors":      {200, nil, right(`,"errors":` + quoted)},
				"status":         {200, nil, strings.Replace(right(`,"x":1`), "COMPLETE", strings.Trim(quoted, `"`), 1)},
				"start of body":  {200, nil, form},
				"start of error": {502, http.Header{"Content-Type": {form}}, form},
			} {
				log := new(logtest.Buffer)
				opts := options(answering(answer.status, answer.header, answer.body), clocktest.New())
				opts.Key, opts.Logger = secret, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				err := o.ask(t.Context(), hubspot.New(opts))
				if e, ok := errors.AsType[*hubspot.Error](err); ok {
					if found := reveals(fmt.Sprintf("%v %+v", e, *e) + log.String()); found != "" {
						t.Errorf("%s, %s: …%s…", op, name, found)
					}
				} else if err != nil {
					t.Errorf("%s, %s: %v", op, name, err)
				}
			}
		}
	}
}

// The texts of an error are short and on one line, whatever HubSpot writes.
func TestTheTextsOfAnErrorAreShortAndOnOneLine(t *testing.T) {
	hostile := strings.Repeat("line\r\n\x1b[31m\u202e", 200)
	text, _ := json.Marshal(hostile)
	for op, o := range operations {
		for _, body := range []string{
			`{"status":"error","message":` + string(text) + `,"category":` + string(text) + `,"correlationId":` + string(text) + `}`,
			fmt.Sprintf(o.answer, `,"errors":[{"message":`+string(text)+`}]`),
			`{"message":"x","requiredScopes":[` + strings.Repeat(string(text)+",", 50) + `"z"]}`,
		} {
			for _, status := range []int{200, 207, 403, 500} {
				err := o.ask(t.Context(), hubspot.New(options(answering(status, http.Header{"X-Hubspot-Correlation-Id": {hostile}}, body), clocktest.New())))
				if err != nil && (len(err.Error()) > 14000 || strings.ContainsAny(err.Error(), "\r\n\x1b\u202e")) {
					t.Errorf("%s %d: %d bytes, %.100q", op, status, len(err.Error()), err)
				}
			}
		}
	}
}

// With auth hapikey the key is in the URL, which net/http puts into its errors.
func TestTheKeyInTheURLIsRepeatedNowhere(t *testing.T) {
	for name, trouble := range map[string]roundTripper{
		"no answer": func(r *http.Request) (*http.Response, error) { return nil, fmt.Errorf("cannot reach %s", r.URL) },
		"cut": func(r *http.Request) (*http.Response, error) {
			body := io.MultiReader(strings.NewReader(`{"results":[`), broken{fmt.Errorf("lost %s", r.URL.RawQuery)})
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: -1, Request: r}, nil
		},
		"redirect": func(r *http.Request) (*http.Response, error) {
			header := http.Header{"Location": {r.URL.String()}}
			return &http.Response{StatusCode: http.StatusFound, Header: header, Body: http.NoBody, Request: r}, nil
		},
	} {
		log := new(logtest.Buffer)
		o := options(trouble, clocktest.New())
		o.Key, o.KeyInQuery, o.Logger = secret, true, slog.New(slog.NewJSONHandler(log, nil))
		if err := list(o); err == nil || reveals(err.Error()+log.String()) != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
