package node

import (
	"encoding/binary"
	"fmt"
)

// NewID returns a new unique ID in the form of a version 4 UUID.
func (n *Node) NewID() string {
	n.chanceMu.Lock()
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], n.chance.Uint64())
	binary.LittleEndian.PutUint64(b[8:], n.chance.Uint64())
	n.chanceMu.Unlock()
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// random returns a number in [0, 1).
func (n *Node) random() float64 {
	n.chanceMu.Lock()
	defer n.chanceMu.Unlock()
	return n.chance.Float64()
}
