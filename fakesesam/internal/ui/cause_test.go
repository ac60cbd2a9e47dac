package ui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// A version is due to the run during which it was written, if there was exactly one.
func TestCauses(t *testing.T) {
	b := newPageBed(t)
	begin := b.node.Now()
	second := func(n int) time.Time { return begin.Add(time.Duration(n) * time.Second) }
	log := func(pipe, kind string, from, to int) {
		t.Helper()
		b.clock.Set(second(to))
		event := map[string]any{"_id": kind, "event_type": kind, "sync_type": "full", "start_time": second(from)}
		if kind != "pump-started" {
			event["end_time"] = second(to)
		}
		text, _ := json.Marshal(event) // texts and times
		decoded, err := dataset.DecodeObject(text)
		if err != nil {
			t.Fatal(err)
		}
		e, err := dataset.FromMap(decoded)
		if err != nil {
			t.Fatal(err)
		}
		err = b.node.Store().Update(func(tx *dataset.Tx) error {
			_, err := tx.AppendEvent(pump.LogName(pipe), e)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	log("one", "pump-started", 10, 11)
	log("one", "read-error", 10, 15)
	log("one", "pump-completed", 10, 20)
	log("two", "pump-started", 18, 19)
	log("two", "pump-failed", 18, 25)
	log("one", "pump-started", 30, 31) // cut off
	log("one", "pump-started", 50, 51)
	log("one", "pump-completed", 50, 60)
	log("two", "pump-started", 70, 71)
	p := &pages{node: b.node}
	writers := []writer{{link: pipeLink("one")}, {link: pipeLink("two"), Running: true}, {link: pipeLink("never")}}
	for at, want := range map[int]string{
		5: "", 11: "one: full run", 15: "one: full run", 17: "one: full run", 19: "one of 2 runs at that time", 22: "two: full run that failed later", 27: "",
		35: "one: full run that did not end", 55: "one: full run", 60: "one: full run", 71: "two: full run in progress", 75: "two: full run in progress",
	} {
		causes, err := p.causesOf(writers, []int64{second(at).UnixMicro()})
		if err != nil {
			t.Fatal(err)
		}
		got := causes[0].What
		if causes[0].Pipe.Text != "" {
			got = fmt.Sprintf("%s: %s", causes[0].Pipe.Text, got)
			if ended := !strings.HasSuffix(got, "in progress") && !strings.HasSuffix(got, "did not end"); ended != strings.HasPrefix(causes[0].Run, causes[0].Pipe.Href+"?run=") {
				t.Errorf("after %d s: %+v", at, causes[0])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("after %d s: %s", at, diff)
		}
	}
}
