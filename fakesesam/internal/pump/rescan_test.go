package pump

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestReset(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 4)
	b.completed(t, Normal)
	b.source.remove("e01")
	if err := b.pump.SetOffset(Offset{}, User{}); err != nil {
		t.Fatal(err)
	}
	if s := b.state(t); !s.Offset.IsZero() {
		t.Error(s.Offset)
	}
	run := b.completed(t, Normal)
	if run.SyncType != SyncFull || run.Processed != 3 || run.Changed != 0 || run.Deleted != 1 {
		t.Errorf("%+v", run)
	}
	log := b.log(t)
	if e := log[2]; e.Type != "pump-offset-set" || !e.Reset || e.Original != stampOf(4) || e.Offset != "" {
		t.Errorf("%+v", e)
	}
	if got := b.source.asked; got[1] != "all" {
		t.Error(got)
	}
}

// The largest _updated counts, not the last one, and an offset never goes back.
func TestMaxNeverGoesBack(t *testing.T) {
	b := testBed(t, simplePipe)
	fill(b, 3)
	b.source.set("e00", "2")
	if run := b.completed(t, Normal); run.Offset != stampOf(4) {
		t.Error(run.Offset)
	}
	b.source.byID = map[string]thing{"e01": {"e01", "1", false, 2}}
	if run := b.completed(t, Rescan); run.Offset != stampOf(4) {
		t.Error(run.Offset)
	}
}

func TestNoOffsets(t *testing.T) {
	b := testBed(t, strings.Replace(simplePipe, `,"supports_since":true`, "", 1))
	fill(b, 2)
	b.completed(t, Normal)
	run := b.completed(t, Normal)
	if run.SyncType != SyncFull || run.Offset != "" || fmt.Sprint(b.source.asked) != "[all all]" {
		t.Errorf("%+v %v", run, b.source.asked)
	}
}

func TestInitialSince(t *testing.T) {
	b := testBed(t, strings.Replace(simplePipe, `"url":"things"`, `"url":"things","initial_since_value":"t000002"`, 1))
	fill(b, 4)
	if run := b.completed(t, Normal); run.Processed != 2 || b.source.asked[0] != "t000002" {
		t.Errorf("%+v", run)
	}
}

func TestRescanByCount(t *testing.T) {
	b := testBed(t, with(`"pump":{"rescan_run_count":3}`))
	fill(b, 2)
	var kinds []string
	for range 7 {
		kinds = append(kinds, b.completed(t, Normal).SyncType[:1])
	}
	if got := strings.Join(kinds, ""); got != "fiifiif" {
		t.Error(got)
	}
}

func TestPartialRescan(t *testing.T) {
	b := testBed(t, with(`"pump":{"partial_rescan_run_count":2,"partial_rescan_delta":3600}`))
	b.source.set("a", "1")
	b.completed(t, Normal)
	b.source.remove("a")
	if err := b.pump.SetOffset(ParseOffset("2026-01-01T12:00:00.500Z"), User{}); err != nil {
		t.Fatal(err)
	}
	run := b.completed(t, Normal)
	if run.SyncType != SyncIncremental {
		t.Errorf("%+v", run)
	}
	run = b.completed(t, Normal)
	if run.SyncType != SyncPartial || b.source.asked[2] != "2026-01-01T11:00:00.500Z" || run.Offset != "2026-01-01T12:00:00.500Z" {
		t.Errorf("%+v %v", run, b.source.asked)
	}
}

// A rescan by cron is the first run after its time, and stays due until it completes.
func TestRescanByCron(t *testing.T) {
	b := testBed(t, with(`"pump":{"rescan_cron_expression":"0 0 ? * *"}`))
	fill(b, 2)
	var got []string
	run := func() {
		got = append(got, b.run(t, Normal).SyncType)
	}
	run()
	b.clock.Set(time.Date(2026, 1, 1, 23, 59, 0, 0, time.UTC))
	run()
	b.clock.Set(time.Date(2026, 1, 2, 0, 1, 0, 0, time.UTC))
	b.source.failAfter = 1
	run()
	run()
	run()
	if want := "full incremental full full incremental"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// After a failure a run of a chronological source continues after its last complete batch, even a full run, which then deletes.
func TestChronologicalResumes(t *testing.T) {
	pipe := strings.Replace(simplePipe, `"supports_since":true`, `"supports_since":true,"is_chronological":true`, 1)
	b := testBed(t, pipe)
	fill(b, 8)
	b.source.failAfter = 7
	run := b.run(t, Normal)
	if run.Outcome != Failed || run.Offset != stampOf(6) {
		t.Fatalf("%+v", run)
	}
	b.configure(t, pipe) // as after a restart
	run = b.completed(t, Normal)
	if run.SyncType != SyncFull || run.Processed != 2 || run.Deleted != 0 || len(b.content(t, "p")) != 8 {
		t.Errorf("%+v", run)
	}
	if fmt.Sprint(b.source.asked) != "[all t000006]" {
		t.Error(b.source.asked)
	}
}
