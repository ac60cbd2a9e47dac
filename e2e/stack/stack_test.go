package stack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
)

// A project is the one in connector/sesam, with the stack's values.
func TestProject(t *testing.T) {
	p, err := NewProject(t.TempDir(), "http://hubspot.example/crm/v3", map[string]string{"settle-window": "0"})
	if err != nil {
		t.Fatal(err)
	}
	environment, err := p.ConnectorEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"api-key": Token, "base-url": "http://hubspot.example/crm/v3",
		"since-field": "lastmodifieddate", "since-operator": "GT", "settle-window": "0", "write": "on",
	} {
		if environment[name] != want {
			t.Errorf("%s is %q, want %q", name, environment[name], want)
		}
	}
	if text, err := os.ReadFile(p.SecretsFile); err != nil || !json.Valid(text) {
		t.Errorf("the secrets file is not JSON: %v", err)
	}
}

func TestResponsesWithoutSuccessAreErrors(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not today", http.StatusServiceUnavailable)
	}))
	defer server.Close()
	node := NewSesam(func() string { return server.URL })
	_, err := node.Log(t.Context(), Pipe)
	status, ok := errors.AsType[*StatusError](err)
	if !ok || status.Status != http.StatusServiceUnavailable || !strings.Contains(err.Error(), "not today") {
		t.Errorf("error is %v, want the status and the body", err)
	}
}

func TestAwaitNamesWhatItWaitedFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := await(ctx, "the tide", func() error { cancel(); return errors.New("still low") })
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the tide") || !strings.Contains(err.Error(), "still low") {
		t.Errorf("error is %v, want what it waited for and why that did not happen", err)
	}
}

func TestDuplicatedLatestEntitiesAreAnError(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`[{"_id":"1"},{"_id":"1"}]`))
	}))
	defer server.Close()
	if _, err := NewSesam(func() string { return server.URL }).Live(t.Context(), Pipe); err == nil {
		t.Error("a duplicated entity was accepted")
	}
}

func TestRecordsInTheFormOfTheFlag(t *testing.T) {
	if got := (Options{}).RecordsFlag(); got != "" {
		t.Errorf("without records, the flag is %q", got)
	}
	if got, want := (Options{Records: map[string]int{"deals": 5, "companies": 20}}).RecordsFlag(), "companies=20,deals=5"; got != want {
		t.Errorf("the flag is %q, want %q", got, want)
	}
}

// The pipes that this package names are all that the project has and that read HubSpot.
func TestReadingPipes(t *testing.T) {
	pipes, err := ReadingPipes()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{Pipe, CompaniesPipe, DealsPipe, TicketsPipe, AssociationsPipe, OwnersPipe, PipelinesPipe}
	slices.Sort(want)
	if !slices.Equal(pipes, want) {
		t.Errorf("the pipes that read HubSpot are %v, want %v", pipes, want)
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("after") == "2" {
			_, _ = w.Write([]byte(`{"results":[{"toObjectId":"3"}]}`))
			return
		}
		_, _ = w.Write([]byte(`{"results":[{"toObjectId":1},{"toObjectId":2}],"paging":{"next":{"after":"2"}}}`))
	}))
	defer server.Close()
	all, err := NewHubSpot(func() string { return server.URL }, Token).Object("deals").Associations(t.Context(), "1", "contacts")
	if err != nil || len(all) != 3 || all[0].ID != "1" || all[2].ID != "3" {
		t.Errorf("associations %v (%v), want 1, 2 and 3", all, err)
	}
}
