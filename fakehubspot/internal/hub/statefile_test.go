package hub

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
)

// A running clock goes on while the server is away: a client would take one that stood still for one that was moved back.
func TestTheClockGoesOnWhileTheServerIsAway(t *testing.T) {
	machine := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	config := Config{
		Lag: index.Lag{Mode: index.Fixed}, Logger: slog.New(slog.DiscardHandler), StateFile: filepath.Join(t.TempDir(), "state.jsonl"),
		Real: func() time.Time { return machine }, After: time.After,
	}
	begin := func() *Hub {
		h, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(h.Close)
		return h
	}
	first := begin()
	if _, err := first.Clock().Advance(5 * time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := first.Save(); err != nil {
		t.Fatal(err)
	}
	machine = machine.Add(time.Hour)
	if got, want := begin().Clock().Now(), machine.Add(5*time.Minute); !got.Equal(want) {
		t.Errorf("an hour later the clock shows %s, want %s", got, want)
	}
	if err := first.Save(); err != nil {
		t.Fatal(err)
	}
	shown := first.Clock().Now()
	machine = machine.Add(-2 * time.Hour)
	if got := begin().Clock().Now(); got.Before(shown) {
		t.Errorf("on a machine whose clock was put back, the clock shows %s, want at least the %s that it has shown", got, shown)
	}
	if err := first.Clock().Set(machine); err != nil {
		t.Fatal(err)
	}
	if err := first.Save(); err != nil {
		t.Fatal(err)
	}
	if again := begin().Clock(); !again.Frozen() || !again.Now().Equal(machine) {
		t.Errorf("a clock that stood still shows %s, want %s", again.Now(), machine)
	}
}

// A change that its own call has not saved yet is saved before another call shows it; a call that shows nothing new saves
// nothing.
func TestNobodySeesWhatIsNotSaved(t *testing.T) {
	value, onDisk, saves := 0, 0, 0
	f := &stateFile{save: func(string) error { saves++; onDisk = value; return nil }}
	changed, answer := make(chan struct{}), make(chan struct{})
	handler := f.keep(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			value++
			close(changed)
			<-answer
		}
		w.WriteHeader(http.StatusNoContent)
	}), func(r *http.Request) bool { return r.Method == http.MethodPut }, refuseUnsaved)
	call := func(method string) {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, "/", http.NoBody))
	}
	call(http.MethodGet)
	if saves != 0 {
		t.Errorf("a call before any change has saved %d times", saves)
	}
	done := make(chan struct{})
	go func() { defer close(done); call(http.MethodPut) }()
	<-changed
	if call(http.MethodGet); onDisk != 1 {
		t.Error("a call has shown a change that was not on the disk")
	}
	close(answer)
	<-done
	before := saves
	if call(http.MethodGet); saves != before {
		t.Error("a call that showed nothing new has saved")
	}
}

// A call that breaks off has perhaps changed something, which the next one saves; a save that fails is tried again.
func TestWhatIsSavedLate(t *testing.T) {
	saves := 0
	full := errors.New("no space left on device")
	var problem error
	f := &stateFile{save: func(string) error { saves++; return problem }}
	handler := f.keep(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusNoContent)
	}), func(r *http.Request) bool { return r.Method == http.MethodPut }, refuseUnsaved)
	call := func(method string) int {
		defer func() { _ = recover() }()
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(method, "/", http.NoBody))
		return answer.Code
	}
	call(http.MethodPut)
	problem = full
	if code := call(http.MethodGet); code != http.StatusInternalServerError || saves != 1 {
		t.Errorf("after a call that broke off, and with the disk full: %d, after %d saves", code, saves)
	}
	problem = nil
	if code := call(http.MethodGet); code != http.StatusNoContent || saves != 2 {
		t.Errorf("once the disk has room: %d, after %d saves", code, saves)
	}
}
