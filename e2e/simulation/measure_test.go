package simulation

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

var (
	outcomes = flag.String("outcomes", "", "file to which TestMeasure writes its outcomes, one JSON object a line")
	contacts = flag.Int("contacts", 1_000_000, "contacts that TestMeasure reads")
)

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// TestMeasure makes full reads of one account at three latencies for whoever asks, and judges none of them: `make bench`
// does. A bubble needs a test to be in.
func TestMeasure(t *testing.T) {
	if *outcomes == "" {
		t.Skip("nobody asks for the outcomes; to measure, run: go test ./e2e/simulation -run TestMeasure -outcomes FILE")
	}
	file, err := os.Create(*outcomes)
	if err != nil {
		t.Fatal(err)
	}
	lines := json.NewEncoder(file)
	a := account(t, *contacts, 0)
	for _, latency := range []time.Duration{150 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond} {
		var outcome Outcome
		synctest.Test(t, func(t *testing.T) {
			var err error
			if outcome, err = a.Read(t.Context(), Read{Latency: latency}); err != nil {
				t.Fatal(err)
			}
		})
		if err := lines.Encode(outcome); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
