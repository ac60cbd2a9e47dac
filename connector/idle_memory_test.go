package connector_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// heavy answers a full read with pages of seven megabytes for ever, and a since-read with one of a megabyte.
func heavy() http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		up := hubspottest.New(1)
		up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			page := func(size int, more string) bool {
				_, _ = fmt.Fprintf(w, `{"results":[{"id":"1","properties":{"x":"%s"}}]%s}`, strings.Repeat("y", size), more)
				return true
			}
			switch {
			case strings.HasSuffix(r.URL.Path, "/search"):
				return page(1<<20, "")
			case r.URL.Query().Get("archived") == "":
				return page(7<<20, fmt.Sprintf(`,"paging":{"next":{"after":"%sx"}}`, r.URL.Query().Get("after")))
			default:
				return false
			}
		}
		return up.RoundTrip(r)
	})
}

// A reader that takes nothing holds the memory of its pages only as long as no other read needs it.
func TestReadersThatTakeNothingGiveMemoryBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := new(logtest.Buffer)
		cfg := validConfig()
		cfg.PageMemory = 16 << 20
		c, err := connector.New(cfg, connector.Transport(heavy()), connector.Logger(slog.New(slog.NewJSONHandler(log, nil))))
		if err != nil {
			t.Fatal(err)
		}
		listener, client, end := overPipes(t, c)

		stalled, _ := listener.dial(context.Background(), "", "")
		_, _ = io.WriteString(stalled, "GET /get_contacts HTTP/1.1\r\nHost: x\r\n\r\n")
		time.Sleep(2 * time.Minute) // nobody else needs its memory
		if strings.Contains(log.String(), `"outcome"`) {
			t.Errorf("it was cut although nobody needed its memory:\n%s", log)
		}

		resp, err := client.Get("http://connector/get_contacts?since=2020-01-01T00:00:00Z")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		synctest.Wait() // until the read that was cut has said so
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%d %.200s", resp.StatusCode, body)
		}
		if !strings.Contains(log.String(), "and another request needed its memory") {
			t.Errorf("%s", log)
		}
		_ = stalled.Close()
		end()
	})
}
