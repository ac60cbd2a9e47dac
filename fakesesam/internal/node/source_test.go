package node

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// What a pipe holds back arrives when the completeness has advanced: the offset has not passed it.
func TestHeldBackComesLater(t *testing.T) {
	n := configured(t, Options{},
		`{"_id":"out","type":"pipe","source":{"type":"dataset","dataset":"in","completeness":true},"pump":{"mode":"manual"}}`)
	update := func(f func(tx *dataset.Tx) error) {
		t.Helper()
		if err := n.Store().Update(f); err != nil {
			t.Fatal(err)
		}
	}
	write := func(id string) {
		t.Helper()
		update(func(tx *dataset.Tx) error {
			_, err := tx.Append("in", dataset.Entity{ID: id}, nil)
			return err
		})
	}
	run := func(changed int, want string) {
		t.Helper()
		r, err := n.Run(context.Background(), "out", pump.Request{})
		if err != nil || r.Changed != changed || r.Offset != want {
			t.Errorf("%+v, %v: want %d changed and the offset %q", r, err, changed, want)
		}
	}
	complete := func() {
		t.Helper()
		update(func(tx *dataset.Tx) error {
			return tx.SetMeta("in", func(m *dataset.Meta) { m.Completeness = n.Now().UnixMicro() })
		})
	}
	write("1")
	run(0, "")
	complete()
	run(1, "0")
	n.Advance(time.Minute)
	write("2")
	write("3")
	run(0, "0")
	complete()
	run(2, "2")
}

// What a dataset source excludes does not reach the sink.
func TestSourceLeavesOut(t *testing.T) {
	n := configured(t, Options{}, receiver,
		`{"_id":"out","type":"pipe","source":{"type":"dataset","dataset":"in","include_replaced":false,"subset":["eq","_S.kind","tank"]}}`)
	send(t, n, "in", `[{"_id":"1","kind":"tank"},{"_id":"2","kind":"car"},{"_id":"3","kind":"tank","$replaced":true},{"_id":"4","kind":"tank"}]`)
	n.Advance(time.Minute)
	if got := ids(t, n, "out"); got != "1 4" {
		t.Error(got)
	}
}

// A full run deletes what its source no longer yields: what has left the subset, and what is held back.
func TestFullRunDeletesWhatIsLeftOut(t *testing.T) {
	n := configured(t, Options{}, receiver,
		`{"_id":"tanks","type":"pipe","source":{"type":"dataset","dataset":"in","subset":["eq","_S.kind","tank"]}}`,
		`{"_id":"held","type":"pipe","source":{"type":"dataset","dataset":"in","completeness":["up"]}}`)
	if err := n.Store().Update(func(tx *dataset.Tx) error {
		return tx.SetMeta("up", func(m *dataset.Meta) { m.Completeness = noon.UnixMicro() })
	}); err != nil {
		t.Fatal(err)
	}
	run := func(pipe string, kind pump.Kind, want string) {
		t.Helper()
		r, err := n.Run(context.Background(), pipe, pump.Request{Kind: kind})
		if got := ids(t, n, pipe); err != nil || r.Outcome != pump.Completed || got != want {
			t.Errorf("%s has %q, want %q: %+v, %v", pipe, got, want, r, err)
		}
	}
	send(t, n, "in", `[{"_id":"1","kind":"tank"},{"_id":"2","kind":"tank"}]`)
	for _, pipe := range []string{"tanks", "held"} {
		run(pipe, pump.Normal, "1 2")
	}
	n.Advance(time.Second)
	send(t, n, "in", `[{"_id":"1","kind":"car"}]`)
	for _, pipe := range []string{"tanks", "held"} {
		run(pipe, pump.Normal, "1 2")
		run(pipe, pump.Rescan, "2")
	}
}

// A JSON source requests the configured subset.
func TestSubsetIsAskedFor(t *testing.T) {
	var asked []string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("subset"))
		_, _ = io.WriteString(w, `[]`)
	}))
	t.Cleanup(service.Close)
	n := configured(t, Options{}, `{"_id":"web","type":"system:url","url_pattern":"`+service.URL+`/%s"}`,
		`{"_id":"p","type":"pipe","source":{"type":"json","system":"web","url":"things","subset":["eq", "_S.kind", "tank"]}}`)
	if run, err := n.Run(context.Background(), "p", pump.Request{}); err != nil || run.Outcome != pump.Completed {
		t.Fatal(run, err)
	}
	if len(asked) != 1 || asked[0] != `["eq","_S.kind","tank"]` {
		t.Error(asked)
	}
}

// An input dataset is complete up to the end of the run that wrote it, and each dataset read from it up to where its source was.
func TestCompletenessSpreads(t *testing.T) {
	const mid = `{"_id":"mid","type":"pipe","source":{"type":"dataset","dataset":"in"},"pump":{"mode":"manual"}}`
	const out = `{"_id":"out","type":"pipe","source":{"type":"dataset","dataset":"mid","completeness":true},"pump":{"mode":"manual"}}`
	n := configured(t, Options{}, receiver, mid, out)
	ran := func(pipe string) {
		t.Helper()
		n.Advance(time.Second)
		if run, err := n.Run(t.Context(), pipe, pump.Request{}); err != nil || run.Outcome != pump.Completed {
			t.Fatal(run, err)
		}
	}
	send(t, n, "in", `[{"_id":"1"}]`)
	ran("mid") // writes later than the receiver's run ended
	ran("out")
	if got := ids(t, n, "out"); got != "" {
		t.Errorf("out has %q before mid is complete up to it", got)
	}
	n.Advance(time.Second)
	send(t, n, "in", `[]`)
	ran("mid")
	ran("out")
	if got := ids(t, n, "out"); got != "1" {
		t.Errorf("out has %q", got)
	}
}

// A node whose metadata disables its pipes starts none by itself until the metadata changes.
func TestDisableUserPipes(t *testing.T) {
	const embedded = `{"_id":"e","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}}`
	n := configured(t, Options{}, embedded, `{"_id":"node","type":"metadata","task_manager":{"disable_user_pipes":true}}`)
	n.Advance(24 * time.Hour)
	if got := runs(t, n, "e"); got != 0 || n.Scheduled() {
		t.Errorf("%d runs", got)
	}
	if err := n.Replace("application/json", []byte("["+embedded+"]"), false); err != nil {
		t.Fatal(err)
	}
	n.Advance(time.Second)
	if got := runs(t, n, "e"); got != 1 {
		t.Errorf("%d runs after the metadata is gone", got)
	}
}
