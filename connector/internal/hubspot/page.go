package hubspot

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

const (
	maxRecord = 16 << 20 // bytes of one record
	maxCursor = 4 << 10  // bytes of the cursor of the next page

	// maxRecords is how many records a page may hold: what is remembered of each takes memory too. No more than 200 are
	// ever requested.
	maxRecords = 1000
)

// Page is one answer with records. Records borrow its memory: both are valid until Release.
type Page struct {
	Records []Record
	Next    string // cursor of the next page, opaque
	HasNext bool   // the only sign of a next page
	Total   int    // of a search: matches of the whole query; -1 if HubSpot does not say

	// Began is a lower bound, in HubSpot's own time, of the moment HubSpot began to work on this page.
	Began time.Time

	// What the answer says of errors, as in an explanation.
	status    string
	numErrors any
	errors    jsontext.Value // borrows body

	body    body
	mask    *said.Mask
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
	p.Records, p.Next, p.HasNext, p.Total = p.Records[:0], "", false, -1
	p.status, p.numErrors, p.errors = "", nil, nil
	text := p.body.text()
	// A duplicate name or a broken surrogate in the text of one record must not stop the whole synchronization, so both
	// pass through unchanged.
	dec := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	err := p.answer(scanner{dec, text}, object)
	if err == nil {
		return nil
	}
	if broken, ok := errors.AsType[*Error](err); ok {
		return broken
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return contractError(said.Words("the answer ends in the middle of its JSON"))
	default:
		return notJSON(said.Words("the answer is not JSON: it begins with %s", p.mask.Start(text)), text)
	}
}

// answerMembers are the members of an answer that matter.
var answerMembers = []string{"results", "paging", "total", "status", "numErrors", "errors"}

// answer reads the whole answer, which is one JSON object.
func (p *Page) answer(s scanner, object *Object) error {
	if s.dec.PeekKind() != '{' {
		if _, err := s.dec.ReadToken(); err != nil {
			return err
		}
		return contractError(said.Words("the answer is not a JSON object"))
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	var seen known
	found := false
	err := s.members(func(name []byte, _ int) error {
		if seen.again(name, answerMembers) {
			return contractError(said.Words("%s is duplicated in the answer", p.mask.Text(string(name))))
		}
		found = found || string(name) == "results"
		return p.member(s, object, name)
	})
	if err != nil {
		return err
	}
	if !found && !p.reported().failed() {
		return contractError(said.Words("the answer has no results"))
	}
	if _, err := s.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return contractError(said.Words("unexpected data after the JSON object of the answer"))
	}
	return nil
}

// member reads the value of one member of the answer.
func (p *Page) member(s scanner, object *Object, name []byte) error {
	switch string(name) {
	case "results":
		return p.results(s, object)
	case "paging":
		return p.paging(s)
	case "total":
		value, err := s.dec.ReadValue()
		if n, errInt := strconv.Atoi(string(value)); errInt == nil && n >= 0 {
			p.Total = n
		}
		return err
	case "status":
		value, err := s.dec.ReadValue()
		p.status = text(value)
		return err
	case "numErrors":
		value, err := s.dec.ReadValue()
		p.numErrors = text(value)
		return err
	case "errors":
		value, err := s.dec.ReadValue()
		p.errors = s.body[s.offset()-len(value) : s.offset()]
		return err
	default:
		return s.dec.SkipValue()
	}
}

// results reads the array of records.
func (p *Page) results(s scanner, object *Object) error {
	if s.dec.PeekKind() != '[' {
		if err := s.dec.SkipValue(); err != nil {
			return err
		}
		return contractError(said.Words("results is not an array"))
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	for s.dec.PeekKind() != ']' {
		if len(p.Records) == maxRecords {
			return contractError(said.Words("the answer holds more than %s records; at most %s were requested", said.Number(maxRecords), said.Number(searchLimit)))
		}
		p.Records = append(p.Records, Record{})
		if err := p.Records[len(p.Records)-1].decode(s, object, p.mask); err != nil {
			return err
		}
	}
	_, err := s.dec.ReadToken()
	return err
}

// The objects in which the cursor is, as errors call them.
var paging, pagingNext = said.Words("paging"), said.Words("paging.next")

// paging reads {"next":{"after":"…"}}. Null on either level means that this is the last page.
func (p *Page) paging(s scanner) error {
	return s.membersOrNull(paging, func(name []byte, _ int) error {
		if string(name) != "next" {
			return s.dec.SkipValue()
		}
		last := s.dec.PeekKind() == 'n'
		err := s.membersOrNull(pagingNext, func(name []byte, _ int) error {
			if string(name) != "after" {
				return s.dec.SkipValue()
			}
			value, err := s.dec.ReadValue()
			if len(value) > maxCursor {
				return contractError(said.Words("the cursor of the next page is longer than %s bytes", said.Number(maxCursor)))
			}
			p.Next = text(value)
			return err
		})
		if err != nil || last {
			return err
		}
		if p.Next == "" {
			return contractError(said.Words("paging.next has no after"))
		}
		p.HasNext = true
		return nil
	})
}
