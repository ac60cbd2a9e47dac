package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// limitedRead is one read under HubSpot's limits, by a connector and from an account of its own.
type limitedRead struct {
	name        string        // of its results
	contacts    int           // of the account
	companies   int           // of the account, with which the contacts are associated
	path        string        // of the connector, if it is not that of the contacts
	latency     time.Duration // of every call
	environment map[string]string
	properties  []string  // custom ones, to be defined in the account and read
	changes     int       // contacts that have changed, for a since-read; 0 for a full read
	bound       float64   // contacts per second that the account allows
	pages       pageCalls // what a page takes at least
	budget      *Budget   // of the ratio to the bound
	memory      *Budget   // of the connector's peak memory in MiB

	of        *account
	connector *processes.Program
	since     time.Time
	got       reading
	use       allowance.Use
	peak      Result // memory of the connector
}

// pageCalls are the calls that a page of records takes at least.
type pageCalls struct{ records, calls int }

// readLimited starts an account and a connector for each of the reads, and then makes all reads side by side: they
// spend their time waiting. It returns how busy the machine was meanwhile, in parts of its processors.
func (l *Lab) readLimited(ctx context.Context, reads []*limitedRead) (busy float64, err error) {
	for _, r := range reads {
		if err := r.start(ctx, l); err != nil {
			return 0, fmt.Errorf("%s: %w", r.name, err)
		}
		defer r.stop()
	}
	longest := 0.0
	for _, r := range reads {
		longest = max(longest, float64(r.of.contacts)/r.bound)
	}
	l.progressf("%d reads side by side under plan %s; as fast as the account allows, the longest takes %.0f s",
		len(reads), allowance.Plan, longest)
	load := startLoad()
	errs := make([]error, len(reads))
	var all sync.WaitGroup
	for i, r := range reads {
		all.Go(func() {
			if err := r.read(ctx); err != nil {
				errs[i] = fmt.Errorf("%s: %w", r.name, err)
			}
		})
	}
	all.Wait()
	return load.busy(), errors.Join(errs...)
}

// start starts the account and the connector, and puts everything in the state that the read is to find.
func (r *limitedRead) start(ctx context.Context, l *Lab) (err error) {
	if r.of, err = l.accountWith(ctx, r.contacts, r.companies); err != nil {
		return err
	}
	for _, name := range r.properties {
		if err := r.of.DefineProperty(ctx, name); err != nil {
			return err
		}
	}
	if r.changes > 0 {
		if r.since, err = r.of.change(ctx, r.changes); err != nil {
			return err
		}
	}
	if err := r.of.limit(ctx, r.latency); err != nil {
		return err
	}
	r.connector, _, err = l.connector(ctx, r.of, r.environment)
	return err
}

func (r *limitedRead) stop() {
	if r.connector != nil {
		_ = r.connector.Stop()
	}
	_ = r.of.Stop()
}

// read makes the read and counts what it cost the account.
func (r *limitedRead) read(ctx context.Context) (err error) {
	if err := r.of.ForgetRequests(ctx); err != nil {
		return err
	}
	if r.got, err = readEntities(ctx, r.connector.URL()+cmp.Or(r.path, contactsPath), r.since, r.records()); err != nil {
		return err
	}
	r.use, err = r.of.use(ctx, r.got.took, r.latency)
	r.peak = peakOf(r.connector, r.name+"-memory", r.memory)
	return err
}

// peakOf is the peak resident memory of a connector.
func peakOf(connector *processes.Program, name string, budget *Budget) Result {
	const unit = "MiB"
	peak, err := peakMemory(connector.PID())
	switch {
	case errors.Is(err, errNoUsage):
		return notMeasured(name, unit, budget, err.Error())
	case err != nil:
		return failed(name, err)
	default:
		return Result{Name: name, Value: float64(peak) / mebi, Unit: unit, Budget: budget}
	}
}

// use returns what was made of the account in the time since its journal was emptied.
func (a *account) use(ctx context.Context, took, latency time.Duration) (allowance.Use, error) {
	requests, err := a.AllRequests(ctx)
	use := allowance.Use{Took: took, Latency: latency}
	together := 0.0
	for _, request := range requests {
		use.Calls.Add(request.Method, request.Path, request.Status)
		together += request.DurationMS / 1e3
	}
	use.InFlight = together / took.Seconds()
	return use, err
}

// records is how many the read delivers.
func (r *limitedRead) records() int {
	if r.changes > 0 {
		return r.changes
	}
	return r.contacts
}

// results are the ratio to the bound, the refusals, the calls that a contact cost, and the memory it took.
func (r *limitedRead) results() []Result {
	rate, records := r.got.perSecond(r.records()), r.records()
	return []Result{
		{
			Name: r.name, Value: rate / r.bound, Unit: "of the bound", Budget: r.budget,
			Note: fmt.Sprintf("%.0f of %.0f contacts/s; %s", rate, r.bound, r.boundBy()),
		},
		{Name: r.name + "-refused", Value: float64(r.use.Calls.Refused), Unit: "answers 429", Budget: atMost(0)},
		{
			Name: r.name + "-calls", Value: float64(r.use.Calls.Total()) / float64(records), Unit: "calls/contact",
			Note: fmt.Sprintf("%s; %d more than full pages take", r.use.Calls, r.use.Calls.Beyond(records, r.pages.records, r.pages.calls)),
		},
		r.peak,
	}
}

// boundBy says what the read could not go beyond.
func (r *limitedRead) boundBy() string {
	if r.changes > 0 {
		return r.use.SinceReadBound()
	}
	return r.use.FullReadBound()
}

// limit gives the account HubSpot's latency and limits.
func (a *account) limit(ctx context.Context, latency time.Duration) error {
	if err := a.Limit(ctx, allowance.Plan); err != nil {
		return err
	}
	if latency == 0 {
		return nil
	}
	return a.AddFault(ctx, stack.Fault{
		Kind: "delay", Delay: latency.String(), Match: stack.FaultMatch{Path: "/crm/*"},
	})
}

// settled is longer than the connector's settle window: a pipe's offset is always so far back.
const settled = 10 * time.Minute

// change changes contacts, and returns a time just before, which is settled when change returns.
func (a *account) change(ctx context.Context, count int) (since time.Time, err error) {
	if since, err = a.Now(ctx); err != nil {
		return since, err
	}
	if err := a.Advance(ctx, time.Second); err != nil {
		return since, err
	}
	changed, err := a.Change(ctx, count)
	if err != nil {
		return since, err
	}
	if len(changed) != count {
		return since, fmt.Errorf("%d contacts changed, want %d", len(changed), count)
	}
	return since, a.Advance(ctx, settled)
}
