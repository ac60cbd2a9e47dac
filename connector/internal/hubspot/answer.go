package hubspot

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// readAnswer reads a whole answer, which is one JSON object, and passes the name of each member to member, which consumes
// its value. Those that matter must not come twice.
func readAnswer(text []byte, mask *said.Mask, matter []string, member func(s scanner, name []byte) error) error {
	// A duplicate name or a broken surrogate in the text of one record must not stop the whole synchronization, so both
	// pass through unchanged.
	dec := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	err := readObject(scanner{dec, text}, mask, matter, member)
	if err == nil {
		return nil
	}
	if broken, ok := errors.AsType[*Error](err); ok {
		return broken
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return contractError(said.Words("the answer ends in the middle of its JSON"))
	}
	if broken, ok := errors.AsType[*jsontext.SyntacticError](err); ok && broken.ByteOffset > 0 {
		return notJSON(said.Words("the answer is not JSON from byte %s on: it begins with %s", said.Number(int(broken.ByteOffset)), mask.Start(text)), text)
	}
	return notJSON(said.Words("the answer is not JSON: it begins with %s", mask.Start(text)), text)
}

func readObject(s scanner, mask *said.Mask, matter []string, member func(s scanner, name []byte) error) error {
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
	err := s.members(func(name []byte, _ int) error {
		if seen.again(name, matter) {
			return contractError(said.Words("%s is duplicated in the answer", mask.Text(string(name))))
		}
		return member(s, name)
	})
	if err != nil {
		return err
	}
	if _, err := s.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return contractError(said.Words("unexpected data after the JSON object of the answer"))
	}
	return nil
}
