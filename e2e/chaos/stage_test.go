package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// stage is the three programs of docker-compose.yml, and the wires between them.
type stage struct {
	*testing.T

	project string
	hubspot *stack.HubSpot
	sesam   *stack.Sesam
	// urls are those of the programs and of the wires on this machine, containers their IDs.
	urls, containers map[string]string
}

// up starts the programs from docker-compose.yml and compose.yml, as a project of its own, which ends with the test.
func up(ctx context.Context, t *testing.T) *stage {
	t.Helper()
	s := &stage{T: t, project: fmt.Sprintf("chaos-%d", os.Getpid()), urls: map[string]string{}, containers: map[string]string{}}
	environment := os.Environ()
	for name, variable := range map[string]string{
		"fakehubspot": "FAKEHUBSPOT_PORT", "connector": "CONNECTOR_PORT", "fakesesam": "FAKESESAM_PORT", "wires": "WIRES_PORT",
	} {
		port := freePort(t)
		environment = append(environment, variable+"="+port)
		s.urls[name] = "http://127.0.0.1:" + port
	}
	compose := func(args ...string) string {
		root, err := stack.Root()
		if err != nil {
			t.Fatal(err)
		}
		files := []string{"--project-name", s.project, "--file", "docker-compose.yml", "--file", "e2e/chaos/compose.yml"}
		command := exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(root, ".ci", "compose"), append(files, args...)...)
		command.Dir, command.Env = root, environment
		var problems bytes.Buffer
		command.Stderr = &problems
		output, err := command.Output()
		if err != nil {
			t.Fatalf("compose %v: %v\n%s%s", args, err, output, &problems)
		}
		return string(output)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(compose("logs", "--no-color", "--tail", "60"))
		}
		compose("down", "--volumes", "--timeout", "1")
	})
	compose("up", "--build", "--detach")
	for _, service := range append([]string{"wires", "holder"}, programs...) {
		s.containers[service] = strings.TrimSpace(compose("ps", "-q", service))
	}
	s.hubspot = stack.NewHubSpot(func() string { return s.urls["fakehubspot"] }, "test-token")
	s.sesam = stack.NewSesam(func() string { return s.urls["fakesesam"] })
	for program, port := range map[string]string{"fakehubspot": "8080", "connector": "5000"} {
		upstream := strings.Replace(program, "fakehubspot", "hubspot", 1)
		s.wire(ctx, http.MethodPost, "/proxies", map[string]string{"name": program, "listen": "0.0.0.0:" + port, "upstream": "far-" + upstream + ":" + port})
	}
	return s
}

// docker runs a command of Docker's client.
func (s *stage) docker(args ...string) {
	s.Helper()
	if output, err := exec.CommandContext(context.WithoutCancel(s.Context()), "docker", args...).CombinedOutput(); err != nil {
		s.Errorf("docker %v: %v\n%s", args, err, output)
	}
}

// wire calls the API of the wires.
func (s *stage) wire(ctx context.Context, method, path string, body any) {
	s.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	request, err := http.NewRequestWithContext(ctx, method, s.urls["wires"]+path, bytes.NewReader(text))
	if err != nil {
		s.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	_ = answer.Body.Close() // nothing of it is needed
	if answer.StatusCode > 299 {
		s.Errorf("%s %s at the wires: %s", method, path, answer.Status)
	}
}

// networks are those that a program is cut off from, with its aliases there.
var networks = map[string][2]string{
	"fakehubspot": {"hubspot-side", "far-hubspot"}, "connector": {"between", "far-connector"}, "fakesesam": {"node-side", "fakesesam"},
}

// begin does an action, and returns how it ends.
func (s *stage) begin(ctx context.Context, a action) (end func()) {
	id := s.containers[a.whom]
	switch a.kind {
	case kill:
		s.docker("kill", "--signal", "KILL", id)
		return func() { s.docker("start", id) }
	case pause:
		s.docker("pause", id)
		return func() { s.docker("unpause", id) }
	case restart:
		s.docker("stop", "--time", "10", id)
		return func() { s.docker("start", id) }
	case cutOff:
		network := s.project + "_" + networks[a.whom][0]
		s.docker("network", "disconnect", network, id)
		return func() { s.docker("network", "connect", "--alias", networks[a.whom][1], network, id) }
	case latency:
		return s.toxic(ctx, a.whom, "latency", map[string]int{"latency": 300, "jitter": 200})
	case cutWire:
		return s.toxic(ctx, a.whom, "limit_data", map[string]int{"bytes": 20_000})
	case fullDisk:
		s.docker("exec", s.containers["holder"], "sh", "-c", "cat /dev/zero >/data/filling 2>/dev/null; true")
		return func() { s.docker("exec", s.containers["holder"], "rm", "-f", "/data/filling") }
	case fault:
		s.fail(ctx, a.whom)
		return func() { s.must(s.hubspot.ClearFaults(ctx)) }
	case all:
		for _, program := range programs {
			s.docker("kill", "--signal", "KILL", s.containers[program])
		}
		return func() {
			for _, program := range programs {
				s.docker("start", s.containers[program])
			}
		}
	}
	s.must(s.hubspot.Advance(ctx, 6*time.Minute))
	return func() {}
}

func (s *stage) toxic(ctx context.Context, wire, kind string, attributes map[string]int) (end func()) {
	s.wire(ctx, http.MethodPost, "/proxies/"+wire+"/toxics", map[string]any{"name": kind, "type": kind, "attributes": attributes})
	return func() { s.wire(ctx, http.MethodDelete, "/proxies/"+wire+"/toxics/"+kind, nil) }
}

// fail makes HubSpot fail towards the connector: half of its batches and searches. The users' calls are of other kinds.
func (s *stage) fail(ctx context.Context, name string) {
	for _, operation := range []string{"search", "batch-create", "batch-upsert", "batch-update"} {
		f := stack.Fault{Kind: name, Match: stack.FaultMatch{Operation: operation}}
		switch name {
		case "status 502":
			f.Kind, f.Status = "status", http.StatusBadGateway
		case "status 429":
			f.Kind, f.Status = "status", http.StatusTooManyRequests
		case "delay":
			f.Delay = "2s"
		case "cut":
			f.AfterBytes = 200
		}
		s.must(s.hubspot.AddFault(ctx, f))
	}
}

// healthy waits until all three programs answer.
func (s *stage) healthy(ctx context.Context) {
	for _, url := range []string{s.urls["fakehubspot"] + "/_fake/health", s.urls["connector"] + "/healthz", s.urls["fakesesam"] + "/api/health"} {
		s.must(stack.Await(ctx, url+" to answer", func() bool { _, err := stack.Read(ctx, url); return err == nil }))
	}
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Error(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
