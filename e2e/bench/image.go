package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// builder is the image the Dockerfiles build in by default.
const builder = "golang:1.26"

// imageTag is always the same, so that repeated runs do not leave untagged images.
const imageTag = "hubspot-to-sesam/connector:bench"

// imageSize builds the connector's image if there is a Docker engine and the
// builder image. If not, it measures the binary: the image contains nothing else.
func imageSize(ctx context.Context, l *Lab) ([]Result, error) {
	root, err := stack.Root()
	if err != nil {
		return nil, err
	}
	module := filepath.Join(root, "connector")
	size, problem := l.builtImage(ctx, module)
	if problem == nil {
		return []Result{{Name: "image.connector", Value: float64(size) / mebi, Unit: "MiB", Budget: atMost(13)}}, nil
	}
	l.progressf("no image: %v", problem)
	if size, err = l.strippedBinary(ctx, module); err != nil {
		return nil, err
	}
	return []Result{{
		Name: "image.connector", Value: float64(size) / mebi, Unit: "MiB", Budget: atMost(13),
		Note: "the stripped static binary, not an image: " + firstLine(problem.Error()),
	}}, nil
}

// builtImage returns the size in bytes of the image of this module.
func (l *Lab) builtImage(ctx context.Context, module string) (int64, error) {
	if _, err := docker(ctx, "version", "--format", "{{.Server.Version}}"); err != nil {
		return 0, fmt.Errorf("no Docker engine answers: %w", err)
	}
	if _, err := docker(ctx, "image", "inspect", "--format", "{{.Id}}", builder); err != nil {
		return 0, fmt.Errorf("no image %s: %w", builder, err)
	}
	l.progressf("building the image; without a cache this takes a minute")
	id, err := docker(ctx, "build", "--quiet", "--tag", imageTag, module)
	if err != nil {
		return 0, err
	}
	size, err := docker(ctx, "image", "inspect", "--format", "{{.Size}}", id)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(size, 10, 64)
}

// strippedBinary returns the size in bytes of the binary the Dockerfile would build.
func (l *Lab) strippedBinary(ctx context.Context, module string) (int64, error) {
	file := filepath.Join(l.dir, "stripped")
	build := exec.CommandContext(ctx, "go", "build", "-C", module, "-trimpath", "-tags", "nomsgpack", //nolint:gosec // fixed arguments
		"-ldflags", "-s -w", "-o", file, "./cmd/connector")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("building the binary: %w\n%s", err, output)
	}
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func docker(ctx context.Context, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(ctx, "docker", args...) //nolint:gosec // fixed arguments
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("docker %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return strings.TrimSpace(stdout.String()), nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
