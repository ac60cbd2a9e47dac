package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"net/http"
	"net/url"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// JSON reads entities over HTTP: with one GET whose response is a JSON array or, with a page size, with as many as needed.
type JSON struct {
	// Service is where the entities are, without since, limit and subset.
	Service service.Service
	// PageSize is sent as limit; with 0, everything is read at once.
	PageSize int
	// Subset is sent as subset, in compact JSON; with "", everything is read.
	Subset string
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

func (s *JSON) name() string { return s.Service.Name(http.MethodGet) }

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
	answer, err := p.source.Service.Do(ctx, http.MethodGet, p.source.parameters(since), nil)
	if failed, ok := errors.AsType[*service.Error](err); ok {
		return p.failed(ctx, CodeCommunication, failed.Status, failed.Err)
	}
	if err != nil {
		return err
	}
	defer answer.Close()
	entities := service.NewArray(answer)
	for {
		raw, err := entities.Next()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return p.failed(ctx, CodeEntity, answer.Status, answer.Explain(err))
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

// parameters returns since, limit and subset, as far as they are sent.
func (s *JSON) parameters(since *string) []string {
	var query []string
	if since != nil {
		query = append(query, "since="+url.QueryEscape(*since))
	}
	if s.PageSize > 0 {
		query = append(query, "limit="+strconv.Itoa(s.PageSize))
	}
	if s.Subset != "" {
		query = append(query, "subset="+url.QueryEscape(s.Subset))
	}
	return query
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
