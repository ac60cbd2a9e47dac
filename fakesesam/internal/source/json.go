package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// maxErrorBody is how much of the body of an error response becomes part of the error, in bytes.
const maxErrorBody = 500

// JSON reads entities over HTTP: with one GET whose response is a JSON array or, with a page size, with as many as needed.
type JSON struct {
	// URL is the whole URL, without since, limit and subset.
	URL string
	// Header is sent with each request.
	Header http.Header
	// Username and Password are sent as basic authentication if Basic is true.
	Basic              bool
	Username, Password string
	// PageSize is sent as limit; with 0, everything is read at once.
	PageSize int
	// Subset is sent as subset, in compact JSON; with "", everything is read.
	Subset string
	// ReadTimeout limits how long the service may be silent: before its response, and between two reads of the body.
	ReadTimeout time.Duration
	// Client sends the requests; it must not have a timeout of its own.
	Client *http.Client
	// Mask removes secrets from what the service has answered, before it is cut to a length that may end inside one; nil if
	// there are none.
	Mask func(string) string
}

// Read returns the entities after since. A page that is not full is the last one; the next page continues after the
// _updated of the last entity.
func (s *JSON) Read(ctx context.Context, since *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for {
			p := page{source: s, yield: yield}
			if err := p.read(ctx, since); err != nil {
				if errors.Is(err, errStopped) {
					return
				}
				yield(nil, err)
				return
			}
			if s.PageSize == 0 || p.count < s.PageSize {
				return
			}
			next, err := updatedOf(p.last)
			if err == nil && since != nil && *since == next {
				err = fmt.Errorf("a full page of %d entities ends with the same _updated that it was requested with, %q, so paging cannot continue", s.PageSize, next)
			}
			if err != nil {
				yield(nil, &ReadError{Code: CodeEntity, Status: http.StatusOK, Source: s.name(), Err: err})
				return
			}
			since = &next
		}
	}
}

// errStopped means that the reader of the sequence has stopped.
var errStopped = errors.New("stopped")

// page is one request and its response.
type page struct {
	source *JSON
	yield  func([]byte, error) bool
	count  int
	last   []byte // kept for full pages only
}

func (p *page) read(ctx context.Context, since *string) error {
	u, err := p.source.pageURL(since)
	if err != nil {
		return &ReadError{Code: CodeCommunication, Source: p.source.name(), Err: err}
	}
	w := watch(ctx, p.source.ReadTimeout) // its context is derived from ctx
	defer w.stop()
	res, err := p.source.get(w.ctx, u)
	w.heard()
	if err != nil {
		return p.failed(ctx, CodeCommunication, 0, w.explain(err))
	}
	defer res.Body.Close() //nolint:errcheck // reading has shown whether the response is complete
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return p.failed(ctx, CodeCommunication, res.StatusCode, p.source.errorResponse(res, w))
	}
	entities := newArray(w.reader(res.Body))
	for {
		raw, err := entities.next()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return p.failed(ctx, CodeEntity, res.StatusCode, w.explain(err))
		}
		p.count++
		if p.count == p.source.PageSize {
			p.last = append(p.last, raw...)
		}
		if !p.yield(raw, nil) {
			return errStopped
		}
	}
}

func (p *page) failed(ctx context.Context, code, status int, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &ReadError{Code: code, Status: status, Source: p.source.name(), Err: err}
}

func (s *JSON) get(ctx context.Context, target string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "fakesesam")
	maps.Copy(req.Header, s.Header)
	if s.Basic {
		req.SetBasicAuth(s.Username, s.Password)
	}
	res, err := s.Client.Do(req)
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		// The ReadError has the URL already, without its query.
		return nil, wrapped.Err
	}
	return res, err
}

// pageURL returns the URL with since, limit and subset appended to the configured query.
func (s *JSON) pageURL(since *string) (string, error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return "", errors.New("malformed URL")
	}
	var query []string
	if u.RawQuery != "" {
		query = append(query, escaped(u.RawQuery))
	}
	if since != nil {
		query = append(query, "since="+url.QueryEscape(*since))
	}
	if s.PageSize > 0 {
		query = append(query, "limit="+strconv.Itoa(s.PageSize))
	}
	if s.Subset != "" {
		query = append(query, "subset="+url.QueryEscape(s.Subset))
	}
	u.RawQuery = strings.Join(query, "&")
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

// name returns the URL for messages: without its query, which may contain secrets, and its user, which does.
func (s *JSON) name() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return "GET (malformed URL)"
	}
	u.RawQuery, u.User = "", nil
	return "GET " + u.String()
}

// errorResponse returns the error for a response that is not a success.
func (s *JSON) errorResponse(res *http.Response, w *watchdog) error {
	body, err := io.ReadAll(io.LimitReader(w.reader(res.Body), 8*maxErrorBody))
	text := string(body)
	if s.Mask != nil {
		text = s.Mask(text)
	}
	text = strings.TrimSpace(strings.ToValidUTF8(text[:min(len(text), maxErrorBody)], ""))
	if err != nil {
		text += " (the body is incomplete)"
	}
	return fmt.Errorf("the service answered %s: %s", res.Status, text)
}

// updatedOf returns the _updated of an entity in the form that since has.
func updatedOf(raw []byte) (string, error) {
	updated := dataset.Find(dataset.Split(raw, nil), "_updated")
	if text, ok := dataset.Text(updated); ok && text != "" {
		return text, nil
	}
	if n, ok := new(big.Int).SetString(string(updated), 10); ok {
		return n.String(), nil
	}
	return "", errors.New("the _updated of the last entity of a page must be a string or an integer; otherwise the next page cannot be requested")
}
