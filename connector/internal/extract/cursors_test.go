package extract

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// What changes is said once. What has been given up for good stays so, whatever later cursors look like; it is per object type.
func TestCursorsSayWhatChanges(t *testing.T) {
	log := new(strings.Builder)
	c, ctx := NewCursors(slog.New(slog.NewTextHandler(log, nil))), t.Context()
	contacts, others := hubspot.Contacts, &hubspot.Object{Name: "others"}
	for i, step := range []struct {
		do      func()
		reason  string
		forGood bool
		said    string // "" for nothing
	}{
		{func() { c.see(ctx, contacts, "") }, "", false, ""},
		{func() { c.see(ctx, contacts, "opaque") }, "opaque", false, "reason=opaque untilRestart=false"},
		{func() { c.see(ctx, contacts, "opaque") }, "opaque", false, ""},
		{func() { c.giveUp(ctx, others, "late") }, "opaque", false, "object=others reason=late untilRestart=true"},
		{func() { c.see(ctx, contacts, "") }, "", false, "read in parts again"},
		{func() { c.see(ctx, contacts, "") }, "", false, ""},
		{func() { c.see(ctx, contacts, "opaque") }, "opaque", false, "reason=opaque"},
		{func() { c.giveUp(ctx, contacts, "opaque") }, "opaque", true, "untilRestart=true"},
		{func() { c.giveUp(ctx, contacts, "late") }, "opaque", true, ""},
		{func() { c.see(ctx, contacts, "") }, "opaque", true, ""},
	} {
		log.Reset()
		step.do()
		if got := c.reason(contacts); got.reason != step.reason || got.forGood != step.forGood {
			t.Errorf("step %d: %+v", i, got)
		}
		if n := strings.Count(log.String(), "\n"); n != min(len(step.said), 1) || !strings.Contains(log.String(), step.said) {
			t.Errorf("step %d said %q, want %q", i, log, step.said)
		}
	}
	if got := c.reason(others); got.reason != "late" || !got.forGood {
		t.Errorf("others: %+v", got)
	}
}
