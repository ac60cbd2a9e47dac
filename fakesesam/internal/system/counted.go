package system

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// errUnanswered is that the service has ended the connection in the place of an answer, for example because it has crashed.
var errUnanswered = errors.New("the service closed the connection without an answer")

// Explained returns the error of a request that was not answered, in words: the "EOF" of a connection that was closed says
// nothing to somebody who reads a log.
func Explained(err error) error {
	if errors.Is(err, io.EOF) {
		return errUnanswered
	}
	return err
}

// counted is a transport whose requests are counted.
type counted struct {
	calls *Calls
	next  http.RoundTripper
}

// RoundTrip sends a request and counts it.
func (t counted) RoundTrip(req *http.Request) (*http.Response, error) {
	call := &Call{At: t.calls.now(), Method: req.Method, URL: bare(req.URL)}
	t.calls.asks(call)
	res, err := t.next.RoundTrip(req)
	if err != nil {
		call.Error, call.Ended = blame(req.Context(), err)
		t.calls.count(call)
		return nil, err
	}
	call.Status = res.StatusCode
	t.calls.count(call)
	if res.StatusCode != http.StatusSwitchingProtocols { // whose body is a connection, and must remain one
		res.Body = &answer{ReadCloser: res.Body, broke: func(err error) {
			if why, ended := blame(req.Context(), err); !ended {
				t.calls.brokeOff(call, why)
			}
		}}
	}
	return res, nil
}

// blame says why a request failed, or that it was ended here, which is no failure of the system.
func blame(ctx context.Context, err error) (why string, ended bool) {
	switch cause := context.Cause(ctx); {
	case cause == nil:
		return Explained(err).Error(), false
	case errors.Is(cause, ErrSilent):
		return cause.Error(), false
	default:
		return "", true
	}
}

// bare returns a URL without what may contain a secret.
func bare(u *url.URL) string {
	plain := *u
	plain.User, plain.RawQuery, plain.Fragment = nil, "", ""
	return plain.String()
}

// answer is the body of an answer. The first error that is not its end means that it broke off.
type answer struct {
	io.ReadCloser
	broke func(err error) // nil after the first error
}

func (a *answer) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if err != nil && a.broke != nil {
		if !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			a.broke(err)
		}
		a.broke = nil
	}
	return n, err
}
