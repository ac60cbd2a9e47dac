package release

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// componentsTool is the program that lists components, pinned in tools/release/go.mod.
const componentsTool = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod"

// writeComponents writes the list of what a binary was compiled from, as a
// CycloneDX document, from what Go recorded in the binary. Its bytes depend on
// the binary only: it has no time and no random serial number.
func writeComponents(ctx context.Context, root, binary, version, file string) error {
	tool, err := builtComponentsTool(ctx, root)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, tool, "bin", "-json", "-std", "-noserial", "-notimestamp", //nolint:gosec // the pinned tool
		"-version", "v"+version, "-output", file, binary)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("listing the components of %s: %w\n%s", filepath.Base(binary), err, output)
	}
	return os.Chmod(file, 0o644) //nolint:gosec // made to be published
}

// builtComponentsTool builds the tool unless its cached build is of the pinned version.
// Go's own cache decides that: it leaves a file alone that is up to date.
func builtComponentsTool(ctx context.Context, root string) (string, error) {
	tool := filepath.Join(root, ".cache", "cyclonedx-gomod")
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", tool, componentsTool) //nolint:gosec // fixed arguments
	command.Dir = filepath.Join(root, "tools", "release")
	command.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false")
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", componentsTool, err, output)
	}
	return tool, nil
}
