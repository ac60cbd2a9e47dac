package stack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
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
		"since-field": "lastmodifieddate", "since-operator": "GT", "settle-window": "0",
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
