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

	// keepPage is the size up to which a page's memory is used again.
	keepPage = 4 << 20
)

// Page is one answer with records. Records borrow its memory: both are valid
// until Release.
type Page struct {
	Records []Record
	Next    string // cursor of the following page, opaque
	HasNext bool   // the only sign of a following page
	Total   int    // of a search: matches of the whole query; -1 where unsaid

	// Began is a lower bound, in HubSpot's own time, of the moment HubSpot
	// began to work on this page.
	Began time.Time

	body    bytes.Buffer
	failed  jsontext.Value // errors of a batch that succeeded in part
	release func(*Page)
}

// Release gives the page's memory back; the page must not be used after it.
func (p *Page) Release() {
	if p.release != nil {
		p.release(p)
	}
}

// decode reads p.body. Records are found, not decoded: their bytes stay as
// they came.
func (p *Page) decode() error {
	p.Records, p.Next, p.HasNext, p.Total, p.failed = p.Records[:0], "", false, -1, nil
	body := p.body.Bytes()
	// A duplicate name or a broken surrogate in some contact's text must not
	// stop the whole sync, so both pass through as they came.
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	err := p.members(dec, body)
	if err == nil {
		return nil
	}
	if wrong, ok := errors.AsType[*Error](err); ok {
		return wrong
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return contractError("the answer ends in the middle of its JSON")
	default:
		return contractError("the answer is not JSON: it begins with %s", quoteStart(body))
	}
}

func (p *Page) members(dec *jsontext.Decoder, body []byte) error {
	if dec.PeekKind() != '{' {
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
		return contractError("the answer is not a JSON object")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	found := false
	err := eachMember(dec, func(name []byte, _ int) error {
		switch string(name) {
		case "results":
			if found {
				return contractError("the answer has two results")
			}
			found = true
			return p.results(dec, body)
		case "paging":
			return p.paging(dec)
		case "total":
			value, err := dec.ReadValue()
			if n, errInt := strconv.Atoi(string(value)); errInt == nil && n >= 0 {
				p.Total = n
			}
			return err
		case "errors":
			value, err := dec.ReadValue()
			p.failed = value.Clone()
			return err
		}
		return dec.SkipValue()
	})
	if err != nil {
		return err
	}
	if !found {
		return contractError("the answer has no results")
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return contractError("more follows after the answer's JSON object")
	}
	return nil
}

func (p *Page) results(dec *jsontext.Decoder, body []byte) error {
	if dec.PeekKind() != '[' {
		if err := dec.SkipValue(); err != nil {
			return err
		}
		return contractError("results is not an array")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != ']' {
		p.Records = append(p.Records, Record{})
		if err := p.Records[len(p.Records)-1].decode(dec, body); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// paging reads {"next":{"after":"…"}}; null on either level means the end.
func (p *Page) paging(dec *jsontext.Decoder) error {
	return orNull(dec, "paging", func(name []byte, _ int) error {
		if string(name) != "next" {
			return dec.SkipValue()
		}
		ended := dec.PeekKind() == 'n'
		err := orNull(dec, "paging.next", func(name []byte, _ int) error {
			if string(name) != "after" {
				return dec.SkipValue()
			}
			value, err := dec.ReadValue()
			p.Next = text(value)
			return err
		})
		if err != nil || ended {
			return err
		}
		if p.Next == "" {
			return contractError("paging.next has no after")
		}
		p.HasNext = true
		return nil
	})
}

// orNull reads the object that follows, or null, which has no members.
func orNull(dec *jsontext.Decoder, what string, member memberFunc) error {
	switch dec.PeekKind() {
	case '{':
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
		return eachMember(dec, member)
	case 'n':
		return dec.SkipValue()
	default:
		if err := dec.SkipValue(); err != nil {
			return err
		}
		return contractError("%s is not an object", what)
	}
}

// memberFunc consumes the value of a member. The name is valid until the next
// read; begin is the offset where the member begins, with its name's quote.
type memberFunc func(name []byte, begin int) error

// eachMember reads the members of an object whose brace has been read, and
// its end.
func eachMember(dec *jsontext.Decoder, member memberFunc) error {
	for {
		switch dec.PeekKind() {
		case '}':
			_, err := dec.ReadToken()
			return err
		case '"':
			raw, err := dec.ReadValue()
			if err != nil {
				return err
			}
			if err := member(inner(raw), int(dec.InputOffset())-len(raw)); err != nil {
				return err
			}
		default:
			_, err := dec.ReadToken()
			if err == nil {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
	}
}

// inner is what a raw JSON string says; only where something is escaped does
// it take memory of its own.
func inner(raw jsontext.Value) []byte {
	if bytes.IndexByte(raw, '\\') >= 0 {
		unquoted, _ := jsontext.AppendUnquote(nil, raw)
		return unquoted
	}
	return raw[1 : len(raw)-1]
}

// text is a JSON string or number as Go text; "" for anything else.
func text(raw jsontext.Value) string {
	switch raw.Kind() {
	case '"':
		return string(inner(raw))
	case '0':
		return string(raw)
	default:
		return ""
	}
}

// quoteStart shows the first bytes of a body in a message: enough to tell a
// page of HTML, too few to hold anything secret.
func quoteStart(body []byte) string {
	return strconv.QuoteToASCII(string(body[:min(len(body), 6)]))
}
