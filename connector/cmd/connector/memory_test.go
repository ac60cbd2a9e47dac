package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// container is what the README tells to give the container by default, in MiB.
const container = 128

// built returns the program as it is delivered: without the tests, and without the race detector, which takes memory itself.
func built(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "connector")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-tags", "nomsgpack", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return file
}

// peak returns the most resident memory that a process has ever had, in MiB.
func peak(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	if err != nil || found == nil {
		t.Fatalf("no VmHWM: %v", err)
	}
	kib, _ := strconv.Atoi(string(found[1]))
	return kib / 1024
}

// contacts returns the answer of a list with a hundred contacts, of that size in all, and a next page if more is set.
func contacts(page, size int, more bool) string {
	var b strings.Builder
	filler := strings.Repeat("y", size/100)
	b.WriteString(`{"results":[`)
	for n := range 100 {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%d","properties":{"x":"%s"}}`, page*100+n+1, filler)
	}
	b.WriteString(`]`)
	if more {
		fmt.Fprintf(&b, `,"paging":{"next":{"after":"%d"}}`, page+1)
	}
	return b.String() + `}`
}

// flood writes text again and again until the reader is gone.
func flood(w io.Writer, text string, times int) {
	for range times {
		if _, err := io.WriteString(w, text); err != nil {
			return
		}
	}
}

// Whatever HubSpot answers, the process stays within the memory of its container: an answer that is too large is an
// error, promptly.
func TestTheProcessStaysWithinItsContainer(t *testing.T) {
	linuxOnly(t)
	file := built(t)
	const endless, reads = 1 << 20, 3
	mib := strings.Repeat(" ", 1<<20)
	const properties = "many properties"
	zipped := func(w http.ResponseWriter, text string, times int) {
		w.Header().Set("Content-Encoding", "gzip")
		packed, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		flood(packed, text, times)
		_ = packed.Close()
	}
	for name, answer := range map[string]http.HandlerFunc{
		"an endless body": func(w http.ResponseWriter, _ *http.Request) { flood(w, mib, endless) },
		"a gzip bomb":     func(w http.ResponseWriter, _ *http.Request) { zipped(w, strings.Repeat("\x00", 1<<20), 1024) },
		"endless explanations": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			flood(w, mib, endless)
		},
		"chunks of 30 MiB": func(w http.ResponseWriter, _ *http.Request) { flood(w, contacts(0, 30<<20, false), 1) },
		"an announced length": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(1<<40))
			flood(w, mib, endless)
		},
		"tiny contacts without end": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"results":[`)
			flood(w, strings.Repeat(`{"id":"1"},`, 10000), 200)
		},
		"one long name": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"`)
			flood(w, strings.Repeat(`\u0061`, 10000), 380)
			_, _ = io.WriteString(w, `":1}`)
		},
		"one long status": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"results":[],"status":"`)
			flood(w, strings.Repeat(`\u0061`, 10000), 380)
			_, _ = io.WriteString(w, `"}`)
		},
		"many errors": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"results":[],"numErrors":1,"errors":[`)
			flood(w, strings.Repeat(`{},`, 1000), 300)
			_, _ = io.WriteString(w, `{}]}`)
		},
		"errors about many contacts": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"results":[],"numErrors":1,"context":{"ids":[`)
			flood(w, strings.Repeat(`"",`, 1000), 300)
			_, _ = io.WriteString(w, `""]}}`)
		},
		properties: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"results":[`)
			flood(w, strings.Repeat(`{"name":"a"},`, 1000), 1500)
			_, _ = io.WriteString(w, `{"name":"email"}]}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			hubspot := httptest.NewServer(answer)
			defer hubspot.Close()
			settings := []string{"base-url=" + hubspot.URL + "/crm/v3", "retry-for=0", "log-level=error"}
			if name == properties {
				settings = append(settings, "properties=email")
			}
			url, pid := process(t, file, settings...)
			start := time.Now()
			statuses := make(chan int, reads)
			for range reads {
				go func() { statuses <- get(t, url+"/get_contacts") }()
			}
			for range reads {
				if status := <-statuses; status < 500 {
					t.Errorf("answered %d", status)
				}
			}
			if took := time.Since(start); took > 40*time.Second {
				t.Errorf("took %s", took)
			}
			if most := peak(t, pid); most > container {
				t.Errorf("%d MiB", most)
			} else {
				t.Logf("%d MiB", most)
			}
		})
	}
}

// Eight reads of large pages share the memory, and all of them come to their end.
func TestReadsOfLargePagesShareTheContainer(t *testing.T) {
	linuxOnly(t)
	file := built(t)
	const pages = 3
	for name, size := range map[string]int{"20 MiB": 20 << 20, "2 MiB": 2 << 20} {
		t.Run(name, func(t *testing.T) {
			var answers [pages]string
			for page := range pages {
				answers[page] = contacts(page, size, page < pages-1)
			}
			hubspot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				page, _ := strconv.Atoi(r.URL.Query().Get("after"))
				_, _ = io.WriteString(w, answers[page])
			}))
			defer hubspot.Close()
			url, pid := process(t, file, "base-url="+hubspot.URL+"/crm/v3", "log-level=error")
			statuses := make(chan int, 8)
			for range 8 {
				go func() { statuses <- get(t, url+"/get_contacts") }()
			}
			whole := 0
			for range 8 {
				switch status := <-statuses; status {
				case http.StatusOK:
					whole++
				case http.StatusServiceUnavailable: // a slow machine: its turn has not come within 30 s
				default:
					t.Errorf("answered %d", status)
				}
			}
			if most := peak(t, pid); most > container || whole == 0 {
				t.Errorf("%d MiB, %d reads came to their end", most, whole)
			} else {
				t.Logf("%d MiB, %d reads came to their end", most, whole)
			}
		})
	}
}

// get returns the status of an answer that is whole, and 0 for any other.
func get(t *testing.T, url string) int {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 2 * time.Minute}
	resp, err := client.Get(url)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer func() { _ = resp.Body.Close() }()
	tail := new(tail)
	if _, err := io.Copy(tail, resp.Body); err != nil {
		return 0
	}
	if resp.StatusCode == http.StatusOK && tail.last != ']' || resp.StatusCode != http.StatusOK && !json.Valid(tail.start) {
		return 0
	}
	return resp.StatusCode
}

// tail remembers the beginning of what is written to it, and its last byte.
type tail struct {
	start []byte
	last  byte
}

func (t *tail) Write(p []byte) (int, error) {
	if len(t.start) < 4096 {
		t.start = append(t.start, p[:min(len(p), 4096)]...)
	}
	t.last = p[len(p)-1]
	return len(p), nil
}
