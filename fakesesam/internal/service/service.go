// Package service talks with the services behind the systems of a node: it sends requests as the system is configured, waits
// as long as it may, and reads and writes arrays of entities. A json source, a json sink and an http transform differ in what
// they send and expect; what they have in common is here.
package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// maxErrorBody is how much of the body of an error response becomes part of the error, in bytes.
const maxErrorBody = 500

// Service is one URL of a service, and how requests are sent there.
type Service struct {
	// System is the ID of the system that the service is part of; "" if the configuration names none.
	System string
	// URL is the whole URL with the query that the configuration has.
	URL string
	// Header is sent with each request.
	Header http.Header
	// Username and Password are sent as basic authentication if Basic is true.
	Basic              bool
	Username, Password string
	// ReadTimeout limits how long the service may be silent: before its response, and between two reads of the body.
	ReadTimeout time.Duration
	// Client sends the requests; it must not have a timeout of its own.
	Client *http.Client
	// Mask removes secrets from what the service has answered, before it is cut to a length that may end inside one; nil if
	// there are none.
	Mask func(string) string
}

// Open returns the service at a URL, relative to that of the system or absolute. The headers are added to those of the system.
func Open(at *system.System, path string, headers map[string]string, mask func(string) string) Service {
	header := http.Header{}
	for _, more := range []map[string]string{at.Headers, headers} {
		for name, value := range more {
			header.Set(name, value)
		}
	}
	return Service{
		System: at.ID, URL: at.URL(path), Header: header, Basic: at.Basic(), Username: at.Username, Password: at.Password,
		ReadTimeout: at.ReadTimeout, Client: at.Client(), Mask: mask,
	}
}

// Error is a request that was not answered with success.
type Error struct {
	// Status is the HTTP status of the answer, 0 if there was none.
	Status int
	// Err is what went wrong; the text of the answer is part of it.
	Err error
}

// Error returns what went wrong.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns what went wrong.
func (e *Error) Unwrap() error { return e.Err }

// Answer is an answer with a status of 2xx, whose body has yet to be read. Close must follow.
type Answer struct {
	Status int
	// contentType is what the answer calls its body.
	contentType string

	body     io.ReadCloser
	watchdog *watchdog
	observed *observation
}

// Read reads the body. Its error is one of the connection; Explain says why it failed.
func (a *Answer) Read(p []byte) (int, error) {
	n, err := a.watchdog.reader(a.body).Read(p)
	a.observed.reads(p[:n], a.watchdog.explain(err))
	return n, err
}

// Explain returns why reading the body failed, if the service was silent for too long, and otherwise the error itself.
func (a *Answer) Explain(err error) error { return a.watchdog.explain(err) }

// Close ends the request.
func (a *Answer) Close() {
	_ = a.body.Close() // reading has shown whether the response is complete
	a.watchdog.stop()
	a.observed.ends(nil)
}

// Do sends a request and returns its answer if that is a success. Parameters are escaped already, such as "since=5"; they
// follow the query that the URL has. A body that is not nil is JSON. The error is an *Error, or the cause of the end of ctx.
func (s *Service) Do(ctx context.Context, method string, parameters []string, body []byte) (*Answer, error) {
	return s.do(ctx, method, parameters, body, 0)
}

// do is Do for a body that has so many entities.
func (s *Service) do(ctx context.Context, method string, parameters []string, body []byte, entities int) (*Answer, error) {
	target, err := s.target(parameters)
	if err != nil {
		return nil, &Error{Err: err}
	}
	observed := s.observe(ctx, method, target, body, entities)
	answer, err := s.ask(ctx, method, target, body, observed)
	if err != nil {
		observed.ends(err)
	}
	return answer, err
}

// ask sends a request and returns its answer if that is a success.
func (s *Service) ask(ctx context.Context, method, target string, body []byte, observed *observation) (*Answer, error) {
	w := watch(ctx, s.ReadTimeout) // its context is derived from ctx
	res, err := s.send(w.ctx, method, target, body)
	w.heard()
	if err != nil {
		err = w.explain(err)
	} else if observed.answers(res.StatusCode); res.StatusCode < 200 || res.StatusCode > 299 {
		err = &Error{Status: res.StatusCode, Err: s.refused(res, w, observed)}
		_ = res.Body.Close() // it has been read as far as it matters
	}
	if err == nil {
		return &Answer{res.StatusCode, res.Header.Get("Content-Type"), res.Body, w, observed}, nil
	}
	w.stop()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if failed, answered := errors.AsType[*Error](err); answered {
		return nil, failed
	}
	return nil, &Error{Err: err}
}

func (s *Service) send(ctx context.Context, method, target string, body []byte) (*http.Response, error) {
	content := io.Reader(http.NoBody)
	if body != nil {
		content = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, target, content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "fakesesam")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	maps.Copy(req.Header, s.Header)
	if s.Basic {
		req.SetBasicAuth(s.Username, s.Password)
	}
	res, err := s.Client.Do(req)
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // it quotes the URL with its query, which may contain a secret
	}
	return res, system.Explained(err)
}

// target returns the URL with parameters appended to the configured query.
func (s *Service) target(parameters []string) (string, error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return "", errors.New("malformed URL")
	}
	var query []string
	if u.RawQuery != "" {
		query = append(query, escaped(u.RawQuery))
	}
	u.RawQuery = strings.Join(append(query, parameters...), "&")
	return u.String(), nil
}

// escaped escapes what a configured query has as it is and a request cannot have: a space would end its first line. What is
// escaped stays so.
func escaped(query string) string {
	var out strings.Builder
	for _, b := range []byte(query) {
		if b <= ' ' || b > '~' || strings.IndexByte("\"<>\\^`{|}", b) >= 0 {
			fmt.Fprintf(&out, "%%%02X", b)
			continue
		}
		out.WriteByte(b)
	}
	return out.String()
}

// Name returns a method and the URL for messages: without its query, which may contain secrets, and its user, which does.
func (s *Service) Name(method string) string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return method + " (malformed URL)"
	}
	u.RawQuery, u.User = "", nil
	return method + " " + u.String()
}

// refused returns the error for a response that is not a success.
func (s *Service) refused(res *http.Response, w *watchdog, observed *observation) error {
	body, err := io.ReadAll(io.LimitReader(w.reader(res.Body), 8*maxErrorBody))
	observed.reads(body, w.explain(err))
	text := string(body)
	if s.Mask != nil {
		text = s.Mask(text)
	}
	text = strings.TrimSpace(strings.ToValidUTF8(text[:min(len(text), maxErrorBody)], ""))
	if err != nil {
		text += " (the body is incomplete)"
	}
	if text == "" {
		return fmt.Errorf("the service answered %s", res.Status)
	}
	return fmt.Errorf("the service answered %s: %s", res.Status, text)
}
