package node

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

func TestErrorsCanBeTestedFor(t *testing.T) {
	n := configured(t, Options{}, `{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[]}}`)
	_, noPump := n.Pump("q")
	_, noSystem := n.System("s")
	_, noValue := n.EnvValue("v")
	for i, err := range []error{
		noPump, noSystem, noValue, n.RemovePipe("q"), n.RemoveSystem("p"), n.Remove("q"), n.DeleteEnv("v"), n.DeleteSecret("v"),
		n.Start("q", pump.Request{}), n.Enable("q", pump.User{}),
	} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("error %d: %v", i, err)
		}
	}
	if want := `pipe "q" not found; known pipes: "p"`; noPump.Error() != want {
		t.Errorf("got %s, want %s", noPump, want)
	}
	if want := `system "s" not found; known systems: none`; noSystem.Error() != want {
		t.Errorf("got %s, want %s", noSystem, want)
	}
	if err := n.Add([]json.RawMessage{[]byte(`{"_id":"p","type":"pipe"}`)}, true); !errors.Is(err, ErrExists) {
		t.Error(err)
	}
	if err := n.Add([]json.RawMessage{[]byte(`{"type":"pipe"}`)}, true); !errors.Is(err, config.ErrUnreadable) {
		t.Error(err)
	}
}
