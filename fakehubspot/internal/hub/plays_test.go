package hub_test

import (
	"testing"
	"time"
)

// The account remembers what the last scenarios did, the newest first, until a reset.
func TestPlaysAreRemembered(t *testing.T) {
	h := newHub(t, 10, time.After)
	if plays := h.Plays(); plays == nil || len(plays) != 0 {
		t.Errorf("at the start there are %+v", plays)
	}
	if _, err := h.Play("contacts", "unknown", 0); err == nil {
		t.Error("an unknown scenario was played")
	}
	if _, err := h.Play("llamas", "calm", 0); err == nil {
		t.Error("a scenario was played on an unknown object type")
	}
	for range 6 {
		if _, err := h.Play("contacts", "calm", 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Clock().Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Play("contacts", "clean-up", 2); err != nil {
		t.Fatal(err)
	}
	plays := h.Plays()
	if len(plays) != 5 || plays[0].Done != "2 contacts were archived" || !plays[0].At.Equal(h.Clock().Now()) || plays[1].Scenario != "calm" {
		t.Errorf("remembered %+v", plays)
	}
	if err := h.Reset(); err != nil || len(h.Plays()) != 0 {
		t.Errorf("after a reset: %v, %+v", err, h.Plays())
	}
}
