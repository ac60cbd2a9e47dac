package house

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Both programs tell the same guided tour: its package, its templates and its style sheet are the same, byte for byte.
func TestBothProgramsHaveTheSameTour(t *testing.T) {
	files := []string{"internal/ui/templates/parts/tour.html", "internal/ui/templates/tourpage.html", "internal/ui/assets/tour.css"}
	seen := map[string]bool{}
	for _, program := range []string{"fakehubspot", "fakesesam"} {
		entries, err := os.ReadDir(filepath.Join(root(t), program, "internal", "tour"))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if name := "internal/tour/" + entry.Name(); !seen[name] {
				seen[name] = true
				files = append(files, name)
			}
		}
	}
	if len(files) < 12 {
		t.Errorf("the tour has only the files %v", files)
	}
	for _, file := range files {
		one, err := os.ReadFile(filepath.Join(root(t), "fakehubspot", file))
		other, otherErr := os.ReadFile(filepath.Join(root(t), "fakesesam", file))
		if err != nil || otherErr != nil || !bytes.Equal(one, other) {
			t.Errorf("%s is not the same in both programs (%v, %v); change both", file, err, otherErr)
		}
	}
}

// In Compose, each program knows the other's name in the network, and the port under which a browser reaches it.
func TestComposeIntroducesThePrograms(t *testing.T) {
	text := read(t, filepath.Join(root(t), "docker-compose.yml"))
	for _, flag := range []string{
		"--sesam=http://fakesesam:9042", "--sesam-page=http://localhost:${FAKESESAM_PORT:-9042}",
		"--hubspot=http://fakehubspot:8080", "--hubspot-page=http://localhost:${FAKEHUBSPOT_PORT:-8080}",
	} {
		if !strings.Contains(text, "- "+flag+"\n") {
			t.Errorf("docker-compose.yml lacks %s", flag)
		}
	}
}
