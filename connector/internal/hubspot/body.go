package hubspot

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// body is the bytes of one answer, whose memory is shared out by all reads.
type body struct {
	buf    []byte
	memory *memory

	buffer   *[]byte  // whose memory buf has, nil if none is taken
	taken    int      // of memory
	arriving int      // of taken, as long as it counts among what answers have begun with
	parked   *parking // where taken counts instead, nil if it counts in memory

	// announce, if it is not nil, is told of a long wait for memory.
	announce func()
}

var (
	errTooLarge = errors.New("the answer is too large")
	errNoMemory = errors.New("no memory for the answer")
)

// read replaces the body by what r delivers. length is what the answer says of its own, -1 if it says nothing; usual is the
// length of such answers, 0 if it is unknown.
func (b *body) read(ctx context.Context, r io.Reader, length int64, usual int) error {
	b.release()
	m := b.memory
	if length > int64(m.largest) {
		return errTooLarge
	}
	first := m.first(length, usual)
	if m.begins(first) {
		defer b.arrived()
		if err := b.begin(ctx, first); err != nil {
			return err
		}
		if err := b.fill(r); !errors.Is(err, errFull) {
			return err
		}
		first = m.size(2 * cap(b.buf))
	}
	if !m.acquire(ctx, m.growing, 1, b.announce) {
		return errNoMemory
	}
	defer m.growing.Release(1)
	return b.grow(ctx, r, first)
}

// begin takes the first buffer.
func (b *body) begin(ctx context.Context, size int) error {
	if !b.memory.acquire(ctx, b.memory.arriving, size, b.announce) {
		return errNoMemory
	}
	b.arriving = size
	return b.enlarge(ctx, size)
}

// arrived ends that the first buffer counts among what answers have begun with.
func (b *body) arrived() {
	b.memory.arriving.Release(int64(b.arriving))
	b.arriving = 0
}

// grow goes on reading, in a buffer of the size next and then in ever larger ones.
func (b *body) grow(ctx context.Context, r io.Reader, next int) error {
	for {
		if err := b.enlarge(ctx, next); err != nil {
			return err
		}
		if err := b.fill(r); !errors.Is(err, errFull) {
			return err
		}
		if len(b.buf) > b.memory.largest {
			return errTooLarge
		}
		next = b.memory.size(2 * cap(b.buf))
	}
}

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

// enlarge moves the body into a buffer of that size. Meanwhile both count.
func (b *body) enlarge(ctx context.Context, size int) error {
	if !b.memory.take(ctx, size, b.announce) {
		return errNoMemory
	}
	buffer := b.memory.buffer(size)
	moved := append(*buffer, b.buf...)
	b.giveBack()
	b.buf, b.buffer, b.taken = moved, buffer, size
	return nil
}

// release gives the memory back. The bytes must not be used afterwards.
func (b *body) release() {
	b.giveBack()
	b.buf, b.buffer, b.taken = nil, nil, 0
}

// giveBack gives the memory of the buffer back.
func (b *body) giveBack() {
	if b.buffer == nil {
		return
	}
	b.memory.keep(b.buffer)
	if b.parked != nil {
		b.parked.give(b.taken)
		b.parked = nil
		return
	}
	b.memory.give(b.taken)
}

// park lets the body count in p instead of in the memory for answers, if there is room, and reports whether it does.
func (b *body) park(p *parking) bool {
	if b.buffer == nil || b.parked != nil || !p.take(b.taken) {
		return b.parked != nil
	}
	b.parked = p
	b.memory.give(b.taken)
	return true
}

// byteOrderMark may precede a text in UTF-8.
var byteOrderMark = []byte("\xef\xbb\xbf")

// text returns the body without a byte order mark.
func (b *body) text() []byte { return bytes.TrimPrefix(b.buf, byteOrderMark) }
