package release

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Programs are the programs of a release. Each is a module in a directory of
// the same name.
var Programs = []string{"connector", "fakehubspot", "fakesesam"}

// modulePrefix is what the paths of the modules have in common.
const modulePrefix = "github.com/hubspot-to-sesam/testbed/"

// Platform is what a program is compiled for.
type Platform struct{ OS, Arch string }

// Platforms are those that a release has programs for.
var Platforms = []Platform{
	{"linux", "amd64"},
	{"linux", "arm64"},
	{"darwin", "amd64"},
	{"darwin", "arm64"},
	{"windows", "amd64"},
	{"windows", "arm64"},
}

// ParsePlatform reads a platform such as "linux/arm64".
func ParsePlatform(text string) (Platform, error) {
	system, arch, _ := strings.Cut(text, "/")
	platform := Platform{OS: system, Arch: arch}
	if !slices.Contains(Platforms, platform) {
		return Platform{}, fmt.Errorf("%q is no platform of a release: want one of %v", text, Platforms)
	}
	return platform, nil
}

func (p Platform) String() string { return p.OS + "/" + p.Arch }

// executable is what a program's file is called on the platform.
func (p Platform) executable(program string) string {
	if p.OS == "windows" {
		return program + ".exe"
	}
	return program
}

// Stamp is what a program says about itself.
type Stamp struct{ Version, Commit string }

// Compile writes a program's binary to a file. The same commit, stamp and Go
// version give the same bytes wherever and whenever they are compiled; they
// are those in the program's image, too.
func Compile(ctx context.Context, root, program string, platform Platform, stamp Stamp, file string) error {
	environment, err := buildEnvironment(ctx, platform)
	if err != nil {
		return err
	}
	variable := "-X " + modulePrefix + program + "."
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "nomsgpack", //nolint:gosec // the project's own names
		"-ldflags", "-s -w "+variable+"version="+stamp.Version+" "+variable+"commit="+stamp.Commit,
		"-o", file, "./cmd/"+program)
	command.Dir = filepath.Join(root, program)
	command.Env = environment
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("compiling %s for %s: %w\n%s", program, platform, err, output)
	}
	return os.Chmod(file, 0o755) //nolint:gosec // a program is executable, whatever the umask
}

// places are the settings of the go command that say where it reads and writes,
// which the bytes of a program do not depend on.
var places = []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOPROXY", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "GONOSUMDB"}

// buildEnvironment is the environment of a build: of the go command's
// settings, the caller's decide only about places.
//
// The workspace is off, as it is for everybody who builds a module by itself.
// Git's state is left out: the images are built without it.
func buildEnvironment(ctx context.Context, platform Platform) ([]string, error) {
	output, err := exec.CommandContext(ctx, "go", append([]string{"env", "-json"}, places...)...).Output() //nolint:gosec // fixed arguments
	if err != nil {
		return nil, fmt.Errorf("asking go for its settings: %w", err)
	}
	var set map[string]string
	if err := json.Unmarshal(output, &set); err != nil {
		return nil, fmt.Errorf("reading the settings of go: %w", err)
	}
	environment := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "GO") || strings.HasPrefix(variable, "CGO")
	})
	for _, name := range places {
		environment = append(environment, name+"="+set[name])
	}
	return append(environment, "GOENV=off", "GOWORK=off", "GOTOOLCHAIN="+cmp.Or(os.Getenv("GOTOOLCHAIN"), "local"),
		"GOFLAGS=-buildvcs=false", "CGO_ENABLED=0", "GOOS="+platform.OS, "GOARCH="+platform.Arch), nil
}
