package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// How much of a body an Exchange has. Secrets are removed from some more, because a secret may lie across the end.
const (
	shownOfBody  = 1 << 10
	maskedOfBody = 4 << 10
)

// Exchange is one request and what came of it, for people: without secrets, and with no more than the beginning of a body.
type Exchange struct {
	// System is the ID of the system that is asked; "" if the configuration names none.
	System string `json:"system,omitempty"`
	Method string `json:"method"`
	URL    string `json:"url"`
	// Entities counts the entities in the body of the request.
	Entities int `json:"entities"`
	// Sent and Answer are how the bodies begin, once Shown has been called; SentBytes and AnswerBytes are their sizes, that of the answer as far as it was read.
	Sent        string `json:"sent,omitempty"`
	SentBytes   int    `json:"sent_bytes"`
	Answer      string `json:"answer,omitempty"`
	AnswerBytes int    `json:"answer_bytes"`
	// Status is the status of the answer, 0 if there was none.
	Status int `json:"status,omitempty"`
	// Error says why there was no answer, or no whole one.
	Error string `json:"error,omitempty"`
	// Warning says what a real node might not accept of the answer.
	Warning string `json:"warning,omitempty"`

	// sent and answer are how the bodies begin as they were, mask removes the secrets.
	sent, answer []byte
	mask         func(string) string
}

// Shown returns the exchange with the beginnings of its bodies, as people may see them. Until then they are left alone: most
// requests are never looked at, and to find secrets takes longer than to send a small body.
func (e *Exchange) Shown() Exchange {
	out := *e
	if e.mask != nil {
		out.Sent, out.Answer = beginning(e.sent, e.mask), beginning(e.answer, e.mask)
	}
	return out
}

// Observer is told of every request that is sent with its context.
type Observer interface {
	// Asks is called before a request is sent: what is known of its Exchange is that of the request.
	Asks(e Exchange) Exchanging
}

// Exchanging is told of one request: that it is answered, unless it fails before, and that it has ended.
type Exchanging interface {
	Answers()
	Ends(e Exchange)
}

type observerKey struct{}

// Observed returns a context with which o is told of every request.
func Observed(ctx context.Context, o Observer) context.Context {
	return context.WithValue(ctx, observerKey{}, o)
}

// observation is one request that is observed. A nil one observes nothing.
type observation struct {
	Exchange
	told Exchanging
}

// observe begins to observe a request.
func (s *Service) observe(ctx context.Context, method, target string, body []byte, entities int) *observation {
	observer, ok := ctx.Value(observerKey{}).(Observer)
	if !ok {
		return nil
	}
	mask := s.Mask
	if mask == nil {
		mask = func(text string) string { return text }
	}
	o := &observation{Exchange: Exchange{
		System: s.System, Method: method, URL: mask(withoutUser(target)), Entities: entities, SentBytes: len(body),
		sent: bytes.Clone(body[:min(len(body), maskedOfBody)]), mask: mask,
	}}
	o.told = observer.Asks(o.Exchange)
	return o
}

// withoutUser returns a URL without the user and password that it may contain.
func withoutUser(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return "(malformed URL)"
	}
	u.User = nil
	return u.String()
}

// beginning returns how a body begins, as text.
func beginning(body []byte, mask func(string) string) string {
	if !utf8.Valid(body) { // which is told much faster than it is mended
		body = bytes.ToValidUTF8(body, []byte("\ufffd"))
	}
	text := mask(string(body))
	return strings.ToValidUTF8(text[:min(len(text), shownOfBody)], "")
}

// answers registers the status of the answer.
func (o *observation) answers(status int) {
	if o != nil {
		o.Status = status
		o.told.Answers()
	}
}

// reads registers what was read of the answer.
func (o *observation) reads(p []byte, err error) {
	if o == nil {
		return
	}
	o.AnswerBytes += len(p)
	o.answer = append(o.answer, p[:min(len(p), maskedOfBody-len(o.answer))]...)
	if err != nil && !errors.Is(err, io.EOF) {
		o.Error = o.mask(err.Error())
	}
}

// doubtedOf is how much of something in an answer a warning repeats, in bytes.
const doubtedOf = 200

// doubts registers what a real node might not accept of the answer, with %s for what there is in its place.
func (o *observation) doubts(format, there string) {
	if o == nil {
		return
	}
	there = beginning([]byte(there[:min(len(there), maskedOfBody)]), o.mask)
	if len(there) > doubtedOf {
		there = strings.ToValidUTF8(there[:doubtedOf], "") + "…"
	}
	o.Warning = fmt.Sprintf(format, strconv.Quote(there))
}

// ends registers the end of the request; err says why it failed, unless that is known already.
func (o *observation) ends(err error) {
	if o == nil {
		return
	}
	if err != nil && o.Status == 0 {
		o.Error = o.mask(err.Error())
	}
	o.told.Ends(o.Exchange)
}
