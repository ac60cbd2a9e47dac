package hubspot

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// readAnswer reads a whole answer, which is one JSON object, and passes the name of each member to member, which goes on
// after its value. Those that matter, eight at most, must not come twice.
func readAnswer(text []byte, mask *said.Mask, matter []string, member func(w *walk, name []byte) error) error {
	w := walk{text: text}
	err := w.answer(mask, matter, member)
	if !w.doubt {
		return err
	}
	if notJSON := judge(text, mask); notJSON != nil {
		return notJSON
	}
	if w.broken {
		return contractError(said.Words("the answer cannot be read: it begins with %s", mask.Start(text)))
	}
	return err
}

// answer is readAnswer for what leaves no doubt.
func (w *walk) answer(mask *said.Mask, matter []string, member func(w *walk, name []byte) error) error {
	w.space()
	if w.kind() != '{' {
		w.value()
		return contractError(said.Words("the answer is not a JSON object"))
	}
	var seen known
	for more := w.open(); more; more = w.next() {
		name := w.name()
		if seen.again(memberOf(name, matter)) {
			return contractError(said.Words("%s is duplicated in the answer", mask.Text(string(name))))
		}
		if err := member(w, name); err != nil {
			return err
		}
	}
	if w.space(); w.at < len(w.text) {
		return contractError(said.Words("unexpected data after the JSON object of the answer"))
	}
	return nil
}

// judge returns what is wrong with the JSON with which an answer begins, nil if it is valid. A duplicate name or a broken
// surrogate in the text of one record must not stop the whole synchronization, so both pass through unchanged.
func judge(text []byte, mask *said.Mask) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	err := dec.SkipValue()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return contractError(said.Words("the answer ends in the middle of its JSON"))
	}
	if broken, ok := errors.AsType[*jsontext.SyntacticError](err); ok && broken.ByteOffset > 0 {
		return notJSON(said.Words("the answer is not JSON from byte %s on: it begins with %s", said.Number(int(broken.ByteOffset)), mask.Start(text)), text)
	}
	return notJSON(said.Words("the answer is not JSON: it begins with %s", mask.Start(text)), text)
}

// known are members of an object that matter and have come, one bit each.
type known uint8

// again reports whether the member comes a second time. Readers of JSON disagree on which of the two counts.
func (k *known) again(member known) bool {
	twice := *k&member != 0
	*k |= member
	return twice
}

// memberOf returns the bit of the member called name, none if it is not one of those that matter.
func memberOf(name []byte, matter []string) known {
	for i, member := range matter {
		if string(name) == member {
			return 1 << i
		}
	}
	return 0
}
