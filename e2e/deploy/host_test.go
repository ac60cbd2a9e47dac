package deploy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// host is what a real node has and fakesesam has not: it runs the container of the system hubspot, which is a process here, with exactly
// the environment that the node gives it. A change of the system, of a variable or of a secret starts another one.
type host struct {
	t    *testing.T
	node *fakesesam.Node
	// tutorial answers in the container's place while the system has its image.
	tutorial http.Handler

	mu          sync.Mutex
	environment map[string]string
	running     *processes.Program
	ended       strings.Builder // the log of the processes before
	started     int
}

// tutorialImage is the image of the tutorial's service.
const tutorialImage = "YOUR-REGISTRY/tutorial:latest"

// newHost returns a host whose node is still to be set, and the URL of the container.
func newHost(t *testing.T) (h *host, container string) {
	t.Helper()
	h = &host{t: t}
	srv := httptest.NewServer(http.HandlerFunc(h.serveContainer))
	t.Cleanup(func() {
		h.stop()
		srv.Close()
	})
	return h, srv.URL
}

// serveContainer passes a request of the node on to the container.
func (h *host) serveContainer(w http.ResponseWriter, r *http.Request) {
	if h.tutorial != nil && h.image() == tutorialImage {
		h.tutorial.ServeHTTP(w, r)
		return
	}
	target, err := h.container(r.Context(), false)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	proxy := httputil.ReverseProxy{
		Rewrite:       func(p *httputil.ProxyRequest) { p.SetURL(target) },
		FlushInterval: -1,
		ErrorHandler:  func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // the node has gone away, or the container
	}
	proxy.ServeHTTP(w, r)
}

// container returns the URL of the connector, which is started anew if its environment has changed, or if it is to be.
func (h *host) container(ctx context.Context, anew bool) (*url.URL, error) {
	environment, err := h.node.Environment("hubspot")
	if err != nil {
		return nil, err
	}
	environment["port"] = "0"
	environment["image"] = h.image() // not one of the connector's; a container with another image is another one
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.running == nil || anew || !maps.Equal(environment, h.environment) {
		h.stopped()
		var lines []string
		for name, value := range environment {
			if name != "image" {
				lines = append(lines, name+"="+value)
			}
		}
		binary, err := builtConnector()
		if err != nil {
			return nil, err
		}
		if h.running, err = processes.Launch(ctx, "connector", binary, lines, []string{"serve"}); err != nil {
			return nil, err
		}
		h.environment = environment
		h.started++
	}
	return url.Parse(h.running.URL())
}

// image returns the image that the system has.
func (h *host) image() string {
	var system struct {
		Docker struct {
			Image string `json:"image"`
		} `json:"docker"`
	}
	_ = json.Unmarshal([]byte(h.ask("systems/hubspot/config")), &system)
	return system.Docker.Image
}

// ask returns what the node answers.
func (h *host) ask(path string) string {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "http://localhost/api/"+path, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+jwt)
	h.node.Handler().ServeHTTP(w, r)
	return w.Body.String()
}

// serveNode answers as the node does, and with the container's log, which fakesesam does not have.
func (h *host) serveNode(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+jwt {
		http.Error(w, "no token", http.StatusUnauthorized)
		return
	}
	if r.URL.Path == "/api/systems/hubspot/logs" {
		_, _ = io.WriteString(w, h.logs())
		return
	}
	h.node.Handler().ServeHTTP(w, r)
	if r.Method == http.MethodGet || h.image() == tutorialImage || h.image() == "" {
		return
	}
	// A container does not wait for the next request.
	if _, err := h.container(r.Context(), strings.HasSuffix(r.URL.Path, "/reload")); err != nil {
		h.t.Logf("the container does not start: %v", err)
	}
}

func (h *host) logs() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.running == nil {
		return h.ended.String()
	}
	return h.ended.String() + h.running.Logs()
}

// starts is how often a container has been started.
func (h *host) starts() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.started
}

func (h *host) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped()
}

// stopped ends the process, if there is one, as a node ends a container.
func (h *host) stopped() {
	if h.running == nil {
		return
	}
	if err := h.running.Stop(); err != nil {
		h.t.Errorf("stopping the connector: %v", err)
	}
	_, _ = fmt.Fprint(&h.ended, h.running.Logs())
	h.running = nil
}
