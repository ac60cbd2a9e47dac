package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// batchOfPipe is the batch_size of the pipes that write in the connector's Sesam project.
const batchOfPipe = 1000

// limitedPush is one push of contacts under HubSpot's limits, by a connector and to an account of its own.
type limitedPush struct {
	name     string // of its results
	contacts int
	latency  time.Duration
	batch    int     // contacts of a request, or 0 for all in one
	bound    float64 // contacts per second that the account allows
	budget   *Budget // of the ratio to the bound
	writes   *Budget // of the calls that write
	entity   func(n int, record *stack.Record) string

	of        *account
	connector *processes.Program
	bodies    []*bytes.Buffer
	use       allowance.Use
	peak      Result // memory of the connector
}

// pushes compares pushes of many contacts with what HubSpot allows the account.
func pushes(ctx context.Context, l *Lab) ([]Result, error) {
	changed := func(_ int, r *stack.Record) string {
		return fmt.Sprintf(`{"_id":"erp:%s","id":%q,"jobtitle":"bench"}`, r.ID, r.ID)
	}
	unchanged := func(_ int, r *stack.Record) string {
		return fmt.Sprintf(`{"_id":"erp:%s","id":%q,"firstname":%q}`, r.ID, r.ID, r.Properties["firstname"])
	}
	created := func(n int, _ *stack.Record) string {
		return fmt.Sprintf(`{"_id":"erp:%d","email":"bench%d@example.com","firstname":"bench"}`, n, n)
	}
	near, far := latencies[0], latencies[len(latencies)-1]
	all := []*limitedPush{
		{name: "push.changed." + near.String(), latency: near, bound: allowance.Push(), budget: atLeast(0.85), entity: changed},
		{name: "push.changed." + far.String(), latency: far, bound: allowance.Push(), entity: changed},
		{name: "push.changed-by-pipe." + near.String(), latency: near, bound: allowance.Push(), batch: batchOfPipe, entity: changed},
		{name: "push.unchanged." + near.String(), latency: near, bound: allowance.PushUnchanged(), writes: atMost(0), entity: unchanged},
		{name: "push.created." + near.String(), latency: near, bound: allowance.Push(), entity: created},
	}
	for _, p := range all {
		if err := p.start(ctx, l); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		defer p.stop()
	}
	l.progressf("%d pushes side by side under plan %s; as fast as the account allows, the longest takes %.0f s",
		len(all), allowance.Plan, float64(l.sizes.Changes)/allowance.Push())
	load := startLoad()
	errs := make([]error, len(all))
	var pushing sync.WaitGroup
	for i, p := range all {
		pushing.Go(func() {
			if err := p.push(ctx); err != nil {
				errs[i] = fmt.Errorf("%s: %w", p.name, err)
			}
		})
	}
	pushing.Wait()
	busy := load.busy()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var results []Result
	for _, p := range all {
		results = append(results, p.results()...)
	}
	return append(results, machine("push", busy, len(all))), nil
}

// start starts the account and the connector, and makes what is to be sent.
func (p *limitedPush) start(ctx context.Context, l *Lab) (err error) {
	p.contacts = l.sizes.Changes
	if p.of, err = l.account(ctx, p.contacts); err != nil {
		return err
	}
	records, err := p.of.Contacts(ctx)
	if err != nil {
		return err
	}
	if p.batch == 0 {
		p.batch = len(records)
	}
	for n := range records {
		if n%p.batch == 0 {
			p.bodies = append(p.bodies, bytes.NewBufferString("["))
		}
		body := p.bodies[len(p.bodies)-1]
		body.WriteString(p.entity(n, &records[n]))
		if n+1 == len(records) || (n+1)%p.batch == 0 {
			body.WriteByte(']')
		} else {
			body.WriteByte(',')
		}
	}
	if err := p.of.limit(ctx, p.latency); err != nil {
		return err
	}
	p.connector, _, err = l.connector(ctx, p.of, map[string]string{"write": "on"})
	return err
}

func (p *limitedPush) stop() {
	if p.connector != nil {
		_ = p.connector.Stop()
	}
	_ = p.of.Stop()
}

// push sends everything and counts what it cost the account.
func (p *limitedPush) push(ctx context.Context) (err error) {
	if err := p.of.ForgetRequests(ctx); err != nil {
		return err
	}
	began := time.Now()
	for _, body := range p.bodies {
		if err := p.send(ctx, body); err != nil {
			return err
		}
	}
	p.use, err = p.of.use(ctx, time.Since(began), p.latency)
	p.peak = peakOf(p.connector, p.name+"-memory", atMost(40))
	return err
}

func (p *limitedPush) send(ctx context.Context, body io.Reader) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.connector.URL()+"/push_contacts", body)
	if err != nil {
		return err
	}
	response, err := reader.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("the push is answered %d: %s", response.StatusCode, text)
	}
	return err
}

// results are the ratio to the bound, the refusals, the calls that write, and the memory it took.
func (p *limitedPush) results() []Result {
	rate := float64(p.contacts) / p.use.Took.Seconds()
	return []Result{
		{
			Name: p.name, Value: rate / p.bound, Unit: "of the bound", Budget: p.budget,
			Note: fmt.Sprintf("%.0f of %.0f contacts/s; %s", rate, p.bound, p.use.PushBound()),
		},
		{Name: p.name + "-refused", Value: float64(p.use.Calls.Refused), Unit: "answers 429", Budget: atMost(0)},
		{Name: p.name + "-writes", Value: float64(p.use.Calls.Write), Unit: "calls that write", Budget: p.writes, Note: p.use.Calls.String()},
		p.peak,
	}
}
