package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// killRounds is how often the node is killed; KILL_ROUNDS sets it for a longer test.
const killRounds = 25

// growing is a chronological source of entities 1, 2, 3 …; it calls a function once it has sent a number of them.
type growing struct {
	mu     sync.Mutex
	size   int
	tellAt int
	tell   func()
}

func (g *growing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	since, _ := strconv.Atoi(r.URL.Query().Get("since"))
	g.mu.Lock()
	size, tellAt, tell := g.size, g.tellAt, g.tell
	g.mu.Unlock()
	out := bufio.NewWriterSize(w, 4<<10)
	sent := 0
	for i := since + 1; i <= size; i++ {
		sep := ","
		if sent == 0 {
			sep = "["
		}
		_, _ = fmt.Fprintf(out, `%s{"_id":"%d","_updated":%d,"refuse":%t,"text":%q}`, sep, i%5000, i, refused(i), strings.Repeat("x", 80))
		if sent++; sent == tellAt {
			_ = out.Flush()
			tell()
		}
	}
	if sent == 0 {
		_, _ = out.WriteString("[")
	}
	_, _ = out.WriteString("]")
	_ = out.Flush()
}

// refused reports whether the pipe's rules reject an entity.
func refused(i int) bool { return i%97 == 0 }

func (g *growing) set(size, tellAt int, tell func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.size, g.tellAt, g.tell = size, tellAt, tell
}

// node is the program, running in a process of its own.
type node struct {
	t   *testing.T
	cmd *exec.Cmd
	url string
}

func launch(t *testing.T, args ...string) *node {
	t.Helper()
	n := &node{t: t, cmd: exec.CommandContext(context.Background(), binary, args...)}
	n.cmd.Stderr = io.Discard
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if n.cmd.ProcessState == nil { // a test that failed has not waited for it
			_ = n.cmd.Process.Kill()
			_ = n.cmd.Wait()
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("not ready: %v", err)
	}
	n.url = strings.TrimPrefix(strings.TrimSpace(line), "ready ")
	return n
}

func (n *node) get(path string, into any) {
	n.t.Helper()
	res, err := http.Get(n.url + path)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusOK {
		n.t.Fatalf("%s: %s %s", path, res.Status, raw)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		n.t.Fatalf("%s: %v", path, err)
	}
}

func (n *node) start() {
	// The node may be killed before it responds.
	res, err := http.PostForm(n.url+"/api/pipes/p/pump", url.Values{"operation": {"start"}})
	if err == nil {
		_ = res.Body.Close()
	}
}

type pumpState struct {
	Runtime struct {
		Running bool   `json:"is-running"`
		Seen    string `json:"last-seen"`
		Message string `json:"last-message"`
	}
}

type stored struct {
	ID      string `json:"_id"`
	Updated int    `json:"_updated"`
	Deleted bool   `json:"_deleted"`
	Source  int    `json:"tick"`
}

// waits returns, by ID, the versions that will be retried according to the execution log.
func (n *node) waits() map[string]int {
	n.t.Helper()
	var log []struct {
		Retryable bool `json:"retryable"`
		Entity    struct {
			ID      string `json:"_id"`
			Updated int    `json:"_updated"`
		} `json:"entity"`
	}
	n.get("/api/pipes/p/log?history=false", &log)
	out := map[string]int{}
	for _, e := range log {
		if e.Retryable {
			out[e.Entity.ID] = e.Entity.Updated
		}
	}
	return out
}

// check compares the dataset with the offset: everything up to it is there, or waits if it was rejected, and the log has
// no gaps.
func (n *node) check(killed int) (offset int) {
	n.t.Helper()
	var pump pumpState
	n.get("/api/pipes/p/pump", &pump)
	offset, _ = strconv.Atoi(pump.Runtime.Seen)
	var datasets []struct {
		ID string `json:"_id"`
	}
	n.get("/api/datasets", &datasets)
	var history []stored
	for _, d := range datasets {
		if d.ID == "p" {
			n.get("/api/datasets/p/entities", &history)
		}
	}
	latest := map[string]int{}
	for i, v := range history {
		if v.Updated != i {
			n.t.Fatalf("after %d kills: version %d has offset %d", killed, i, v.Updated)
		}
		if v.Deleted {
			n.t.Fatalf("after %d kills: %s was deleted", killed, v.ID)
		}
		latest[v.ID] = v.Source
	}
	waits := map[string]int{}
	if offset > 0 {
		waits = n.waits()
	}
	for i := max(1, offset-4999); i <= offset; i++ {
		if refused(i) && waits[strconv.Itoa(i%5000)] >= i {
			continue
		}
		if latest[strconv.Itoa(i%5000)] < i {
			n.t.Fatalf("after %d kills: the offset is %d, but of entity %d the dataset has version %d", killed, offset, i, latest[strconv.Itoa(i%5000)])
		}
	}
	return offset
}

// The node is repeatedly killed at random points of its runs: no committed batch is lost, and the offset is never ahead
// of the data.
func TestKilled(t *testing.T) {
	rounds := killRounds
	if text := os.Getenv("KILL_ROUNDS"); text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	source := &growing{}
	server := httptest.NewServer(source)
	defer server.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "config")
	write(t, filepath.Join(config, "systems/s.conf.json"), `{"_id":"s","type":"system:url","url_pattern":"`+server.URL+`/%s"}`)
	const pipe = `{"_id":"p","type":"pipe","batch_size":50,"checkpoint_interval":1,
		"source":{"type":"json","system":"s","url":"x","supports_since":true,"is_chronological":true},
		"pump":{"max_write_errors_in_retry_dataset":10000,"max_consecutive_write_errors":10,"max_retries_per_entity":1000},
		"transform":{"type":"dtl","rules":{"default":[%s["copy","*"],["add","tick","_S._updated"]]}}}`
	refusing := fmt.Sprintf(pipe, `["if","_S.refuse",["fail!","refused"]],`)
	write(t, filepath.Join(config, "pipes/p.conf.json"), refusing)
	args := []string{"serve", "--listen", "127.0.0.1:0", "--config", config, "--data", filepath.Join(dir, "data"), "--schedule", "off"}

	rng := rand.New(rand.NewPCG(uint64(rounds), 7))
	size, offset, moved := 0, 0, 0
	for round := range rounds {
		size += 2000
		kill := make(chan struct{})
		n := launch(t, args...)
		before := n.check(round)
		if before < offset {
			t.Fatalf("after %d kills the offset went back from %d to %d", round, offset, before)
		}
		if before > offset {
			moved++
		}
		offset = before
		source.set(size, 1+rng.IntN(size-offset), sync.OnceFunc(func() { close(kill) }))
		n.start()
		<-kill
		if err := n.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = n.cmd.Wait() // it was killed
	}
	if moved == 0 {
		t.Error("no kill came between two checkpoints, so the test has tested nothing")
	}
	source.set(size, 0, nil)
	n := launch(t, args...)
	n.check(rounds)
	n.run()
	if got := n.check(rounds); got != size {
		t.Errorf("after a whole run the offset is %d, want %d", got, size)
	}
	if len(n.waits()) == 0 {
		t.Error("nothing waits, although entities were rejected")
	}
	n.end()

	// With rules that accept everything, all waiting entities are written.
	write(t, filepath.Join(config, "pipes/p.conf.json"), fmt.Sprintf(pipe, ""))
	n = launch(t, args...)
	n.run()
	if waits := n.waits(); len(waits) > 0 {
		t.Errorf("these still wait: %v", waits)
	}
	n.check(rounds)
	n.end()
}

// run runs the pipe once and waits for the end of the run.
func (n *node) run() {
	n.t.Helper()
	n.start()
	for {
		var pump pumpState
		if n.get("/api/pipes/p/pump", &pump); !pump.Runtime.Running {
			return
		}
	}
}

// end interrupts the node, which must exit with 0.
func (n *node) end() {
	n.t.Helper()
	if err := n.cmd.Process.Signal(os.Interrupt); err != nil {
		n.t.Fatal(err)
	}
	if err := n.cmd.Wait(); err != nil {
		n.t.Errorf("an interrupted node ended with %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
