package service

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// MaxEntity is the largest size of an entity, in bytes: about that of the largest possible HubSpot record.
const MaxEntity = 64 << 20

// Array reads a JSON array of objects, with only one of them in memory at a time. The standard library's decoder has no
// such API that also limits the size of a value.
type Array struct {
	dec   *jsontext.Decoder
	meter *meter
	count int
	begun bool
	// lenient takes one object for an array of it; alone means that there is one.
	lenient, alone bool
}

// NewArray returns the reader of an array.
func NewArray(r io.Reader) *Array {
	m := &meter{r: r, limit: MaxEntity}
	return &Array{
		meter: m,
		// Duplicate keys are valid JSON; the last one counts, as in every common parser. What is not text is replaced: one
		// character must not keep a pipe from everything else.
		dec: jsontext.NewDecoder(m, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
	}
}

// NewEntities is NewArray for a body that may also be one object, without the brackets.
func NewEntities(r io.Reader) *Array {
	a := NewArray(r)
	a.lenient = true
	return a
}

// Next returns the next object, or io.EOF after the closing bracket if only white space follows it.
func (a *Array) Next() ([]byte, error) {
	if !a.begun {
		if err := a.open(); err != nil {
			return nil, err
		}
	}
	if a.alone && a.count == 1 {
		return nil, a.end()
	}
	a.meter.base = a.dec.InputOffset()
	switch kind := a.dec.PeekKind(); kind {
	case ']':
		return nil, a.close()
	case '{':
		raw, err := a.dec.ReadValue()
		if err != nil {
			return nil, a.explain(err)
		}
		if dataset.TooDeep(raw) {
			return nil, TooDeep(a.count + 1)
		}
		a.count++
		return dataset.Readable(raw), nil
	default:
		raw, err := a.dec.ReadValue()
		if err != nil {
			return nil, a.explain(err)
		}
		return nil, fmt.Errorf("element %d of the array must be an object, got %s", a.count+1, kindOf(raw))
	}
}

func (a *Array) open() error {
	switch kind := a.dec.PeekKind(); {
	case kind == '{' && a.lenient:
		a.begun, a.alone = true, true
		return nil
	case kind == '[':
		_, err := a.dec.ReadToken()
		a.begun = err == nil
		return err
	case kind == 0:
		_, err := a.dec.ReadToken()
		if errors.Is(err, io.EOF) {
			return errors.New("the body must be a JSON array, got an empty body")
		}
		return fmt.Errorf("the body must be a JSON array: %w", clean(err))
	default:
		return fmt.Errorf("the body must be a JSON array, but begins with %s", kind)
	}
}

// close reads the closing bracket and checks that nothing follows it.
func (a *Array) close() error {
	if _, err := a.dec.ReadToken(); err != nil {
		return a.explain(err)
	}
	return a.end()
}

// end checks that nothing follows. It reads the body to its end, because only then is it certain that the connection was not cut.
func (a *Array) end() error {
	switch _, err := a.dec.ReadToken(); {
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return io.EOF
	case err == nil:
		return fmt.Errorf("unexpected data after %s", a.whole())
	default:
		return fmt.Errorf("after %s: %w", a.whole(), clean(err))
	}
}

// whole names what has been read to its end.
func (a *Array) whole() string {
	if a.alone {
		return "an entity without the brackets of an array, in which several must be"
	}
	return "the array of " + counted(a.count, "")
}

func (a *Array) explain(err error) error {
	if tooLarge, ok := errors.AsType[*tooLargeError](err); ok {
		return fmt.Errorf("entity %d is larger than %d bytes", a.count+1, tooLarge.limit)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) && a.alone {
		return fmt.Errorf("the body ends in the middle of an entity: %w", io.ErrUnexpectedEOF)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the body ends in the middle of the array, after %s: %w", counted(a.count, "complete "), io.ErrUnexpectedEOF)
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok && strings.Contains(syntax.Err.Error(), "max depth") {
		return TooDeep(a.count + 1)
	}
	return fmt.Errorf("after %s: %w", counted(a.count, "complete "), clean(err))
}

// TooDeep is the error for an entity of the array, counted from 1.
func TooDeep(place int) error {
	return fmt.Errorf("entity %d is nested more than %d levels deep", place, dataset.MaxDepth)
}

// counted is "1 complete entity" or "2 complete entities".
func counted(n int, adjective string) string {
	if n == 1 {
		return "1 " + adjective + "entity"
	}
	return fmt.Sprintf("%d %sentities", n, adjective)
}

// clean removes the parser's own text from an error.
func clean(err error) error {
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Errorf("malformed JSON at byte %d: %w", syntax.ByteOffset, syntax.Err)
	}
	if inner := errors.Unwrap(err); inner != nil && strings.HasPrefix(err.Error(), "jsontext: ") {
		return inner
	}
	return err
}

// kindOf names what a value is; the value itself may contain anything.
func kindOf(raw []byte) string {
	switch raw[0] {
	case '"':
		return "a string"
	case '[':
		return "a list"
	case 't', 'f', 'n':
		return string(raw)
	default:
		return "a number"
	}
}

// meter fails when a value grows beyond the limit.
type meter struct {
	r     io.Reader
	base  int64 // where the value begins
	total int64
	limit int64
}

type tooLargeError struct{ limit int64 }

func (e *tooLargeError) Error() string { return fmt.Sprintf("larger than %d bytes", e.limit) }

func (m *meter) Read(p []byte) (int, error) {
	if m.total-m.base > m.limit {
		return 0, &tooLargeError{m.limit}
	}
	n, err := m.r.Read(p)
	m.total += int64(n)
	return n, err
}
