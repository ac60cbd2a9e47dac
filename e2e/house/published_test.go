package house

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whoever runs the demo does not offer it to the network.
func TestComposePublishesOnThisMachineOnly(t *testing.T) {
	published := regexp.MustCompile(`(?m)^ *ports: \["(.*)"\]$`).FindAllStringSubmatch(read(t, filepath.Join(root(t), "docker-compose.yml")), -1)
	if len(published) != 3 {
		t.Fatalf("%d services publish a port, want 3", len(published))
	}
	for _, port := range published {
		if !strings.HasPrefix(port[1], "127.0.0.1:") {
			t.Errorf("%s is published on all interfaces", port[1])
		}
	}
}
