package push

import (
	"slices"
	"testing"
)

// A batch that has read records while an earlier one was writing them looks again, whether that has ended or not.
func TestClaims(t *testing.T) {
	c := newClaims()
	first, second, third, fourth := &batch{}, &batch{}, &batch{}, &batch{}
	for _, b := range []*batch{first, second, third} {
		c.begin(b)
	}
	if before, again := c.take(first, []string{"id 1", "id 2"}); len(before) > 0 || again {
		t.Errorf("the first waits for %d batches, looks again: %t", len(before), again)
	}
	if before, again := c.take(second, []string{"id 2", "id 3"}); !slices.Equal(before, []*batch{first}) || !again {
		t.Errorf("the second waits for %d batches, looks again: %t", len(before), again)
	}
	c.leave(first, []string{"id 1", "id 2"})
	c.leave(second, []string{"id 2", "id 3"})
	c.begin(fourth)
	if before, again := c.take(third, []string{"id 3"}); len(before) > 0 || !again {
		t.Errorf("the third, which began to read before the second had ended, waits for %d batches, looks again: %t", len(before), again)
	}
	c.leave(third, []string{"id 3"})
	if before, again := c.take(fourth, []string{"id 1", "id 2"}); len(before) > 0 || again {
		t.Errorf("the fourth, which began after all that it shares records with, waits for %d batches, looks again: %t", len(before), again)
	}
	if len(c.held) != 2 || len(c.ended) != 1 {
		t.Errorf("%d records are held and %d remembered, want 2 and what has ended since the fourth began", len(c.held), len(c.ended))
	}
}
