package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"sync"
)

// Ours returns the contract that all tests share: the embedded facts, or HubSpot's own files from the folder in
// HUBSPOT_OPENAPI.
var Ours = sync.OnceValues(func() (*Contract, error) { return Load(os.Getenv("HUBSPOT_OPENAPI")) })

// vendors are the paths that the contract is about.
var vendors = regexp.MustCompile(`^/(crm|crm-object-schemas|account-info|oauth)/`)

// Witness is a client's transport that checks every answer of HubSpot's API against the contract. Answers of the control
// API and the web page pass unchecked. Report gets an error for each answer that breaks the contract; it is called from
// many goroutines.
type Witness struct {
	Base   http.RoundTripper
	Report func(error)
}

// RoundTrip implements http.RoundTripper. A body that cannot be read to its end is passed on as far as it came, for tests
// that cut it on purpose.
func (w Witness) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := w.Base.RoundTrip(r)
	if err != nil || !vendors.MatchString(r.URL.Path) {
		return answer, err
	}
	body, readErr := io.ReadAll(answer.Body)
	_ = answer.Body.Close() // all of it is here
	answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{readErr}))
	if readErr != nil {
		return answer, nil
	}
	described, err := Ours()
	if err == nil {
		err = described.Hold(r, answer.StatusCode, answer.Header, body)
	}
	if err != nil {
		w.Report(fmt.Errorf("%s %s: %d %s\nbreaks the contract: %w", r.Method, r.URL.RequestURI(), answer.StatusCode, body, err))
	}
	return answer, nil
}

// failing ends a body with an error or, without one, with io.EOF.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// Hold is Check, except that errors are also allowed for calls that HubSpot does not describe, and any answer for those that it
// formerly described.
func (c *Contract) Hold(r *http.Request, status int, header http.Header, body []byte) error {
	err := c.Check(r, status, header, body)
	if (status >= http.StatusBadRequest || formerly.MatchString(r.URL.Path)) && errors.Is(err, ErrUndescribed) {
		return nil
	}
	return err
}
