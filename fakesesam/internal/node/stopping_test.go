package node

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// A run that ends with the node says so, and nothing of the request that was cut.
func TestRunThatEndsWithTheNode(t *testing.T) {
	asked := make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}))
	defer service.Close()
	n, err := New(Options{Data: t.TempDir(), NoSync: true})
	if err == nil {
		err = n.Replace("application/json", []byte(`[{"_id":"web","type":"system:url","base_url":"`+service.URL+`"},
			{"_id":"p","type":"pipe","source":{"type":"json","system":"web","url":"x"}}]`), false)
	}
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan pump.Run)
	go func() {
		run, _ := n.Run(context.Background(), "p", pump.Request{})
		ended <- run
	}()
	<-asked
	n.Stop()
	if run := <-ended; run.Outcome != pump.Failed || run.Error != "the node is stopping" || run.Reason != run.Error {
		t.Errorf("%+v", run)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}
