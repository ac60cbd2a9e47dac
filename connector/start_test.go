package connector_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

func TestStartListensUntilTheTestEnds(t *testing.T) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	var url string
	t.Run("running", func(t *testing.T) {
		c := connector.Start(t, validConfig(), connector.Transport(many(3)))
		url = c.URL()
		resp, err := client.Get(url + "/get_contacts")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.HasPrefix(url, "http://127.0.0.1:") {
			t.Errorf("%s at %s", resp.Status, url)
		}
	})
	if resp, err := client.Get(url + "/healthz"); err == nil {
		_ = resp.Body.Close()
		t.Errorf("%s after the end of the test", resp.Status)
	}
}

// Whatever the caller does, Close ends, every read is cut, and nothing is reported as an error.
func TestCloseMoreThanOnceAndAtTheSameTime(t *testing.T) {
	asked := make(chan struct{})
	c := connector.Start(t, validConfig(), connector.Transport(roundTripper(func(r *http.Request) (*http.Response, error) {
		close(asked)
		<-r.Context().Done()
		return nil, r.Context().Err()
	})))
	answered := make(chan string, 1)
	go func() {
		resp, err := http.Get(c.URL() + "/get_contacts")
		if err != nil {
			answered <- err.Error()
			return
		}
		_ = resp.Body.Close()
		answered <- resp.Status
	}()
	clocktest.Await(t, "the call to HubSpot", asked)
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if status := clocktest.Await(t, "the end of the read", answered); status != "503 Service Unavailable" {
		t.Error(status)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	http.DefaultClient.CloseIdleConnections()
}

// failedTest records the failures that are reported to it. It never ends.
type failedTest struct{ said []string }

func (*failedTest) Helper()                             {}
func (*failedTest) Cleanup(func())                      {}
func (f *failedTest) note(s string)                     { f.said = append(f.said, s) }
func (f *failedTest) Errorf(format string, args ...any) { f.note(fmt.Sprintf(format, args...)) }
func (f *failedTest) Fatalf(format string, args ...any) { f.note(fmt.Sprintf(format, args...)) }

func TestStartFailsTheTest(t *testing.T) {
	f := new(failedTest)
	connector.Start(f, connector.DefaultConfig())
	if len(f.said) != 1 || !strings.Contains(f.said[0], "api-key: missing") {
		t.Errorf("%q", f.said)
	}
}

func validConfig() connector.Config {
	cfg := connector.DefaultConfig()
	cfg.APIKey = key
	return cfg
}
