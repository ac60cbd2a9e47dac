package sesam

import "io"

// chunk is how much is collected before it is written.
const chunk = 64 << 10

// ArrayWriter writes entities as one JSON array. Only Close closes the array: whoever stops early leaves it open, so that
// no reader can take it for complete.
type ArrayWriter struct {
	out     io.Writer
	offset  bool
	hold    int
	buf     []byte
	count   int
	started bool
}

// NewArrayWriter returns a writer to out. It writes nothing before it has collected hold bytes or Close is called, so that
// a failure until then can still be answered as a failure. If offset is false, no entity has _updated.
func NewArrayWriter(out io.Writer, hold int, offset bool) *ArrayWriter {
	return &ArrayWriter{out: out, offset: offset, hold: max(hold, chunk), buf: append(make([]byte, 0, chunk), '[')}
}

// Add writes one entity. The error is that of the entity or of the reader. After an error the array must not be closed.
func (w *ArrayWriter) Add(e Entity) error {
	if w.count > 0 {
		w.buf = append(w.buf, ',')
	}
	head, rest, err := appendHead(w.buf, e, w.offset)
	if w.buf = head; err != nil {
		return err
	}
	w.count++
	size := len(w.buf)
	for _, part := range rest {
		size += len(part)
	}
	if size >= w.threshold() {
		return w.flush(rest[:]...)
	}
	for _, part := range rest {
		w.buf = append(w.buf, part...)
	}
	return nil
}

// Close ends the array and writes everything.
func (w *ArrayWriter) Close() error {
	w.buf = append(w.buf, ']')
	return w.flush()
}

// Rest is how many bytes Close would write. Before the first have been written, it is the length of the whole array.
func (w *ArrayWriter) Rest() int { return len(w.buf) + len("]") }

// Started reports whether any byte has been written.
func (w *ArrayWriter) Started() bool { return w.started }

// Count is the number of entities added.
func (w *ArrayWriter) Count() int { return w.count }

func (w *ArrayWriter) threshold() int {
	if w.started {
		return chunk
	}
	return w.hold
}

// flush writes what has been collected, and then rest. A large record is not copied: it would take its size again.
func (w *ArrayWriter) flush(rest ...[]byte) error {
	w.started = true
	for len(rest) > 0 && len(rest[0]) < chunk {
		w.buf, rest = append(w.buf, rest[0]...), rest[1:]
	}
	_, err := w.out.Write(w.buf)
	w.buf = w.buf[:0]
	for _, part := range rest {
		if err == nil && len(part) > 0 {
			_, err = w.out.Write(part)
		}
	}
	return err
}
