package hubspot

import (
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// scanner locates values in the JSON of an answer without decoding them.
type scanner struct {
	dec  *jsontext.Decoder
	body []byte // what dec reads
}

// offset is the position in body after the last value that was read.
func (s scanner) offset() int { return int(s.dec.InputOffset()) }

// memberFunc consumes the value of a member. The name is valid until the next read; begin is the offset of the quote
// with which the name begins.
type memberFunc func(name []byte, begin int) error

// members reads the members of an object whose opening brace has been read, and its closing brace.
func (s scanner) members(member memberFunc) error {
	for {
		switch s.dec.PeekKind() {
		case '}':
			_, err := s.dec.ReadToken()
			return err
		case '"':
			raw, err := s.dec.ReadValue()
			if err != nil {
				return err
			}
			if err := member(memberName(raw), s.offset()-len(raw)); err != nil {
				return err
			}
		default:
			_, err := s.dec.ReadToken()
			if err == nil {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
	}
}

// elements reads an array. element consumes each of its elements.
func (s scanner) elements(element func() error) error {
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	for s.dec.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := s.dec.ReadToken()
	return err
}

// membersOrNull reads the object that follows, or null, which has no members. what names it in an error.
func (s scanner) membersOrNull(what said.Text, member memberFunc) error {
	switch s.dec.PeekKind() {
	case '{':
		if _, err := s.dec.ReadToken(); err != nil {
			return err
		}
		return s.members(member)
	case 'n':
		return s.dec.SkipValue()
	default:
		if err := s.dec.SkipValue(); err != nil {
			return err
		}
		return contractError(said.Words("%s is not an object", what))
	}
}

// str reads the value that follows and stores it in to, without quotes, if it is a string that accept accepts. The
// stored bytes borrow body, unless something in them is escaped.
func (s scanner) str(to *[]byte, accept func([]byte) bool) error {
	raw, err := s.dec.ReadValue()
	if err != nil || raw.Kind() != '"' {
		return err
	}
	end := s.offset()
	value := s.body[end-len(raw)+1 : end-1]
	if bytes.IndexByte(value, '\\') >= 0 {
		value = unquoted(raw)
	}
	if accept(value) {
		*to = value
	}
	return nil
}

// commaAfter is the offset after the comma that follows offset i, or i if the object ends there.
func (s scanner) commaAfter(i int) int {
	for j := i; j < len(s.body); j++ {
		switch s.body[j] {
		case ',':
			return j + 1
		case '}':
			return i
		}
	}
	return i
}

// memberName returns the name of a member. That of one that is so long that nobody knows it is empty: it is not worth the
// memory.
func memberName(raw jsontext.Value) []byte {
	const longest = 1 << 10
	if len(raw) > longest {
		return nil
	}
	return unquoted(raw)
}

// known are members of an object that matter and have come, one bit each.
type known uint8

// again reports whether the name is one of the members that matter and comes a second time. Readers of JSON disagree on
// which of the two counts.
func (k *known) again(name []byte, members []string) bool {
	for i, member := range members {
		if string(name) == member {
			twice := *k&(1<<i) != 0
			*k |= 1 << i
			return twice
		}
	}
	return false
}

// unquoted returns the text of a raw JSON string. It allocates only if something is escaped.
func unquoted(raw jsontext.Value) []byte {
	if bytes.IndexByte(raw, '\\') >= 0 {
		text, _ := jsontext.AppendUnquote(nil, raw)
		return text
	}
	return raw[1 : len(raw)-1]
}

// text returns a JSON string or number as text, and "" for anything else.
func text(raw jsontext.Value) string {
	switch raw.Kind() {
	case '"':
		return string(unquoted(raw))
	case '0':
		return string(raw)
	default:
		return ""
	}
}
