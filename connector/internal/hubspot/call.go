package hubspot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// call is one request to HubSpot. It can be made any number of times.
type call struct {
	op      string // name in errors, logs and metrics
	method  string
	path    string
	query   url.Values
	body    []byte
	line    *Line
	scope   string // what the key lacks if HubSpot answers 403: one scope, or more, with spaces between them
	once    bool   // it is not made again if it fails
	partial bool   // 207 is a success too: every part of the answer is accounted for
	creates bool   // 201 is a success too
	silent  bool   // 204 is the success, and its answer is empty
}

// succeeds reports whether the status is a success of the call. Nothing else is, not even another 2xx.
func (c call) succeeds(status int) bool {
	switch status {
	case http.StatusOK:
		return !c.silent
	case http.StatusCreated:
		return c.creates
	case http.StatusMultiStatus:
		return c.partial
	case http.StatusNoContent:
		return c.silent
	default:
		return false
	}
}

// attempt makes the call once and passes the answer to read. began is a lower bound, in HubSpot's own time, of the moment
// HubSpot began to work on it, or the zero time if the answer has no valid Date header. The error is an *Error that is
// ready to be shown, or the context's cause.
func (s *Session) attempt(ctx context.Context, c call, b *body, read func(began time.Time) error) error {
	err := s.wait(ctx, c)
	if err == nil {
		err = s.send(ctx, c, b, read)
	}
	if err != nil {
		b.release() // others may need the memory before the next attempt
	}
	if failure, ok := errors.AsType[*Error](err); ok {
		failure.Op = c.op
		return s.client.advise(failure, c)
	}
	return err
}

// send makes the call, within the time that is left for it.
func (s *Session) send(ctx context.Context, c call, b *body, read func(began time.Time) error) error {
	opts := &s.client.opts
	limit := s.callWithin()
	calling, giveUp := context.WithCancelCause(ctx)
	defer giveUp(context.Canceled)
	calling, cancel := context.WithTimeoutCause(calling, limit.within, errSlow)
	defer cancel()
	req, err := s.client.request(calling, c)
	if err != nil {
		return &Error{Kind: KindRefused, Message: s.client.reason(err)}
	}
	s.count(func(st *Stats) { st.Calls++ })
	start := opts.Clock.Now()
	// A transport follows no redirect: that would take the key to another host.
	resp, err := opts.Transport.RoundTrip(req)
	took := opts.Clock.Now().Sub(start)
	if err != nil {
		opts.Observer.Answered(c.op, 0, took)
		return s.client.noAnswer(calling, limit, err)
	}
	defer func() { _ = resp.Body.Close() }()
	opts.Observer.Answered(c.op, resp.StatusCode, took)
	c.line.budget.learn(resp.Header)

	arriving := &watched{from: resp.Body, giveUp: giveUp}
	if !c.succeeds(resp.StatusCode) {
		// The explanation of a status is short, and the status remains without it.
		explanation, _ := io.ReadAll(io.LimitReader(arriving, maxExplanation))
		return s.client.badStatus(c, resp, bytes.TrimPrefix(explanation, byteOrderMark))
	}
	if c.silent {
		return nil
	}
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return contractError(said.Words("the answer is encoded as %s, which was not requested", s.client.mask.Text(coding)))
	}
	b.announce = func() {
		opts.Logger.LogAttrs(ctx, slog.LevelWarn, "waiting for memory for an answer of HubSpot: other answers have filled page-memory",
			slog.String("op", c.op))
	}
	if err := b.read(calling, arriving, resp.ContentLength, s.client.usual.size(c.op)); err != nil {
		return s.client.unread(calling, limit, b.memory.largest, err)
	}
	s.client.usual.note(c.op, len(b.buf))
	var began time.Time
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		began = date.Add(-took)
	}
	if len(bytes.TrimSpace(b.text())) == 0 {
		return contractError(said.Words("the answer is empty"))
	}
	return read(began)
}

// unread explains why the body of an answer, which may be as large as largest, could not be read.
func (c *Client) unread(ctx context.Context, limit deadline, largest int, err error) error {
	switch {
	case errors.Is(err, errTooLarge):
		return &Error{
			Kind: KindRefused, facts: facts{cause: causeTooLarge},
			Message: said.Words("the answer is larger than %s, the part of page-memory that one may take", said.Bytes(largest)),
		}
	case errors.Is(err, errNoMemory) && (ctx.Err() == nil || errors.Is(context.Cause(ctx), errSlow)):
		return &Error{
			Kind: KindBusy, facts: facts{cause: causeMemory}, RetryAfter: memoryAgain, estimated: true,
			Message: said.Words("other answers have filled page-memory, and no memory has become free %s", limit.words),
		}
	default:
		return c.noAnswer(ctx, limit, err)
	}
}

// memoryAgain is when memory may be free again.
const memoryAgain = 10 * time.Second

func (c *Client) request(ctx context.Context, q call) (*http.Request, error) {
	u := *c.opts.Root
	u.Path = q.path
	query := q.query
	if c.opts.KeyInQuery {
		query = url.Values{"hapikey": {c.opts.Key}}
		maps.Copy(query, q.query)
	}
	u.RawQuery = query.Encode()
	var content io.Reader
	if q.body != nil {
		content = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, u.String(), content)
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
	e := statusError(c.mask, resp.StatusCode, resp.Header, body)
	if e.facts.cause == causeRedirect {
		e.Message = said.Words("redirected to %s", c.destination(resp))
	}
	if e.Status == http.StatusTooManyRequests && e.Kind == KindBusy {
		q.line.budget.refused()
	}
	if e.demandsPause() {
		q.line.budget.pause(e.RetryAfter, said.Words("HubSpot has answered %s", said.Number(e.Status)))
	}
	return e
}

// destination is where a redirect leads, without what may be secret.
func (c *Client) destination(resp *http.Response) said.Text {
	to, err := resp.Location()
	if err != nil {
		return said.Words("no address that can be read")
	}
	to.User, to.RawQuery, to.ForceQuery, to.Fragment, to.RawFragment = nil, "", false, "", ""
	return c.mask.Text(to.String())
}
