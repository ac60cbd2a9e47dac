package house

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An image holds one static program and nothing to run besides, which is not root.
func TestImagesHoldOneProgramThatIsNotRoot(t *testing.T) {
	for _, program := range []string{"connector", "fakehubspot", "fakesesam"} {
		text := read(t, filepath.Join(root(t), program, "Dockerfile"))
		stages := regexp.MustCompile(`(?m)^FROM `).FindAllStringIndex(text, -1)
		if len(stages) != 2 {
			t.Fatalf("%s/Dockerfile has %d stages, want 2", program, len(stages))
		}
		build, image := text[:stages[1][0]], text[stages[1][0]:]
		if !strings.Contains(build, "\nENV CGO_ENABLED=0\n") {
			t.Errorf("%s is not linked statically", program)
		}
		for _, line := range []string{"FROM scratch", "USER 65532:65532", `ENTRYPOINT ["/` + program + `"]`} {
			if strings.Count(image, line+"\n") != 1 {
				t.Errorf("the image of %s has no %q", program, line)
			}
		}
		for _, line := range regexp.MustCompile(`(?m)^(COPY|ADD|RUN|SHELL) .*$`).FindAllString(image, -1) {
			// Folders for data that belong to the user may be there besides, and public certificates.
			if !regexp.MustCompile(`^COPY --from=build (--chown=65532:65532 )?(/out/|/etc/ssl/certs/ca-certificates.crt )`).MatchString(line) {
				t.Errorf("the image of %s also gets what %q brings", program, line)
			}
		}
	}
}

// With Compose, no program has a right that it does not need.
func TestComposeConfinesThePrograms(t *testing.T) {
	text := read(t, filepath.Join(root(t), "docker-compose.yml"))
	_, confined, _ := strings.Cut(text, "\nx-confined: &confined\n")
	confined, _, _ = strings.Cut(confined, "\n\n")
	for _, line := range []string{"  read_only: true", "  cap_drop: [ALL]", `  security_opt: ["no-new-privileges:true"]`} {
		if !strings.Contains(confined+"\n", line+"\n") {
			t.Errorf("&confined lacks %q:\n%s", line, confined)
		}
	}
	_, services, _ := strings.Cut(text, "\nservices:\n")
	services, _, _ = strings.Cut(services, "\nvolumes:\n")
	names := regexp.MustCompile(`(?m)^  ([a-z]+):$`).FindAllStringSubmatchIndex(services, -1)
	if len(names) != 3 {
		t.Fatalf("%d services, want 3", len(names))
	}
	for i, at := range names {
		end := len(services)
		if i+1 < len(names) {
			end = names[i+1][0]
		}
		if service := services[at[0]:end]; !strings.Contains(service, "\n    <<: *confined\n") {
			t.Errorf("%s is not confined", services[at[2]:at[3]])
		}
	}
	for _, right := range []string{"privileged:", "cap_add:", "docker.sock", "network_mode:", "pid:", "user: root"} {
		if strings.Contains(text, right) {
			t.Errorf("docker-compose.yml has %s", right)
		}
	}
}
