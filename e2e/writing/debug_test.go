package writing

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

func TestDebug(t *testing.T) {
	w, err := newWorld(account{})
	if err != nil {
		t.Fatal(err)
	}
	s := step{Kind: "send", A: 1, B: 1, C: 46, Plan: plan{At: 5, During: []step{{Kind: "user changes", A: 1, B: 0, C: 1}}}}
	t.Log(s.play(w))
	for _, r := range w.hub.Requests(fakehubspot.Filter{}) {
		t.Log(r.Path, r.Query, r.Status, r.Body)
	}
	w.close()
}
