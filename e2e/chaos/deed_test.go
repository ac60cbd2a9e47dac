package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// connect leads the wires to the programs.
func (s *stage) connect(ctx context.Context) {
	for program, port := range map[string]string{"fakehubspot": "8080", "connector": "5000"} {
		upstream := strings.Replace(program, "fakehubspot", "hubspot", 1)
		s.wire(ctx, http.MethodPost, "/proxies", map[string]string{"name": program, "listen": "0.0.0.0:" + port, "upstream": "far-" + upstream + ":" + port})
	}
}

// wire calls the API of the wires.
func (s *stage) wire(ctx context.Context, method, path string, body any) {
	s.control(ctx, "wires", method+" "+path, func(ctx context.Context) error {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		request, err := http.NewRequestWithContext(ctx, method, s.urls["wires"]+path, bytes.NewReader(text))
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		if answer.StatusCode > 299 {
			err = &stack.StatusError{Method: method, Path: path, Status: answer.StatusCode}
		}
		_ = answer.Body.Close() // nothing of it is needed
		return err
	})
}

// control does something that cannot fail unless a program does.
func (s *stage) control(ctx context.Context, program, what string, do func(context.Context) error) {
	if err := s.patiently(ctx, answerLimit, program, what, do); err != nil {
		s.fail(ctx, program, what+": "+err.Error())
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
		s.docker(ctx, a.whom, "kill", "--signal", "KILL", id)
		return func() { s.docker(ctx, a.whom, "start", id) }
	case pause:
		s.docker(ctx, a.whom, "pause", id)
		return func() { s.docker(ctx, a.whom, "unpause", id) }
	case restart:
		s.docker(ctx, a.whom, "stop", "--time", "10", id)
		return func() { s.docker(ctx, a.whom, "start", id) }
	case cutOff:
		network := s.project + "_" + networks[a.whom][0]
		s.docker(ctx, a.whom, "network", "disconnect", network, id)
		return func() { s.docker(ctx, a.whom, "network", "connect", "--alias", networks[a.whom][1], network, id) }
	case latency:
		return s.toxic(ctx, a.whom, "latency", map[string]int{"latency": 300, "jitter": 200})
	case cutWire:
		return s.toxic(ctx, a.whom, "limit_data", map[string]int{"bytes": 20_000})
	case loss:
		s.lose(ctx, lossPercent)
		return func() { s.lose(ctx, 0) }
	case fullDisk:
		s.docker(ctx, "holder", "exec", s.containers["holder"], "sh", "-c", "cat /dev/zero >/data/filling 2>/dev/null; true")
		return func() { s.docker(ctx, "holder", "exec", s.containers["holder"], "rm", "-f", "/data/filling") }
	case fault:
		s.faulty(ctx, a.whom)
		return func() { s.control(ctx, "fakehubspot", "removing its faults", s.hubspot.ClearFaults) }
	case all:
		for _, program := range programs {
			s.docker(ctx, program, "kill", "--signal", "KILL", s.containers[program])
		}
		return func() {
			for _, program := range programs {
				s.docker(ctx, program, "start", s.containers[program])
			}
		}
	}
	s.advance(ctx, 6*time.Minute)
	return func() {}
}

// lossPercent is how many of a hundred packets that arrive at the wires are lost, from both sides of each.
const lossPercent = 15

// lose makes the wires lose packets, or none, and notes how many they have lost before.
func (s *stage) lose(ctx context.Context, percent int) {
	told, err := s.run(ctx, answerLimit, "", "docker", "exec", "--user", "0", s.containers["wires"], "/loss", strconv.Itoa(percent))
	if err != nil {
		s.fail(ctx, "wires", err.Error())
	}
	var lost, of int
	if _, err := fmt.Sscanf(told, "%d of %d packets dropped", &lost, &of); err == nil {
		s.Logf("          %s", strings.TrimSpace(told))
		s.lost += lost
	}
}

// advance moves HubSpot's clock.
func (s *stage) advance(ctx context.Context, by time.Duration) {
	s.control(ctx, "fakehubspot", "moving its clock", func(ctx context.Context) error { return s.hubspot.Advance(ctx, by) })
}

func (s *stage) toxic(ctx context.Context, wire, kind string, attributes map[string]int) (end func()) {
	s.wire(ctx, http.MethodPost, "/proxies/"+wire+"/toxics", map[string]any{"name": kind, "type": kind, "attributes": attributes})
	return func() { s.wire(ctx, http.MethodDelete, "/proxies/"+wire+"/toxics/"+kind, nil) }
}

// faulty makes HubSpot fail towards the connector, at every batch of writes and every search. The users' calls are of other kinds.
func (s *stage) faulty(ctx context.Context, name string) {
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
		s.control(ctx, "fakehubspot", "fault "+name, func(ctx context.Context) error { return s.hubspot.AddFault(ctx, f) })
	}
}
