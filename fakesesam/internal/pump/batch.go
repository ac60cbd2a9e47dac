package pump

import (
	"sync"
	"unsafe"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// batch is a number of entities that are written together.
type batch struct {
	entities []outcome
	// memory is where the entities are.
	memory dataset.Memory
	// read counts the source entities, including those that a filter dropped.
	read int
	// reached is the offset after this batch.
	reached Offset
	// weight is what the batch takes of the room for what waits, in bytes.
	weight int64
}

// written are batches that nobody needs any more: their memory is used again.
var written = sync.Pool{New: func() any { return &batch{} }}

// newBatch returns an empty batch.
func newBatch() *batch {
	return written.Get().(*batch)
}

// release gives up the batch and everything in it.
func (b *batch) release() {
	clear(b.entities)
	b.memory.Reset()
	*b = batch{entities: b.entities[:0], memory: b.memory}
	written.Put(b)
}

// weigh sets the weight of the batch and returns it. A batch that is larger than all the room waits until it is alone.
func (b *batch) weigh() int64 {
	for i := range b.entities {
		o := &b.entities[i]
		b.weight += int64(unsafe.Sizeof(*o)) + int64(len(o.entity.ID)+len(o.entity.Members))
		if o.attempt != nil {
			b.weight += int64(len(o.attempt.entity))
		}
	}
	b.weight = min(b.weight, waitingBytes)
	return b.weight
}
