package runall

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// slow returns a node with a pipe whose service answers when hold is closed; asked is closed when the pipe asks.
func slow(t *testing.T) (n *node.Node, asked, hold chan struct{}) {
	t.Helper()
	asked, hold = make(chan struct{}), make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-asked:
		default:
			close(asked)
		}
		select {
		case <-hold:
		case <-r.Context().Done():
		}
		_, _ = w.Write([]byte(`[{"_id":"1"}]`))
	}))
	t.Cleanup(service.Close)
	n, err := node.New(node.Options{Data: t.TempDir(), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	err = n.Replace("application/json", []byte(`[{"_id":"web","type":"system:url","url_pattern":"`+service.URL+`/%s"},
		{"_id":"p","type":"pipe","source":{"type":"json","system":"web","url":"x"}}]`), false)
	if err != nil {
		t.Fatal(err)
	}
	return n, asked, hold
}

// A pipe that posts to another system is left out: it would change that system whenever a project is tested.
func TestJSONSinksAreLeftOut(t *testing.T) {
	n, _, hold := slow(t)
	close(hold)
	err := n.Put([]byte(`{"_id":"q","type":"pipe","source":{"type":"dataset","dataset":"p"},"sink":{"type":"json","system":"web","url":"x"}}`), false)
	if err != nil {
		t.Fatal(err)
	}
	run, err := New(n).Start(everything)
	if err != nil {
		t.Fatal(err)
	}
	run.Wait()
	if status, info := run.Result(); status != Success {
		t.Error(status, info)
	}
	p, err := n.Pump("q")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := p.Status(); err != nil || s.Last != nil {
		t.Errorf("%+v, %v", s, err)
	}
	said := slices.ContainsFunc(run.Log(), func(l Line) bool {
		return l.Text == "q is left out: its sink changes another system; start it by itself"
	})
	if !said {
		t.Error(run.Log())
	}
}

var everything = Plan{MaxRuns: 10, MaxTime: time.Minute, Statistics: true}

func TestOneRunAtATime(t *testing.T) {
	n, asked, hold := slow(t)
	runner := New(n)
	if runner.Find("") != nil {
		t.Error("there is a run before the first")
	}
	first, err := runner.Start(everything)
	if err != nil {
		t.Fatal(err)
	}
	<-asked
	if _, err := runner.Start(everything); !errors.Is(err, ErrRunning) {
		t.Errorf("a second run: %v", err)
	}
	if status, info := first.Result(); status != Running || info != "" {
		t.Error(status, info)
	}
	close(hold)
	first.Wait()
	if status, info := first.Result(); status != Success || info == "" {
		t.Error(status, info)
	}
	second, err := runner.Start(everything)
	if err != nil {
		t.Fatal(err)
	}
	second.Wait()
	if runner.Find("") != second || runner.Find(second.Token) != second || runner.Find(first.Token) != nil {
		t.Error("only the last run can be found")
	}
}

func TestStopEndsTheRun(t *testing.T) {
	n, asked, _ := slow(t)
	runner := New(n)
	r, err := runner.Start(everything)
	if err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := runner.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if status, info := r.Result(); status != Failed || info != ErrStopped.Error() {
		t.Error(status, info)
	}
	if lines := r.Log(); len(lines) != 1 || lines[0].Level != "ERROR" || lines[0].Text != ErrStopped.Error() {
		t.Error(lines)
	}
}
