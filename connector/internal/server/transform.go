package server

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
)

// outcomeMember is the member of an entity that tells what has become of it.
const outcomeMember = "$hubspot"

// transform writes entities, and answers with all of them, each with what has become of it.
func (s *Server) transform(c *gin.Context) {
	w, ok := s.beginWrite(c, transformParams, (*Server).entities)
	if !ok {
		return
	}
	defer w.end()
	_ = http.NewResponseController(c.Writer).EnableFullDuplex()
	answer := &transformed{c: c, all: s.opts.Held}
	defer answer.forget()
	for v, err := range w.run.Verdicts(w.ctx) {
		w.count(v, err)
		switch {
		case err != nil:
			answer.failure = err
		case v.Status == push.Unwritten:
			answer.failure = w.run.Failure()
		default:
			answer.failure = answer.add(v)
		}
		if answer.failure != nil {
			_, slow := errors.AsType[*slowError](answer.failure)
			answer.unheard = c.Request.Context().Err() != nil && !slow // stopping ends that too
			w.stop()
			break
		}
	}
	if answer.failure == nil {
		answer.failure = answer.close()
	}
	if answer.failure == nil {
		w.report(http.StatusOK, "")
		return
	}
	c.Header("Connection", "close") // the rest of the body is not read
	status, why := w.status(answer.failure, failed{})
	w.report(status, why)
	if answer.started || answer.unheard {
		cut()
	}
	if status == http.StatusServiceUnavailable {
		c.Header("Retry-After", strconv.Itoa(retryAfter(w.run.Failure())))
	}
	s.fail(c, status, errors.New(why))
}

// transformed is the array that answers a transform.
type transformed struct {
	c       *gin.Context
	all     *Held
	buf     bytes.Buffer
	counted int // of buf in all
	count   int
	started bool
	failure error
	unheard bool // the node was gone when it failed
}

// add adds an entity and what has become of it.
func (t *transformed) add(v push.Verdict) error {
	t.buf.WriteByte("[,"[min(t.count, 1)])
	t.count++
	if err := appendOutcome(&t.buf, v); err != nil {
		return err
	}
	more := t.buf.Len() - t.counted
	t.counted += more
	if t.all.add(more); t.all.keeps(t.buf.Len()) {
		return nil
	}
	return t.flush()
}

// forget is called when nothing is held back any more.
func (t *transformed) forget() {
	t.all.add(-t.counted)
	t.counted = 0
}

// close ends the array.
func (t *transformed) close() error {
	if t.count == 0 {
		t.buf.WriteByte('[')
	}
	t.buf.WriteByte(']')
	if !t.started {
		t.c.Header("Content-Length", strconv.Itoa(t.buf.Len()))
	}
	return t.flush()
}

func (t *transformed) flush() error {
	t.started = true
	t.c.Header("Content-Type", "application/json")
	if _, err := t.buf.WriteTo(t.c.Writer); err != nil {
		return &untakenError{err}
	}
	t.buf = bytes.Buffer{} // what it has grown to is free as well
	t.forget()
	return nil
}

// untakenError is the error of an answer that the node does not take.
type untakenError struct{ error }

func (e *untakenError) Error() string {
	return fmt.Sprintf("the answer could not be sent: %s; one larger than %d MiB must be read while the rest of the body is sent, so send fewer entities at a time", e.error, heldBack>>20)
}

func (e *untakenError) Unwrap() error { return e.error }

// appendOutcome writes the entity as it came, with what has become of it in place of an older outcome.
func appendOutcome(out *bytes.Buffer, v push.Verdict) error {
	outcome, err := json.Marshal(struct {
		Status push.Status `json:"status"`
		ID     string      `json:"id,omitzero"`
		Error  string      `json:"error,omitzero"`
	}{v.Status, v.ID, v.Reason})
	if err != nil {
		return err
	}
	out.WriteByte('{')
	if jsontext.Value(v.Text).Kind() == '{' {
		if err := appendMembers(out, v.Text); err != nil {
			return err
		}
	}
	out.WriteString(`"` + outcomeMember + `":`)
	out.Write(outcome)
	out.WriteByte('}')
	return nil
}

// appendMembers writes the members of an entity but for an older outcome, each with a comma after it.
func appendMembers(out *bytes.Buffer, entity []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(entity), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	for decoder.PeekKind() != '}' {
		name, err := decoder.ReadValue()
		if err != nil {
			return err
		}
		plain, _ := jsontext.AppendUnquote(nil, name) // it is valid, but may be escaped
		old := string(plain) == outcomeMember
		if !old {
			out.Write(name)
			out.WriteByte(':')
		}
		value, err := decoder.ReadValue()
		if err != nil {
			return err
		}
		if !old {
			out.Write(value)
			out.WriteByte(',')
		}
	}
	return nil
}
