package hubspot_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// maxExplained is how large an answer is that is searched for explanations as a whole.
const maxExplained = 1 << 20

// operations are all that the client asks HubSpot for, each with an answer that is right.
var operations = map[string]struct {
	answer string
	ask    func(context.Context, *hubspot.Client) error
}{
	"list": {`{"results":[{"id":"1"}]%s}`, func(ctx context.Context, c *hubspot.Client) error {
		return read(c.Session(hubspot.Contacts).List(ctx, hubspot.ListQuery{}))
	}},
	"archived": {`{"results":[{"id":"1","archived":true}]%s}`, func(ctx context.Context, c *hubspot.Client) error {
		return read(c.Session(hubspot.Contacts).List(ctx, hubspot.ListQuery{Archived: true}))
	}},
	"search": {`{"total":1,"results":[{"id":"1"}]%s}`, func(ctx context.Context, c *hubspot.Client) error {
		return read(c.Session(hubspot.Contacts).Search(ctx, hubspot.SearchQuery{}))
	}},
	"batch": {`{"status":"COMPLETE","results":[{"id":"1"}]%s}`, func(ctx context.Context, c *hubspot.Client) error {
		return read(c.Session(hubspot.Contacts).ReadBatch(ctx, &hubspot.Page{Records: []hubspot.Record{{ID: []byte("1")}}}, nil))
	}},
	"properties": {`{"results":[{"name":"email"}]%s}`, func(ctx context.Context, c *hubspot.Client) error {
		_, err := c.Session(hubspot.Contacts).Properties(ctx)
		return err
	}},
	"check": {`{"results":[{"id":"1"}]%s}`, func(ctx context.Context, c *hubspot.Client) error {
		return c.Check(ctx, hubspot.Contacts)
	}},
}

func read(page *hubspot.Page, err error) error {
	if err == nil {
		page.Release()
	}
	return err
}

// answering returns an upstream that answers everything but the account with the status and body.
func answering(status int, header http.Header, body string) *hubspottest.Upstream {
	up := hubspottest.New()
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/account-info/") {
			_, _ = io.WriteString(w, `{"utcOffsetMilliseconds":0}`)
			return true
		}
		maps.Copy(w.Header(), header)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	}
	return up
}

func TestEveryOperationHasItsOwnSuccess(t *testing.T) {
	for op, o := range operations {
		for _, status := range []int{200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 307, 308} {
			err := o.ask(t.Context(), hubspot.New(options(answering(status, nil, fmt.Sprintf(o.answer, "")), clocktest.New())))
			success := status == 200 || status == 207 && op == "batch"
			if (err == nil) != success || err != nil && !strings.Contains(err.Error(), fmt.Sprintf("HubSpot %s: answered %d: ", op, status)) {
				t.Errorf("%s answered %d: %v", op, status, err)
			}
		}
	}
}

// Errors inside an answer fail it, whatever its status and whatever else is in it.
func TestErrorsInsideASuccess(t *testing.T) {
	const explained = `"errors":[{"status":"error","message":"shard 3 is away","category":"SHARD"}]`
	for op, o := range operations {
		for more, part := range map[string]string{
			`,"numErrors":1,` + explained: "shard 3 is away (SHARD)",
			`,` + explained:               "shard 3 is away (SHARD)",
			`,"x":"` + strings.Repeat("y", maxExplained) + `",` + explained: "shard 3 is away (SHARD)",
			`,"numErrors":1`:                                  "no explanation",
			`,"numErrors":"2","errors":[]`:                    "no explanation",
			`,"status":"error","message":"not now"`:           "not now",
			`,"status":"Error","errors":null`:                 "no explanation",
			`,"errors":{"message":"x"}`:                       "errors",
			`,"errors":[{"message":"a"},{"message":"b"}]`:     "a",
			`,"numErrors":1,"errors":[],"message":"in words"`: "in words",
		} {
			body := fmt.Sprintf(o.answer, more)
			body = strings.Replace(body, `"status":"COMPLETE",`, "", strings.Count(more, `,"status"`)) // a member comes once
			err := o.ask(t.Context(), hubspot.New(options(answering(200, nil, body), clocktest.New())))
			if err == nil || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "duplicated") {
				t.Errorf("%s %.300s: %v", op, body, err)
			}
		}
		for _, more := range []string{``, `,"numErrors":0`, `,"errors":[]`, `,"errors":null`, `,"numErrors":null,"errors":[ ]`} {
			if err := o.ask(t.Context(), hubspot.New(options(answering(200, nil, fmt.Sprintf(o.answer, more)), clocktest.New()))); err != nil {
				t.Errorf("%s %s: %v", op, more, err)
			}
		}
	}
}

// A part of an answer may fail for a moment only.
func TestAnAnswerWithErrorsIsRequestedAgain(t *testing.T) {
	for _, status := range []int{200, 207} {
		up := hubspottest.New(1)
		up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n == 1 {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, `{"results":[{"id":"7"}],"numErrors":1,"errors":[{"message":"x"}]}`)
			}
			return n == 1
		}
		if err := list(options(up, clocktest.New())); err != nil || len(up.Requests()) != 2 {
			t.Errorf("%d: %v after %d calls", status, err, len(up.Requests()))
		}
	}
}

// What such an error means is read as if it had the right status.
func TestErrorsInsideASuccessHaveAKind(t *testing.T) {
	for more, want := range map[string]struct {
		reason string
		calls  int
	}{
		`"category":"MISSING_SCOPES","context":{"requiredGranularScopes":["a.b"]}`: {"forbidden", 1},
		`"category":"EXPIRED_AUTHENTICATION"`:                                      {"unauthorized", 1},
		`"errorType":"RATE_LIMIT","policyName":"DAILY"`:                            {"daily-limit", 1},
		`"category":"OTHER"`: {"contract", 4},
	} {
		up := answering(200, nil, `{"status":"error","message":"x",`+more+`}`)
		err := list(options(up, clocktest.New()))
		calls := slices.DeleteFunc(up.Requests(), func(r hubspottest.Request) bool { return strings.HasPrefix(r.Path, "/account-info/") })
		if e, ok := err.(*hubspot.Error); !ok || e.Reason() != want.reason || len(calls) != want.calls { //nolint:errorlint // it is not wrapped
			t.Errorf("%s: %v after %d calls", more, err, len(calls))
		}
	}
}

func TestABatchMustBeComplete(t *testing.T) {
	for _, status := range []string{"PENDING", "PROCESSING", "CANCELED"} {
		body := `{"status":"` + status + `","results":[{"id":"1"}]}`
		err := operations["batch"].ask(t.Context(), hubspot.New(options(answering(200, nil, body), clocktest.New())))
		if err == nil || !strings.Contains(err.Error(), "not complete: its status is "+status) {
			t.Errorf("%s: %v", status, err)
		}
	}
}

// A text in UTF-8 may begin with a byte order mark.
func TestAByteOrderMarkIsSkipped(t *testing.T) {
	for op, o := range operations {
		body := "\xef\xbb\xbf" + fmt.Sprintf(o.answer, "")
		if err := o.ask(t.Context(), hubspot.New(options(answering(200, nil, body), clocktest.New()))); err != nil {
			t.Errorf("%s: %v", op, err)
		}
	}
}

// Every operation rejects what is no answer of HubSpot's, readiness too.
func TestNoAnswerOfHubSpots(t *testing.T) {
	for op, o := range operations {
		for body, part := range map[string]string{
			"": "the answer is empty", "\xef\xbb\xbf \n": "the answer is empty",
			"<html>sign in</html>": `begins with "<html>". Check base-url: a web page answers there`, "hello": `begins with "hello"`,
		} {
			err := o.ask(t.Context(), hubspot.New(options(answering(200, nil, body), clocktest.New())))
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s %q: %v", op, body, err)
			}
		}
		header := http.Header{"Content-Encoding": {"br"}}
		err := o.ask(t.Context(), hubspot.New(options(answering(200, header, fmt.Sprintf(o.answer, "")), clocktest.New())))
		if err == nil || !strings.Contains(err.Error(), "encoded as br, which was not requested") {
			t.Errorf("%s: %v", op, err)
		}
	}
}
