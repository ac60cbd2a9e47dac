package writing

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// A connector that is stopped while a body arrives blames no entity: the same can be sent to the next one.
func TestTheConnectorIsStopped(t *testing.T) {
	b := newBed(t, nil)
	for _, route := range routes {
		var log logbook
		cfg := connector.DefaultConfig()
		cfg.APIKey, cfg.BaseURL, cfg.Write = connector.Secret(key), b.hub.URL()+"/crm/v3", connector.WriteOn
		c, err := connector.New(cfg, connector.Logger(slog.New(slog.NewTextHandler(&log, nil))))
		if err != nil {
			t.Fatal(err)
		}
		front := httptest.NewServer(c.Handler())
		told := sendHalf(t, front.Listener.Addr().String(), route+"contacts", c.Close)
		front.Close() // the log is complete
		if told != "" && !strings.Contains(told, "503 Service Unavailable") {
			t.Errorf("%s: %s", route, told)
		}
		if !strings.Contains(log.String(), "outcome=failed error=\"the connector is stopping\"") {
			t.Errorf("%s: %s", route, log.String())
		}
	}
}

// sendHalf sends half of a body, then does something, and returns what is answered, "" if the connection is cut.
func sendHalf(t *testing.T, address, path string, then func() error) string {
	t.Helper()
	connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n", path, address); err != nil {
		t.Fatal(err)
	}
	// It reads the body as soon as it asks for that.
	asks := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
	if _, err := io.ReadFull(connection, asks); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, `[{"email":"new@example.com"},`); err != nil {
		t.Fatal(err)
	}
	if err := then(); err != nil {
		t.Fatal(err)
	}
	told, _ := io.ReadAll(connection)
	return string(told)
}
