package fault_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
)

func TestKindsOnAWholeAnswer(t *testing.T) {
	tests := []struct {
		name  string
		fault fault.Fault
		path  string
		want  got
	}{
		{"status", fault.Fault{Kind: "status", Status: 429, RetryAfter: fault.Duration(time.Second)}, "/x", got{
			status: 429, header: http.Header{"Retry-After": {"1"}},
			body: `{"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT","correlationId":"","policyName":"TEN_SECONDLY_ROLLING","requestId":""}`,
		}},
		{"expired token", fault.Fault{Kind: "status", Status: 401, Variant: "expired"}, "/x", got{
			status: 401,
			body:   `{"status":"error","message":"The OAuth token used to make this call expired 0 second(s) ago.","correlationId":"","category":"EXPIRED_AUTHENTICATION","context":{"expire time":["2026-01-01T00:00:00.000Z"]}}`,
		}},
		{"trickle", fault.Fault{Kind: "trickle", Chunk: 10}, "/x", got{status: 200, body: whole}},
		{"trickle nothing", fault.Fault{Kind: "trickle"}, "/empty", got{status: 204}},
		{"repeat cursor", fault.Fault{Kind: "repeat-cursor"}, "/x?after=2", got{
			status: 200,
			body:   `{"total":3,"results":[{"id":"1"},{"id":"2"},{"id":"3"}],"paging":{"next":{"after":"2"}}}`,
		}},
		{"repeat no cursor", fault.Fault{Kind: "repeat-cursor"}, "/x", got{status: 200, body: whole}},
		{"odd cursor", fault.Fault{Kind: "repeat-cursor"}, "/x?after=%22%07", got{
			status: 200,
			body:   `{"total":3,"results":[{"id":"1"},{"id":"2"},{"id":"3"}],"paging":{"next":{"after":"\"\u0007"}}}`,
		}},
		{"empty page", fault.Fault{Kind: "empty-page"}, "/x", got{status: 200, body: `{"total":3,"results":[],"paging":{"next":{"after":"0"}}}`}},
		{"duplicate", fault.Fault{Kind: "duplicate-row", Row: 1}, "/x", got{
			status: 200,
			body:   `{"total":3,"results":[{"id":"1"},{"id":"2"},{"id":"2"},{"id":"3"}],"paging":{"next":{"after":"4","link":"x"}}}`,
		}},
		{"missing, the last", fault.Fault{Kind: "missing-row", Row: -1}, "/x", got{
			status: 200,
			body:   `{"total":3,"results":[{"id":"1"},{"id":"2"}],"paging":{"next":{"after":"4","link":"x"}}}`,
		}},
		{"no such row", fault.Fault{Kind: "missing-row", Row: 3}, "/x", got{status: 200, body: whole}},
		{"no page", fault.Fault{Kind: "empty-page"}, "/record", got{status: 200, body: `{"id":"1"}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rig := newRig(t)
			rig.add(t, tt.fault)
			answer := rig.get(t, tt.path)
			if answer.err != nil || answer.status != tt.want.status || answer.body != tt.want.body {
				t.Errorf("got %d %s (%v)\nwant %d %s", answer.status, answer.body, answer.err, tt.want.status, tt.want.body)
			}
			for key := range tt.want.header {
				if answer.header.Get(key) != tt.want.header.Get(key) {
					t.Errorf("%s is %q", key, answer.header.Get(key))
				}
			}
		})
	}
}

func TestWhatFindsNothingToBreakIsNoStrike(t *testing.T) {
	rig := newRig(t)
	rig.add(t, fault.Fault{Name: "f", Kind: "empty-page", Count: 1})
	rig.get(t, "/record")
	rig.get(t, "/empty")
	if answer := rig.get(t, "/x"); answer.body == whole {
		t.Error("the strike was spent on an answer without rows")
	}
	if state, _ := rig.Get("f"); state.Seen != 3 || state.Struck != 1 {
		t.Errorf("seen %d, struck %d, want 3 and 1", state.Seen, state.Struck)
	}
	if answer := rig.get(t, "/x"); answer.body != whole {
		t.Errorf("a spent fault struck again: %s", answer.body)
	}
}

func TestHTMLAndMalformedAreNoJSON(t *testing.T) {
	html := newRig(t)
	html.add(t, fault.Fault{Kind: "html"})
	if answer := html.get(t, "/x"); answer.status != 200 || !strings.HasPrefix(answer.header.Get("Content-Type"), "text/html") || json.Valid([]byte(answer.body)) {
		t.Errorf("html: %+v", answer)
	}
	for n := range len(whole) + 2 {
		rig := newRig(t)
		rig.add(t, fault.Fault{Kind: "malformed", AfterBytes: n})
		answer := rig.get(t, "/x")
		if answer.err != nil || answer.status != 200 || json.Valid([]byte(answer.body)) {
			t.Fatalf("after %d bytes: %+v", n, answer)
		}
		if kept := min(n, len(whole)); n > 0 && answer.body != whole[:kept]+",,}" {
			t.Fatalf("after %d bytes: %s", n, answer.body)
		}
	}
}

func TestCutSendsWhatItSaysAndNeverTheWhole(t *testing.T) {
	for _, n := range []int{0, 1, 40, len(whole) - 1, len(whole), 10_000} {
		rig := newRig(t)
		rig.add(t, fault.Fault{Kind: "cut", AfterBytes: n})
		answer := rig.get(t, "/x")
		if answer.status != 200 || !errors.Is(answer.err, io.ErrUnexpectedEOF) || answer.body != whole[:min(n, len(whole)-1)] {
			t.Errorf("after %d bytes: %+v", n, answer)
		}
	}
	for path, bytes := range map[string]int{"/x": -1, "/empty": 5} {
		rig := newRig(t)
		rig.add(t, fault.Fault{Kind: "cut", AfterBytes: bytes})
		if answer := rig.get(t, path); answer.err == nil || answer.status != 0 {
			t.Errorf("%s after %d bytes: %+v, want no answer at all", path, bytes, answer)
		}
	}
}

func TestResetTearsTheConnectionDown(t *testing.T) {
	for _, bytes := range []int{-1, 0, 20} {
		rig := newRig(t)
		rig.add(t, fault.Fault{Kind: "reset", AfterBytes: bytes})
		if answer := rig.get(t, "/x"); !errors.Is(answer.err, syscall.ECONNRESET) || !strings.HasPrefix(whole, answer.body) {
			t.Errorf("after %d bytes: %+v, want a reset", bytes, answer)
		}
	}
}

func TestLength(t *testing.T) {
	for _, delta := range []int{0, 7} { // 0 is the default
		rig := newRig(t)
		rig.add(t, fault.Fault{Kind: "length", Delta: delta})
		if answer := rig.get(t, "/x"); !errors.Is(answer.err, io.ErrUnexpectedEOF) || answer.body != whole {
			t.Errorf("delta %d: %+v", delta, answer)
		}
	}
	rig := newRig(t)
	rig.add(t, fault.Fault{Kind: "length", Delta: -10})
	conn, err := net.Dial("tcp", rig.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
	wire := bufio.NewReader(conn)
	answer, err := http.ReadResponse(wire, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	if string(body) != whole[:len(whole)-10] {
		t.Errorf("a client reads %s", body)
	}
	if rest, _ := io.ReadAll(wire); string(rest) != whole[len(whole)-10:] {
		t.Errorf("behind the promised length: %q", rest)
	}
}
