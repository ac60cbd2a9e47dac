package hubspot

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one question to HubSpot; it can be asked any number of times.
type call struct {
	op     string // name in errors, logs and metrics
	method string
	path   string
	query  url.Values
	body   []byte
	budget *budget
}

// answer is what a successful attempt brought.
type answer struct {
	status int
	header http.Header
	body   *bytes.Buffer
	began  time.Time // lower bound of when HubSpot began, in its own time
}

// attempt asks once. The error is an *Error, or the context's cause.
func (s *Session) attempt(ctx context.Context, c call, into *bytes.Buffer) (answer, error) {
	waited, err := c.budget.wait(ctx)
	if err != nil {
		return answer{}, err
	}
	s.count(func(st *Stats) { st.Waited += waited })

	opts := &s.client.opts
	req, err := s.client.request(ctx, c)
	if err != nil {
		return answer{}, &Error{Kind: KindRefused, Op: c.op, Err: withoutURL(err)}
	}
	start := opts.Clock.Now()
	resp, err := s.client.http.Do(req)
	took := opts.Clock.Now().Sub(start)
	if err != nil {
		opts.Observer.Answered(c.op, 0, took)
		return answer{}, s.client.noAnswer(ctx, c.op, err)
	}
	defer func() { _ = resp.Body.Close() }()
	opts.Observer.Answered(c.op, resp.StatusCode, took)
	c.budget.learn(resp.Header)

	into.Reset()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusMultiStatus {
		// What explains a refusal is short, and without it there is the status.
		_, _ = into.ReadFrom(io.LimitReader(resp.Body, maxRefusal))
		return answer{}, s.client.refused(c, resp, into.Bytes())
	}
	if resp.ContentLength > 0 && resp.ContentLength <= maxPage {
		into.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	if _, err := into.ReadFrom(io.LimitReader(resp.Body, maxPage+1)); err != nil {
		return answer{}, s.client.noAnswer(ctx, c.op, err)
	}
	if into.Len() > maxPage {
		return answer{}, &Error{Kind: KindRefused, Op: c.op, Message: "the answer is larger than 64 MiB; ask for fewer properties"}
	}
	began := time.Time{}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		began = date.Add(-took)
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: into, began: began}, nil
}

func (c *Client) request(ctx context.Context, q call) (*http.Request, error) {
	u := *c.opts.Root
	u.Path = q.path
	query := q.query
	if c.opts.KeyInQuery {
		query = url.Values{"hapikey": {c.opts.Key}}
		maps.Copy(query, q.query)
	}
	u.RawQuery = query.Encode()
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "hubspot-to-sesam-connector")
	if q.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !c.opts.KeyInQuery {
		req.Header.Set("Authorization", "Bearer "+c.opts.Key)
	}
	return req, nil
}

// refused turns a status that is no success into an Error and, where HubSpot
// asks to wait, holds every other call of the budget back too.
func (c *Client) refused(q call, resp *http.Response, body []byte) *Error {
	e := refusal(resp.StatusCode, resp.Header, body)
	e.Op = q.op
	// HubSpot should not repeat the key, but if it does we do not.
	for _, said := range []*string{&e.Message, &e.Category, &e.CorrelationID, &e.Policy} {
		*said = shortened(strings.ReplaceAll(*said, c.opts.Key, "[key]"))
	}
	if e.Kind == KindBusy && e.Status == http.StatusTooManyRequests {
		q.budget.pause(e.RetryAfter)
	}
	return e
}

// noAnswer explains why there was no answer, or only a part of one.
func (c *Client) noAnswer(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	err = withoutURL(err)
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	if certificate || authority {
		return &Error{Kind: KindUntrusted, Op: op, Message: "the server's certificate is not trusted", Err: err}
	}
	// What net/http quotes is what came over the wire: perhaps contacts.
	if words, _, quoted := strings.Cut(err.Error(), `"`); quoted {
		err = errors.New(words + "…")
	}
	return &Error{Kind: KindNetwork, Op: op, Message: "no complete answer", Err: err}
}

// withoutURL drops the URL that net/http puts into its errors: with auth
// hapikey it holds the key.
func withoutURL(err error) error {
	if withURL, ok := errors.AsType[*url.Error](err); ok {
		return withURL.Err
	}
	return err
}
