package fakesesam_test

import (
	"bytes"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// The URL can be opened, whatever the node listens on.
func TestURLCanBeOpened(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", ":0", "127.0.0.1:0"} {
		node := fakesesam.Start(t, fakesesam.Listen(listen), fakesesam.NoSync())
		if !strings.HasPrefix(node.URL(), "http://127.0.0.1:") {
			t.Errorf("%s: %s", listen, node.URL())
		}
		conn, err := net.Dial("tcp", strings.TrimPrefix(node.URL(), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
	}
}

// At its start, a node logs its configuration and the errors in it; the web page shows the errors too.
func TestStartIsLogged(t *testing.T) {
	dir := writeConfig(t, map[string]string{
		"pipes/contacts.conf.json":  contactsPipe,
		"pipes/bad.conf.json":       `{"_id":"bad","type":"pipe","source":{"type":"jsn"}}`,
		"systems/service.conf.json": serviceSystem,
		"systems/odd.conf.json":     `{"_id":"odd","type":"system:microservice","docker":{"image":"x:1"}}`,
		"pipes/twin.conf.json":      `{"_id":"contacts","type":"pipe"}`,
		"systems/strange.conf.json": `{"_id":"strange","type":"system:sql"}`,
	})
	var log bytes.Buffer
	node := fakesesam.Start(t, fakesesam.Config(dir), fakesesam.NoSync(), fakesesam.Logger(slog.New(slog.NewTextHandler(&log, nil))))
	var started string
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, `msg="the node is up"`) {
			started += line
		}
	}
	for _, want := range []string{"address=" + node.URL(), "config=" + dir, `pipes="[bad contacts]"`, "invalid=4"} {
		if !strings.Contains(started, want) || strings.Count(started, "\n") != 1 {
			t.Errorf("the start was logged without %s: %s", want, started)
		}
	}
	_, text := page(t, node, "/")
	for _, want := range []string{`pipes/bad.conf.json: source.type`, `systems/odd.conf.json: docker.port`, `systems/strange.conf.json: type`, `pipes/twin.conf.json: _id`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not name %s", want)
		}
		if want == "pipes/bad.conf.json: source.type" { // which stands with the pipe
			want = "<code>source.type</code>: "
		}
		if strings.Count(text, want) != 1 {
			t.Errorf("the page does not name %s once", want)
		}
	}
}
