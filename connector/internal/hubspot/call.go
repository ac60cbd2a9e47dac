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

// call is one request to HubSpot. It can be made any number of times.
type call struct {
	op     string // name in errors, logs and metrics
	method string
	path   string
	query  url.Values
	body   []byte
	budget *budget
	scope  string // what the key lacks if HubSpot answers 403
}

// attempt makes the call once and reads the answer into body. It returns a lower bound, in HubSpot's own time, of the
// moment HubSpot began to work on it, or the zero time if the answer has no valid Date header. The error is an *Error,
// or the context's cause.
func (s *Session) attempt(ctx context.Context, c call, body *bytes.Buffer) (began time.Time, err error) {
	waited, err := c.budget.wait(ctx)
	if err != nil {
		return began, err
	}
	s.count(func(st *Stats) { st.Waited += waited })

	opts := &s.client.opts
	req, err := s.client.request(ctx, c)
	if err != nil {
		return began, &Error{Kind: KindRefused, Op: c.op, Err: withoutURL(err)}
	}
	start := opts.Clock.Now()
	resp, err := s.client.http.Do(req)
	took := opts.Clock.Now().Sub(start)
	if err != nil {
		opts.Observer.Answered(c.op, 0, took)
		return began, s.client.noAnswer(ctx, c.op, err)
	}
	defer func() { _ = resp.Body.Close() }()
	opts.Observer.Answered(c.op, resp.StatusCode, took)
	c.budget.learn(resp.Header)

	body.Reset()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusMultiStatus {
		// The explanation of a status is short, and the status remains without it.
		_, _ = body.ReadFrom(io.LimitReader(resp.Body, maxExplanation))
		return began, s.client.badStatus(c, resp, body.Bytes())
	}
	if resp.ContentLength > 0 && resp.ContentLength <= maxPage {
		body.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(io.LimitReader(resp.Body, maxPage+1)); err != nil {
		return began, s.client.noAnswer(ctx, c.op, err)
	}
	if body.Len() > maxPage {
		return began, &Error{Kind: KindRefused, Op: c.op, Message: "the answer is larger than 64 MiB; ask for fewer properties"}
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		began = date.Add(-took)
	}
	return began, nil
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

// badStatus turns the answer with a status other than success into an Error. If HubSpot demands a pause, every other call
// of the budget is held back too.
func (c *Client) badStatus(q call, resp *http.Response, body []byte) *Error {
	e := statusError(resp.StatusCode, resp.Header, body)
	e.Op, e.Scope = q.op, q.scope
	// HubSpot should not repeat the key, but if it does, the connector does not.
	for _, text := range []*string{&e.Message, &e.Category, &e.CorrelationID, &e.Policy} {
		*text = shortened(strings.ReplaceAll(*text, c.opts.Key, "[key]"))
	}
	if e.Kind == KindBusy && e.Status == http.StatusTooManyRequests {
		q.budget.pause(e.RetryAfter)
	}
	return e
}

// noAnswer explains why there is no answer, or only a part of one.
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
	// What net/http quotes was received from the network: perhaps personal data.
	if text, _, quoted := strings.Cut(err.Error(), `"`); quoted {
		err = errors.New(text + "…")
	}
	return &Error{Kind: KindNetwork, Op: op, Message: "no complete answer", Err: err}
}

// withoutURL drops the URL that net/http puts into its errors: with auth hapikey it contains the key.
func withoutURL(err error) error {
	if withURL, ok := errors.AsType[*url.Error](err); ok {
		return withURL.Err
	}
	return err
}
