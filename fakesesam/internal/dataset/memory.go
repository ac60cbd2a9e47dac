package dataset

import (
	"slices"
	"sync"
)

// Memory is where the bytes of many entities are put that are needed for equally long: those of a batch, or the versions that
// a transaction writes. It is much cheaper than memory for each of them. The zero Memory is empty; it is for one goroutine at
// a time.
type Memory struct {
	blocks []*block
	// rest is what is free of the last block.
	rest []byte
}

type block [32 << 10]byte

// spare are blocks that nobody needs.
var spare = sync.Pool{New: func() any { return new(block) }}

// begin returns a slice to append about n bytes to. It is empty; end must follow.
func (m *Memory) begin(n int) []byte {
	if n > len(block{}) {
		return make([]byte, 0, n)
	}
	if n > cap(m.rest) {
		b := spare.Get().(*block)
		m.blocks = append(m.blocks, b)
		m.rest = b[:0]
	}
	return m.rest
}

// end takes what has been appended to the slice of begin, and returns it.
func (m *Memory) end(text []byte) []byte {
	if cap(text) == cap(m.rest) {
		m.rest = text[len(text):]
	} // otherwise it was too long for the block and is elsewhere
	return slices.Clip(text)
}

// Reset makes the memory empty. What was in it must not be used any more.
func (m *Memory) Reset() {
	for _, b := range m.blocks {
		spare.Put(b)
	}
	clear(m.blocks)
	m.blocks, m.rest = m.blocks[:0], nil
}
