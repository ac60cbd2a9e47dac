package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// binary is the program, built once for the tests that run it in a process of its own.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "fakesesam-bin-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		binary = filepath.Join(dir, "fakesesam")
		if out, err := exec.Command("go", "build", "-tags", "nomsgpack", "-o", binary, ".").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building: %v\n%s", err, out)
			return 1
		}
		code := m.Run()
		http.DefaultClient.CloseIdleConnections()
		if err := goleak.Find(); err != nil && code == 0 {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return code
	}())
}

func none(string) string { return "" }

// started runs the program in this process and returns its URL and a function that stops it.
func started(t *testing.T, args []string, getenv func(string) string) (url string, stderr *bytes.Buffer, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	stderr = &bytes.Buffer{}
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, getenv, write, stderr)
		_ = write.CloseWithError(err)
		ended <- err
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		cancel()
		t.Fatalf("not ready: %v", err)
	}
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if !ok {
		t.Errorf("the first line is %q", line)
	}
	return url, stderr, func() error {
		cancel()
		http.DefaultClient.CloseIdleConnections()
		return <-ended
	}
}

func TestServe(t *testing.T) {
	url, _, stop := started(t, []string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, none)
	if err := run(context.Background(), []string{"healthcheck", "--listen", strings.TrimPrefix(url, "http://")}, none, io.Discard, io.Discard); err != nil {
		t.Error(err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := run(context.Background(), []string{"healthcheck", "--listen", strings.TrimPrefix(url, "http://")}, none, io.Discard, io.Discard); err == nil {
		t.Error("a node that has stopped is healthy")
	}
}

// serve is the default command, and a flag that is not given is read from the environment.
func TestEnvironment(t *testing.T) {
	env := map[string]string{
		"FAKESESAM_LISTEN": "127.0.0.1:0", "FAKESESAM_DATA": t.TempDir(), "FAKESESAM_MICROSERVICE": "a=http://x:1,b=http://y:2/",
		"FAKESESAM_SCHEDULE": "off", "FAKESESAM_LOG_LEVEL": "debug", "FAKESESAM_HUBSPOT": "http://127.0.0.1:1", "FAKESESAM_HUBSPOT_PAGE": "http://localhost:1",
	}
	url, log, stop := started(t, nil, func(name string) string { return env[name] })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if want := `msg="open these pages in a browser" sesam=` + url + " hubspot=http://localhost:1\n"; !strings.Contains(log.String(), want) {
		t.Errorf("the log lacks %s: %s", want, log)
	}
	f, err := parseFlags([]string{"--schedule", "on", "--microservice", "c=http://z:3"}, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	if !f.schedule || fmt.Sprint(f.microservices) != "map[c:http://z:3]" || f.listen != "127.0.0.1:0" {
		t.Errorf("%+v", f)
	}
}

// Variables that a shell may have for another purpose have no effect: all settings are those of an empty environment.
func TestBareNamesAreIgnored(t *testing.T) {
	none, err := parseFlags(nil, none)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := parseFlags(nil, func(name string) string {
		if strings.HasPrefix(name, "FAKESESAM_") {
			return ""
		}
		return "x"
	})
	if err != nil || fmt.Sprint(*bare) != fmt.Sprint(*none) {
		t.Errorf("%+v, want %+v, %v", bare, none, err)
	}
}

func TestWrongArguments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env.json")
	if err := os.WriteFile(file, []byte(`["no"]`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		env  map[string]string
		want string
	}{
		{[]string{"fly"}, nil, `unknown command "fly"; the commands are serve, healthcheck, version and help`},
		{[]string{"--port", "1"}, nil, `-port; "fakesesam help" lists the flags`},
		{[]string{"--microservice", "hubspot"}, nil, "must be id=url"},
		{[]string{"--schedule", "maybe"}, nil, "must be on or off"},
		{[]string{"serve", "now"}, nil, "takes no arguments"},
		{nil, map[string]string{"FAKESESAM_SCHEDULE": "maybe"}, "environment variable FAKESESAM_SCHEDULE: must be on or off"},
		{[]string{"--env", "/none.json", "--data", t.TempDir()}, nil, "/none.json"},
		{[]string{"--env", file, "--data", t.TempDir()}, nil, file},
		{[]string{"--config", "/none", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, nil, "/none"},
		{[]string{"--listen", "nowhere", "--data", t.TempDir()}, nil, "must be host:port"},
		{[]string{"--listen", "256.0.0.1:1", "--data", t.TempDir()}, nil, "listening"},
	} {
		err := run(context.Background(), test.args, func(name string) string { return test.env[name] }, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v, want %q", test.args, err, test.want)
		}
	}
}

// The table in the README has exactly the flags of the program, with their variables and defaults.
func TestReadmeHasTheFlags(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var usage bytes.Buffer
	if err := run(context.Background(), []string{"help"}, none, &usage, io.Discard); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, each := range regexp.MustCompile(`(?m)^  -(\S+) .*\n(.*)$`).FindAllStringSubmatch(usage.String(), -1) {
		value := ""
		if m := regexp.MustCompile(`\(default "?([^")]+)"?\)`).FindStringSubmatch(each[2]); m != nil {
			value = strings.ToLower(m[1])
		}
		if each[1] == "microservice" {
			value = "http://<id>:<port>" // the default of each microservice, not of the flag
		}
		want = append(want, each[1]+" "+variable(each[1])+" "+value)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `--([a-z-]+)` \\| `([A-Z_]+)` \\| (?:`(.*?)` )?\\|").FindAllStringSubmatch(string(readme), -1) {
		got = append(got, row[1]+" "+row[2]+" "+row[3])
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) < 9 || !slices.Equal(got, want) {
		t.Errorf("the README has\n%q\nthe program has\n%q", got, want)
	}
}

// The version is one line, in the format that all programs of this repository share.
func TestVersion(t *testing.T) {
	var out bytes.Buffer
	line := regexp.MustCompile(`^fakesesam \S+ \((commit [0-9a-f]+, )?go1\.\S+\)\n$`)
	if err := run(context.Background(), []string{"version"}, none, &out, io.Discard); err != nil || !line.MatchString(out.String()) {
		t.Errorf("%q %v", out.String(), err)
	}
}

// What the linker sets is what the program prints.
func TestLinkedVersion(t *testing.T) {
	program := filepath.Join(t.TempDir(), "fakesesam")
	const set = "-X github.com/hubspot-to-sesam/testbed/fakesesam."
	build := exec.Command("go", "build", "-tags", "nomsgpack", "-ldflags", set+"version=1.4.0 "+set+"commit=0123abcd", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(program, "version").Output()
	if want := "fakesesam 1.4.0 (commit 0123abcd, " + runtime.Version() + ")\n"; err != nil || string(out) != want {
		t.Errorf("%q, want %q, %v", out, want, err)
	}
}

// Help goes to standard output and is not an error, however it is requested.
func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}, {"serve", "-h"}, {"healthcheck", "--help"}} {
		var out, errors bytes.Buffer
		err := run(context.Background(), args, none, &out, &errors)
		if err != nil || errors.Len() > 0 || !strings.HasPrefix(out.String(), "Usage: fakesesam") || !strings.Contains(out.String(), "-microservice") {
			t.Errorf("%q: %v %q %q", args, err, out.String(), errors.String())
		}
	}
}

// --allow-host may be repeated, and its variable has several names; a name that is none is an error of the node.
func TestAllowedHosts(t *testing.T) {
	f, err := parseFlags([]string{"--allow-host", "a.example.com", "--allow-host=b.example.com, c.example.com"}, func(string) string { return "" })
	if err != nil || f.allowHosts.String() != "a.example.com,b.example.com,c.example.com" {
		t.Error(f, err)
	}
	f, err = parseFlags(nil, func(name string) string {
		return map[string]string{"FAKESESAM_ALLOW_HOST": "a.example.com,b.example.com"}[name]
	})
	if err != nil || f.allowHosts.String() != "a.example.com,b.example.com" {
		t.Error(f, err)
	}
	err = run(t.Context(), []string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir(), "--allow-host", "http://x"}, func(string) string { return "" }, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), `must be a host name without scheme and port, such as node.example.com, got "http://x"`) {
		t.Error(err)
	}
}
