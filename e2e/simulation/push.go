package simulation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// Push is how contacts are written to the account: all of them in one request.
type Push struct {
	Latency   time.Duration // of every call
	Unchanged bool          // HubSpot has them already
}

// Push pushes every contact once and checks that the connector says that it has written, or left, as many. It must be called in
// a bubble of testing/synctest, and leaves nothing running there.
func (a *Account) Push(ctx context.Context, how Push) (Outcome, error) {
	a.pushed++
	title := fmt.Sprintf("Title %d", a.pushed)
	if how.Unchanged {
		title = fmt.Sprintf("Title %d", a.pushed-1)
	}
	var body bytes.Buffer
	count := 0
	for _, contact := range a.hub.Contacts() {
		_, _ = fmt.Fprintf(&body, `%s{"_id":"erp:%s","id":"%s","jobtitle":%q}`, [...]string{"[", ","}[min(count, 1)], contact.ID, contact.ID, title)
		count++
	}
	body.WriteByte(']')
	if err := a.prepare(how.Latency); err != nil {
		return Outcome{}, err
	}
	defer a.hub.ClearFaults() // it belongs to the bubble
	carry := &transport{handler: a.hub.Handler()}
	c, err := a.connector(carry, map[string]string{"write": "on"})
	if err != nil {
		return Outcome{}, err
	}
	began := time.Now()
	status, text := post(ctx, c.Handler(), "/push_contacts", &body)
	took := time.Since(began)
	if err := c.Close(); err != nil {
		return Outcome{}, err
	}
	want, bound := fmt.Sprintf(`{"updated":%d}`, count), allowance.Push()
	if how.Unchanged {
		want, bound = fmt.Sprintf(`{"unchanged":%d}`, count), allowance.PushUnchanged()
	}
	if status != http.StatusOK || text != want {
		return Outcome{}, fmt.Errorf("the push of %d contacts is answered %d %.300s, want %s", count, status, text, want)
	}
	calls, err := a.calls()
	return Outcome{
		Contacts: count, Ratio: float64(count) / took.Seconds() / bound, Most: carry.most,
		Use: allowance.Use{Calls: calls, Took: took, InFlight: carry.together.Seconds() / took.Seconds(), Latency: how.Latency},
	}, err
}

// post returns what is answered to a request with a body.
func post(ctx context.Context, handler http.Handler, address string, body io.Reader) (status int, text string) {
	read, into := io.Pipe()
	written := &answer{header: http.Header{}, body: into}
	served := make(chan struct{})
	go func() {
		defer close(served)
		written.serve(handler, httptest.NewRequestWithContext(ctx, http.MethodPost, address, body))
	}()
	raw, err := io.ReadAll(read)
	<-served
	if err != nil {
		return written.status, errors.Join(errors.New(string(raw)), err).Error()
	}
	return written.status, string(raw)
}
