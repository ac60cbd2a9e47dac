package release

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// noticeFile matches the names that modules give the files which must come
// with every copy of them.
var noticeFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)([.-].*)?$`)

// notices returns the licences of everything that a binary was compiled from,
// word for word: most ask for that.
func notices(ctx context.Context, root, program string, platform Platform, binary string) ([]byte, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("reading what %s was compiled from: %w", binary, err)
	}
	folders, err := moduleFolders(ctx, root, program, platform)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s contains the following software, each part under its own licence.\n", program)
	if err := quote(&text, "The Go standard library, "+info.GoVersion, folders["std"]); err != nil {
		return nil, err
	}
	for _, module := range info.Deps {
		if err := quote(&text, module.Path+" "+module.Version, folders[module.Path]); err != nil {
			return nil, err
		}
	}
	return []byte(text.String()), nil
}

// quote adds the notices in a folder.
func quote(text *strings.Builder, title, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("looking for the licence of %s: %w", title, err)
	}
	found := false
	for _, entry := range entries {
		if entry.IsDir() || !noticeFile.MatchString(entry.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return err
		}
		found = true
		fmt.Fprintf(text, "\n%s\n%s: %s\n\n%s\n", strings.Repeat("=", 80), title, entry.Name(), strings.TrimSpace(string(data)))
	}
	if !found {
		return fmt.Errorf("%s has no licence file in %s", title, folder)
	}
	return nil
}

// moduleFolders returns where the sources of a program's modules are, and those
// of Go itself under "std".
func moduleFolders(ctx context.Context, root, program string, platform Platform) (map[string]string, error) {
	goroot, err := goOutput(ctx, root, program, platform, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	listed, err := goOutput(ctx, root, program, platform, "list", "-deps", "-tags", "nomsgpack",
		"-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", "./cmd/"+program)
	if err != nil {
		return nil, err
	}
	folders := map[string]string{"std": strings.TrimSpace(goroot)}
	for line := range strings.Lines(listed) {
		path, folder, _ := strings.Cut(strings.TrimSpace(line), "\t")
		folders[path] = folder
	}
	return folders, nil
}

func goOutput(ctx context.Context, root, program string, platform Platform, args ...string) (string, error) {
	environment, err := buildEnvironment(ctx, platform)
	if err != nil {
		return "", err
	}
	command := exec.CommandContext(ctx, "go", args...) //nolint:gosec // made in this file
	command.Dir = filepath.Join(root, program)
	command.Env = environment
	var problem strings.Builder
	command.Stderr = &problem
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("go %s in %s: %w\n%s", args[0], program, err, &problem)
	}
	return string(output), nil
}
