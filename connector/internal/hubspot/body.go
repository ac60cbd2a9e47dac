package hubspot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
	"time"
)

// body is the bytes of one answer, whose memory is shared out by all reads.
type body struct {
	buf    []byte
	taken  int // of memory
	memory *memory
	spare  *sync.Pool // of buffers of the small size

	// announce, if it is not nil, is told of a long wait for memory.
	announce func()
}

var (
	errTooLarge = errors.New("the answer is too large")
	errNoMemory = errors.New("no memory for the answer")
)

// read replaces the body by what r delivers. size is what the answer says of its length, -1 if it says nothing; last is
// the size of a similar answer, with which the buffer begins to grow unless that is very large.
func (b *body) read(ctx context.Context, r io.Reader, size int64, last int) error {
	b.release()
	if size > int64(b.memory.largest) {
		return errTooLarge
	}
	if !b.wait(func() bool { return b.memory.take(ctx, b.memory.small) }) {
		return errNoMemory
	}
	b.taken = b.memory.small
	if spare, ok := b.spare.Get().(*[]byte); ok {
		b.buf = (*spare)[:0]
	} else {
		b.buf = make([]byte, 0, b.memory.small)
	}
	err := b.fill(r)
	if err == nil || !errors.Is(err, errFull) {
		return err
	}
	if !b.wait(func() bool { return b.memory.grow(ctx) }) {
		return errNoMemory
	}
	defer b.memory.grown()
	next := max(min(last, b.memory.largest/4), int(size)+1, 2*cap(b.buf))
	for errors.Is(err, errFull) {
		if len(b.buf) > b.memory.largest {
			return errTooLarge
		}
		if err := b.enlarge(ctx, b.memory.step(next)); err != nil {
			return err
		}
		next = 2 * cap(b.buf)
		err = b.fill(r)
	}
	return err
}

// collectBefore is the size of a buffer before which garbage is collected: buffers that others have given back would
// otherwise still take memory beside it.
const collectBefore = 4 << 20

// errFull: the buffer is full, and perhaps there is more.
var errFull = errors.New("the buffer is full")

// fill reads to the end of r, or until the buffer is full.
func (b *body) fill(r io.Reader) error {
	for len(b.buf) < cap(b.buf) {
		n, err := r.Read(b.buf[len(b.buf):cap(b.buf)])
		b.buf = b.buf[:len(b.buf)+n]
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
	return errFull
}

// enlarge moves the body into a buffer of n bytes. Meanwhile both count.
func (b *body) enlarge(ctx context.Context, n int) error {
	if !b.wait(func() bool { return b.memory.take(ctx, n) }) {
		return errNoMemory
	}
	if n >= collectBefore {
		runtime.GC()
	}
	small, taken := b.buf, b.taken
	b.buf = append(make([]byte, 0, n), small...)
	b.taken = n
	b.giveBack(small, taken)
	return nil
}

// wait waits for memory.
func (b *body) wait(succeeds func() bool) bool {
	if b.announce != nil {
		defer time.AfterFunc(longWait, b.announce).Stop()
	}
	return succeeds()
}

// release gives the memory back. The bytes must not be used afterwards.
func (b *body) release() {
	buf, taken := b.buf, b.taken
	b.buf, b.taken = nil, 0
	if taken > 0 {
		b.giveBack(buf, taken)
	}
}

// giveBack gives memory back, and keeps a buffer of the small size for another body.
func (b *body) giveBack(buf []byte, taken int) {
	if cap(buf) == b.memory.small {
		b.spare.Put(&buf)
	}
	b.memory.give(taken)
}

// byteOrderMark may precede a text in UTF-8.
var byteOrderMark = []byte("\xef\xbb\xbf")

// text returns the body without a byte order mark.
func (b *body) text() []byte { return bytes.TrimPrefix(b.buf, byteOrderMark) }
