package fakesesam_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// contacts is a response of n records as the connector returns them.
func contacts(n int) []byte {
	var out bytes.Buffer
	for i := range n {
		sep := ","
		if i == 0 {
			sep = "["
		}
		fmt.Fprintf(&out, `%[1]s{"_id":"%[2]d","_updated":"2026-01-01T%02[3]d:%02[4]d:%02[5]d.%03[6]dZ","id":"%[2]d","properties":{"createdate":"2025-11-01T10:11:12.345Z","email":"person.%[2]d@example.com","firstname":"Ingrid","hs_object_id":"%[2]d","lastmodifieddate":"2026-01-01T%02[3]d:%02[4]d:%02[5]d.%03[6]dZ","lastname":"Nordmann %[2]d"},"createdAt":"2025-11-01T10:11:12.345Z","updatedAt":"2026-01-01T%02[3]d:%02[4]d:%02[5]d.%03[6]dZ","archived":false}`,
			sep, 10_000_000_000+i, i/3_600_000%24, i/60_000%60, i/1000%60, i%1000)
	}
	out.WriteString("]")
	return out.Bytes()
}

const contactsPipe = `{"_id":"contacts","type":"pipe",
  "source":{"type":"json","system":"service","url":"contacts","supports_since":true},
  "transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","_id","_S.id"]]}},
  "add_namespaces":false}`

const serviceSystem = `{"_id":"service","type":"system:microservice","docker":{"image":"x:1","port":5000}}`

// writeConfig creates a configuration folder.
func writeConfig(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// BenchmarkIngest is a full run of 100,000 contacts into a durable dataset, and the same again without changes.
func BenchmarkIngest(b *testing.B) {
	const n = 100_000
	body := contacts(n)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(body)
	}))
	defer server.Close()
	dir := writeConfig(b, map[string]string{"pipes/contacts.conf.json": contactsPipe, "systems/service.conf.json": serviceSystem})
	for _, again := range []bool{false, true} {
		name := map[bool]string{false: "new", true: "unchanged"}[again]
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				b.StopTimer()
				node, err := fakesesam.New(fakesesam.Config(dir), fakesesam.Microservice("service", server.URL), fakesesam.Data(b.TempDir()))
				if err != nil {
					b.Fatal(err)
				}
				if again {
					ingest(b, node, n)
				}
				b.StartTimer()
				ingest(b, node, n)
				b.StopTimer()
				if err := node.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entities/s")
		})
	}
}

func ingest(b *testing.B, node *fakesesam.Node, n int) {
	b.Helper()
	run, err := node.Rescan(context.Background(), "contacts")
	if err != nil || run.Outcome != fakesesam.Completed || run.Processed != n {
		b.Fatalf("%+v %v", run, err)
	}
}
