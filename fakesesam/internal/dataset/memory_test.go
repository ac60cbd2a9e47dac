package dataset

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// What is in memory stays as it was put there until the memory is reset, whatever its size, and whether that was known.
func TestMemoryKeepsWhatIsInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var memory Memory
		for range 3 {
			var kept, want [][]byte
			for i := range rapid.IntRange(1, 40).Draw(t, "texts") {
				size := rapid.SampledFrom([]int{0, 1, 500, 5_000, len(block{}) - 1, len(block{}), len(block{}) + 1, 100_000}).Draw(t, "size")
				hint := rapid.SampledFrom([]int{size, 0, size / 2, size + 10}).Draw(t, "hint")
				text := bytes.Repeat([]byte{byte(i)}, size)
				begun := memory.begin(hint)
				if len(begun) != 0 || cap(begun) < hint {
					t.Fatalf("room of %d of %d for %d", len(begun), cap(begun), hint)
				}
				kept = append(kept, memory.end(append(begun, text...)))
				want = append(want, text)
			}
			for i := range kept {
				if !bytes.Equal(kept[i], want[i]) || cap(kept[i]) != len(kept[i]) {
					t.Fatalf("text %d of %d bytes has changed, or may grow into the next", i, len(want[i]))
				}
			}
			memory.Reset()
		}
	})
}
