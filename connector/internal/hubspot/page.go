package hubspot

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	maxPage   = 64 << 20 // bytes of one answer
	maxRecord = 16 << 20 // bytes of one record

	// keepPage is the size up to which the memory of a page is reused.
	keepPage = 4 << 20
)

// Page is one answer with records. Records borrow its memory: both are valid until Release.
type Page struct {
	Records []Record
	Next    string // cursor of the next page, opaque
	HasNext bool   // the only sign of a next page
	Total   int    // of a search: matches of the whole query; -1 if HubSpot does not say

	// Began is a lower bound, in HubSpot's own time, of the moment HubSpot began to work on this page.
	Began time.Time

	body    bytes.Buffer
	errors  jsontext.Value // errors of a batch that succeeded in part
	release func(*Page)
}

// Release returns the page's memory for reuse. The page must not be used afterwards.
func (p *Page) Release() {
	if p.release != nil {
		p.release(p)
	}
}

// decode reads p.body, which holds records of the object type. Records are located, not decoded: their bytes remain as
// they were received.
func (p *Page) decode(object *Object) error {
	p.Records, p.Next, p.HasNext, p.Total, p.errors = p.Records[:0], "", false, -1, nil
	body := p.body.Bytes()
	// A duplicate name or a broken surrogate in the text of one record must not stop the whole synchronization, so both
	// pass through unchanged.
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	err := p.answer(scanner{dec, body}, object)
	if err == nil {
		return nil
	}
	if broken, ok := errors.AsType[*Error](err); ok {
		return broken
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return contractError("the answer ends in the middle of its JSON")
	default:
		return contractError("the answer is not JSON: it begins with %s", quoteStart(body))
	}
}

// answer reads the whole answer, which is one JSON object.
func (p *Page) answer(s scanner, object *Object) error {
	if s.dec.PeekKind() != '{' {
		if _, err := s.dec.ReadToken(); err != nil {
			return err
		}
		return contractError("the answer is not a JSON object")
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	found := false
	err := s.members(func(name []byte, _ int) error {
		switch string(name) {
		case "results":
			if found {
				return contractError("results is duplicated in the answer")
			}
			found = true
			return p.results(s, object)
		case "paging":
			return p.paging(s)
		case "total":
			value, err := s.dec.ReadValue()
			if n, errInt := strconv.Atoi(string(value)); errInt == nil && n >= 0 {
				p.Total = n
			}
			return err
		case "errors":
			value, err := s.dec.ReadValue()
			p.errors = value.Clone()
			return err
		}
		return s.dec.SkipValue()
	})
	if err != nil {
		return err
	}
	if !found {
		return contractError("the answer has no results")
	}
	if _, err := s.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return contractError("unexpected data after the JSON object of the answer")
	}
	return nil
}

// results reads the array of records.
func (p *Page) results(s scanner, object *Object) error {
	if s.dec.PeekKind() != '[' {
		if err := s.dec.SkipValue(); err != nil {
			return err
		}
		return contractError("results is not an array")
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	for s.dec.PeekKind() != ']' {
		p.Records = append(p.Records, Record{})
		if err := p.Records[len(p.Records)-1].decode(s, object); err != nil {
			return err
		}
	}
	_, err := s.dec.ReadToken()
	return err
}

// paging reads {"next":{"after":"…"}}. Null on either level means that this is the last page.
func (p *Page) paging(s scanner) error {
	return s.membersOrNull("paging", func(name []byte, _ int) error {
		if string(name) != "next" {
			return s.dec.SkipValue()
		}
		last := s.dec.PeekKind() == 'n'
		err := s.membersOrNull("paging.next", func(name []byte, _ int) error {
			if string(name) != "after" {
				return s.dec.SkipValue()
			}
			value, err := s.dec.ReadValue()
			p.Next = text(value)
			return err
		})
		if err != nil || last {
			return err
		}
		if p.Next == "" {
			return contractError("paging.next has no after")
		}
		p.HasNext = true
		return nil
	})
}

// quoteStart quotes the first bytes of a body: enough to recognize a web page, too few to contain anything secret.
func quoteStart(body []byte) string {
	return strconv.QuoteToASCII(string(body[:min(len(body), 6)]))
}
