package connector_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// The handler can be served by any server.
func Example() {
	cfg := connector.DefaultConfig()
	cfg.APIKey = "pat-na1-1234"
	cfg.SettleWindow = time.Minute
	cfg.Deletes = connector.DeletesRescan
	c, err := connector.New(cfg)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = c.Close() }()

	srv := httptest.NewServer(c.Handler())
	defer srv.Close()
	resp, err := http.Get(srv.URL + "/healthz")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	fmt.Println(resp.Status)
	// Output: 200 OK
}

// Every invalid setting is listed at once.
func ExampleConfigFromEnv() {
	env := map[string]string{"SINCE_OPERATOR": "LT", "settle-window": "-5m"}
	_, err := connector.ConfigFromEnv(func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	})
	fmt.Println(err)
	// Output:
	// api-key: missing; set it to the HubSpot access token of a private app or service key. A shell drops names with a dash: use API_KEY there, or start the program without a shell (exec form)
	// SINCE_OPERATOR: must be GT or GTE, got "LT"
	// settle-window: must be a duration between 0s and 24h, such as 90s or 5m, got "-5m"
}

func ExampleSettings() {
	for _, s := range connector.Settings()[:3] {
		fmt.Printf("%s %q\n", s.Name, s.Default)
	}
	// Output:
	// api-key ""
	// base-url "https://api.hubapi.com/crm/v3"
	// api-version "v3"
}

// A secret is never printed.
func ExampleSecret() {
	fmt.Println(connector.Secret("pat-na1-1234"))
	// Output: [hidden]
}

// In a test, one call starts the connector, and the end of the test stops it.
func ExampleStart() {
	var t *testing.T // of the test

	cfg := connector.DefaultConfig()
	cfg.APIKey = "test-token"
	cfg.BaseURL = "http://127.0.0.1:8080/crm/v3" // a fake HubSpot
	c := connector.Start(t, cfg)

	resp, err := http.Get(c.URL() + "/get_contacts")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
}
