package fakesesam_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// The Go methods do what the operations of the API do, and write the same types of event to the execution log.
func TestOperations(t *testing.T) {
	s := newService(3)
	node := contactsNode(t, s)
	run(t, node)
	if err := node.Disable("contacts", "out of order"); err != nil {
		t.Fatal(err)
	}
	status := must(node.Status("contacts"))(t)
	if !status.Disabled || status.Comment != "out of order" || status.Succeeded != 1 || status.Last == nil || status.Last.Processed != 3 ||
		status.Last.SyncType != fakesesam.Full || status.Running || status.Offset != offset(t, node, "contacts") {
		t.Errorf("%+v", status)
	}
	if err := node.Enable("contacts"); err != nil {
		t.Fatal(err)
	}
	if err := node.Reset("contacts"); err != nil {
		t.Fatal(err)
	}
	s.fail(true)
	run(t, node)
	var got []fakesesam.EventType
	for _, event := range events(t, node, "contacts") {
		got = append(got, event.Type())
	}
	want := []fakesesam.EventType{
		fakesesam.PumpStarted, fakesesam.PumpCompleted, fakesesam.PumpDisabled, fakesesam.PumpEnabled, fakesesam.PumpOffsetSet,
		fakesesam.ReadError, fakesesam.PumpStarted, fakesesam.PumpFailed,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if err := node.DeleteDataset("contacts"); err != nil {
		t.Error(err)
	}
	if names := must(node.Datasets())(t); slices.Contains(names, "contacts") || !slices.Contains(names, "system:pump:contacts") {
		t.Errorf("%q", names)
	}
}

// A run that was started in the background can be stopped; until then, no other run can be started.
func TestStartAndStop(t *testing.T) {
	s := newService(1)
	s.mu.Lock() // the service does not answer
	defer s.mu.Unlock()
	node := contactsNode(t, s)
	if err := node.StartRun("contacts"); err != nil {
		t.Fatal(err)
	}
	if err := node.StartRun("contacts"); !errors.Is(err, fakesesam.ErrRunning) {
		t.Error(err)
	}
	if _, err := node.Run(context.Background(), "contacts"); !errors.Is(err, fakesesam.ErrRunning) {
		t.Error(err)
	}
	if err := node.StopRun(context.Background(), "contacts"); err != nil {
		t.Error(err)
	}
	if status := must(node.Status("contacts"))(t); status.Running || status.Failed != 1 {
		t.Errorf("%+v", status)
	}
}

// Components and variables can be changed while the node runs.
func TestChangeOfConfiguration(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.NoSync())
	const system = `{"_id":"service","type":"system:microservice","docker":{"image":"x:1","port":5000,"environment":{"a":"$ENV(a)$SECRET(b)"}}}`
	if err := node.Put([]byte(system)); !errors.Is(err, fakesesam.ErrInvalid) || !strings.Contains(err.Error(), `"b"`) {
		t.Error(err)
	}
	if err := node.SetEnv(map[string]string{"a": "1"}); err != nil {
		t.Fatal(err)
	}
	if err := node.SetSecrets(map[string]string{"b": "2"}); err != nil {
		t.Fatal(err)
	}
	if err := node.Put([]byte(system)); err != nil {
		t.Error(err)
	}
	if err := node.Put([]byte(`{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[]}}`)); err != nil {
		t.Error(err)
	}
	if got := node.Pipes(); !slices.Equal(got, []string{"p"}) {
		t.Errorf("%q", got)
	}
	if err := node.Remove("p"); err != nil || len(node.Pipes()) > 0 {
		t.Error(err, node.Pipes())
	}
}
