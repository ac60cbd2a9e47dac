package server

import "testing"

// What is kept of answers is bounded for each of them, and for all of them but for a little of each.
func TestHeldIsBounded(t *testing.T) {
	h := NewHeld(12 << 20)
	h.add(8<<20 - 1)
	if !h.keeps(8<<20-1) || h.keeps(8<<20) {
		t.Error("an answer alone is not kept up to its bound")
	}
	h.add(5 << 20)
	if h.keeps(5<<20) || !h.keeps(leastHeld-1) {
		t.Error("what is kept of all answers is not bounded, or nothing is kept of a small one")
	}
	h.add(-(8<<20 - 1))
	if !h.keeps(5 << 20) {
		t.Error("what is forgotten still counts")
	}
}
