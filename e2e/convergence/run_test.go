package convergence

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// runAndCheck runs a pipe, while HubSpot changes as planned, and checks what holds after a completed run.
func (w *world) runAndCheck(ctx context.Context, p *pipe, during []meanwhile) error {
	return w.checked(p, func() (fakesesam.Run, error) { return w.run(ctx, p, during) })
}

// rescan is runAndCheck for a rescan.
func (w *world) rescan(ctx context.Context, p *pipe) error {
	return w.checked(p, func() (fakesesam.Run, error) { return w.node.Rescan(ctx, p.id) })
}

func (w *world) checked(p *pipe, run func() (fakesesam.Run, error)) error {
	began := w.hub.Now()
	binned, err := w.binned(p)
	if err != nil {
		return err
	}
	ran, err := run()
	if err != nil || ran.Outcome != fakesesam.Completed {
		return err
	}
	if ran.SyncType == fakesesam.Full || !p.records() {
		p.whole = began
	}
	if err := w.check(p, ran, binned); err != nil {
		return fmt.Errorf("after a completed %s run of pipe %s with offset %s: %w", ran.SyncType, p.id, ran.Offset, err)
	}
	return nil
}

// run runs a pipe once, while HubSpot changes as planned.
func (w *world) run(ctx context.Context, p *pipe, during []meanwhile) (fakesesam.Run, error) {
	w.gate.plan(w, during)
	defer w.gate.plan(w, nil)
	run, err := w.node.Run(ctx, p.id)
	if err != nil {
		return run, fmt.Errorf("starting a run of pipe %s: %w", p.id, err)
	}
	w.noteParts()
	return run, w.gate.failure()
}

// noteParts notes of which modes the last run read with several cursors, as the connector's metrics show.
func (w *world) noteParts() {
	answer := httptest.NewRecorder()
	w.connector.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for _, found := range cursorsMetric.FindAllStringSubmatch(answer.Body.String(), -1) {
		if found[2] != "0" && found[2] != "1" {
			w.inParts[found[1]] = true
		}
	}
}

var cursorsMetric = regexp.MustCompile(`(?m)^connector_cursors\{mode="(\w+)",object="contacts"\} (\S+)$`)
