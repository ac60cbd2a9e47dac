package sesam

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Elements reads the body that a pipe sends, a JSON array or a single object, element by element. Only one element is in memory
// at a time, and none that is larger than allowed.
type Elements struct {
	in      *bufio.Reader
	largest int
	buf     []byte // the element

	offset int64 // of the next byte of the body
	index  int   // of the next element
	state  elementsState
}

// Element is one element of the body.
type Element struct {
	Index int
	// Text is a valid JSON value, in which an object may have two members of one name, and a string an escape of half a character.
	// It is valid until the next call of Next, and nil for an element that is larger than allowed.
	Text []byte
}

// SyntaxError is the error of a body that is not what a pipe sends.
type SyntaxError struct {
	Index  int   // of the element that is affected; those before it were complete
	Offset int64 // of the byte in the body
	What   string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("the body is not a JSON array of entities: at byte %d, in element %d, %s", e.Offset, e.Index, e.What)
}

type elementsState int

const (
	beforeArray elementsState = iota
	beforeFirst
	afterElement
	afterSingle
	afterEnd
)

// NewElements returns a reader of the elements of in. Elements larger than largest bytes are passed by.
func NewElements(in io.Reader, largest int) *Elements {
	return &Elements{in: bufio.NewReader(in), largest: largest}
}

// Next returns the next element, or io.EOF after the last. Any other error, a *SyntaxError or that of the reader, ends the body.
func (e *Elements) Next() (Element, error) {
	if e.state == afterEnd {
		return Element{}, io.EOF
	}
	found, err := e.toElement()
	switch {
	case err != nil:
		return Element{}, e.ended(err)
	case !found:
		e.state = afterEnd
		return Element{}, io.EOF
	}
	begin := e.offset
	if err := e.element(); err != nil {
		return Element{}, e.ended(err)
	}
	element := Element{Index: e.index, Text: e.buf}
	if len(e.buf) > e.largest {
		element.Text = nil
	} else if err := e.valid(begin); err != nil {
		return Element{}, e.ended(err)
	}
	e.index++
	return element, nil
}

// ended makes every further call return io.EOF.
func (e *Elements) ended(err error) error {
	e.state = afterEnd
	if errors.Is(err, io.EOF) {
		return e.fault("it ends")
	}
	return err
}

func (e *Elements) fault(what string) error {
	return &SyntaxError{Index: e.index, Offset: e.offset, What: what}
}

// toElement goes on to the element that follows. It reports whether one does.
func (e *Elements) toElement() (found bool, err error) {
	if e.state == beforeArray {
		if err := e.open(); err != nil {
			return false, err
		}
		if e.state == afterSingle {
			return true, nil
		}
	}
	c, err := e.passSpace()
	switch {
	case e.state == afterSingle && errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, err
	case e.state == afterSingle:
		return false, e.fault("something follows the object")
	case c == ']':
		e.take()
		return false, e.end()
	case e.state == beforeFirst:
		e.state = afterElement
		return true, nil
	case c != ',':
		return false, e.fault("a comma or ] is missing")
	}
	e.take()
	_, err = e.passSpace()
	return true, err
}

// open goes on to the first element, or to the object that is the only one.
func (e *Elements) open() error {
	if mark, _ := e.in.Peek(len(byteOrderMark)); bytes.Equal(mark, byteOrderMark) {
		e.skip(len(byteOrderMark))
	}
	c, err := e.passSpace()
	switch {
	case errors.Is(err, io.EOF):
		return e.fault("it is empty; [] is an array without entities")
	case err != nil:
		return err
	case c == '{':
		e.state = afterSingle
		return nil
	case c != '[':
		return e.fault("it begins with neither [ nor {")
	}
	e.take()
	e.state = beforeFirst
	return nil
}

var byteOrderMark = []byte("\ufeff")

// end makes sure that nothing follows.
func (e *Elements) end() error {
	_, err := e.passSpace()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	return e.fault("something follows the array")
}

// element collects the element that begins here. Of one that is too large only the beginning is kept.
func (e *Elements) element() error {
	e.buf = e.buf[:0]
	for open, quoted := 0, false; ; {
		c, err := e.peek()
		if err != nil {
			return err
		}
		if !quoted && open == 0 && len(e.buf) > 0 && (c == ',' || c == ']' || c == '}' || isSpace(c)) {
			return nil // a number or a word has ended
		}
		e.keep()
		switch {
		case quoted && c == '\\':
			if _, err := e.peek(); err != nil {
				return err
			}
			e.keep()
			continue
		case c == '"':
			quoted = !quoted
		case quoted:
			continue
		case c == '{' || c == '[':
			open++
		case c == '}' || c == ']':
			open--
		default:
			continue
		}
		if open <= 0 && !quoted {
			return nil
		}
	}
}

// valid rejects an element, of which the first byte is at begin, that is not one JSON value.
func (e *Elements) valid(begin int64) error {
	// JSON's grammar allows escapes of half a character, which programs write that cut texts. Bytes that are no UTF-8 it does not.
	halves := jsontext.AllowInvalidUTF8(utf8.Valid(e.buf))
	decoder := jsontext.NewDecoder(bytes.NewBuffer(e.buf), jsontext.AllowDuplicateNames(true), halves)
	err := decoder.SkipValue()
	if err == nil && decoder.InputOffset() == int64(len(e.buf)) {
		return nil
	}
	at := begin + decoder.InputOffset()
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at = begin + syntactic.ByteOffset
	}
	return &SyntaxError{Index: e.index, Offset: at, What: "there is no valid JSON value"}
}

// passSpace goes on after white space and returns the byte that follows.
func (e *Elements) passSpace() (byte, error) {
	for {
		c, err := e.peek()
		if err != nil || !isSpace(c) {
			return c, err
		}
		e.take()
	}
}

func (e *Elements) peek() (byte, error) {
	next, err := e.in.Peek(1)
	if len(next) == 0 {
		return 0, err
	}
	return next[0], nil
}

// keep takes the byte that follows into the element.
func (e *Elements) keep() {
	if c := e.take(); len(e.buf) <= e.largest {
		e.buf = append(e.buf, c)
	}
}

// take goes on after the byte that peek has returned.
func (e *Elements) take() byte {
	c, _ := e.in.ReadByte() // it is in the buffer
	e.offset++
	return c
}

func (e *Elements) skip(n int) {
	skipped, _ := e.in.Discard(n) // they are in the buffer
	e.offset += int64(skipped)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
