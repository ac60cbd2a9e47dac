package sesam

import "io"

// chunk is how much is gathered before it is handed on.
const chunk = 64 << 10

// ArrayWriter writes entities as one JSON array. The array is closed by Close
// and by nothing else: whoever stops early leaves it open, and no reader can
// take it for whole.
type ArrayWriter struct {
	out     io.Writer
	offset  bool
	hold    int
	buf     []byte
	count   int
	started bool
}

// NewArrayWriter writes to out. Nothing is written before hold bytes have
// come together or Close is called, so that a failure until then can still
// be answered as a failure. With offset false no entity carries _updated.
func NewArrayWriter(out io.Writer, hold int, offset bool) *ArrayWriter {
	return &ArrayWriter{out: out, offset: offset, hold: max(hold, chunk), buf: append(make([]byte, 0, chunk), '[')}
}

// Add writes one entity. The error is the entity's or the reader's; after one
// the array must not be closed.
func (w *ArrayWriter) Add(e Entity) error {
	if w.count > 0 {
		w.buf = append(w.buf, ',')
	}
	var err error
	if w.buf, err = AppendEntity(w.buf, e, w.offset); err != nil {
		return err
	}
	w.count++
	if len(w.buf) >= w.threshold() {
		return w.flush()
	}
	return nil
}

// Close ends the array and hands everything on.
func (w *ArrayWriter) Close() error {
	w.buf = append(w.buf, ']')
	return w.flush()
}

// Rest is how many bytes Close would hand on; before the first have been, it
// is the length of the whole array.
func (w *ArrayWriter) Rest() int { return len(w.buf) + len("]") }

// Started tells whether any byte has been handed on.
func (w *ArrayWriter) Started() bool { return w.started }

// Count is the number of entities added.
func (w *ArrayWriter) Count() int { return w.count }

func (w *ArrayWriter) threshold() int {
	if w.started {
		return chunk
	}
	return w.hold
}

func (w *ArrayWriter) flush() error {
	w.started = true
	_, err := w.out.Write(w.buf)
	w.buf = w.buf[:0]
	return err
}
