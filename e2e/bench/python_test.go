package bench

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// What the service in Python is measured for is what it does: it delivers everything, and changes as far as a search that
// pages by offset goes.
func TestServiceInPython(t *testing.T) {
	interpreter, err := pythonWith(t.Context(), "flask", "requests")
	if err != nil {
		t.Skip(err)
	}
	const contacts = 10_250
	hub := fakehubspot.Start(t, fakehubspot.Contacts(contacts), fakehubspot.Token(stack.Token))
	service, err := startPython(t.Context(), interpreter, hub.URL()+"/crm/v3")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := service.Stop(); err != nil {
			t.Error(err)
		}
	}()
	address := service.URL() + "/get_contacts"
	if _, err := readMarked(t.Context(), address, pythonMark, contacts); err != nil {
		t.Errorf("everything: %v", err)
	}
	since := "?since=" + url.QueryEscape(hub.Now().Format(time.RFC3339Nano))
	hub.Advance(time.Second)
	if _, err := hub.Change(450); err != nil {
		t.Fatal(err)
	}
	if _, err := readMarked(t.Context(), address+since, pythonMark, 450); err != nil {
		t.Errorf("450 changes: %v", err)
	}
	if _, err := hub.Change(contacts); err != nil {
		t.Fatal(err)
	}
	if _, err := readMarked(t.Context(), address+since, pythonMark, contacts); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("more changes than a search can page through: %v, want status 500", err)
	}
}

func TestPythonWithoutItsModulesIsNotMeasured(t *testing.T) {
	if path, err := pythonWith(t.Context(), "no_such_module"); err == nil || !strings.Contains(err.Error(), "apt install python3-flask python3-requests") {
		t.Errorf("%q, %v", path, err)
	}
}

func TestCostBesidesTheConnectors(t *testing.T) {
	slow := costOfRead{reading{took: 12 * time.Second, firstByte: 11 * time.Second}, 6 * time.Second, 400 << 20}
	quick := costOfRead{reading{took: 3 * time.Second, firstByte: time.Second}, time.Second, 20 << 20}
	want := map[string]float64{"x.time": 4, "x.first-byte": 11, "x.processor": 6, "x.memory": 20}
	results := slow.besides(quick, "x")
	for _, r := range results {
		if r.Value != want[r.Name] || r.Budget != nil {
			t.Errorf("%+v, want %v", r, want[r.Name])
		}
	}
	if len(results) != len(want) {
		t.Errorf("%d results, want %d", len(results), len(want))
	}
}
