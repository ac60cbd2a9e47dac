// Package extract reads records from HubSpot so that no update is lost: all of them, or what changed since an offset that
// an earlier run returned.
package extract

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// Options is how records are read. It is the same for every run.
type Options struct {
	Inclusive  bool          // changes at exactly the offset are read again (GTE)
	Settle     time.Duration // how far HubSpot's search index may lag behind
	Tombstones bool          // report archived and merged-away records
	Properties []string      // names, empty for the defaults of the object type, or AllProperties alone
	Known      *Known        // what the names are compared with; needed if there are any
	Offsets    *Offsets      // those that HubSpot's clock has not reached
	Archives   *Archives     // what runs before have read of them
	Cursors    *Cursors      // whether a list can be read in parts
	Parallel   int           // most calls of a run in flight; 1 reads with one cursor
	Clock      clock.Clock
}

// Request is what a node asks for.
type Request struct {
	Object *hubspot.Object
	// Since is the offset of an earlier run, zero for a full run.
	Since time.Time
	// Single reads with one cursor, so that the records come in the order of their IDs.
	Single bool
	// Own means that Properties count instead of those in Options, in the same form.
	Own        bool
	Properties []string
	// Associations are the types whose associated records each record shows, in this order; they must differ.
	Associations []*hubspot.Object
}

// Run is one read of the records of an object type. It is used once, by one goroutine.
type Run struct {
	session    *hubspot.Session
	object     *hubspot.Object
	opts       Options
	since      time.Time
	single     bool
	own        bool     // the properties are not those of the options
	properties []string // those to show; empty for HubSpot's defaults
	showMerged bool     // the property that lists merged IDs is one of them
	deletions  bool     // archived and merged-away records are reported
	horizon    horizon
	summary    Summary
	merged     []idAt // IDs that now belong to another record, and their _updated
	audit      audit
	complete   bool // a since-run has come to its end
	read       func(context.Context, yieldFunc) error

	associations []*associated
	held         atomic.Int64 // links in memory
	shown        []byte       // associations of the last entity; the memory is used again
}

// Start returns a run. HubSpot is first asked when the entities are.
func Start(client *hubspot.Client, opts Options, req Request) *Run {
	properties := opts.Properties
	if req.Own {
		properties = req.Properties
	}
	r := &Run{
		session: client.Session(req.Object), object: req.Object, opts: opts, since: req.Since, single: req.Single,
		own: req.Own, properties: properties, deletions: opts.Tombstones && !req.Object.Unarchivable,
		audit: audit{announced: -1},
	}
	for _, to := range req.Associations {
		r.associations = append(r.associations, newAssociated(to))
	}
	r.read = r.records
	return r
}

// Full reports whether the run reads everything.
func (r *Run) Full() bool { return r.since.IsZero() }

// yieldFunc passes an entity or an error to the reader and reports whether the reader wants more.
type yieldFunc func(sesam.Entity, error) bool

// errStopped ends a run whose reader wants no more.
var errStopped = errors.New("the reader has stopped")

// Entities returns the records one after another. An error ends the sequence, which must then not be taken for complete.
// An entity borrows memory that the next one reuses.
func (r *Run) Entities(ctx context.Context) iter.Seq2[sesam.Entity, error] {
	return func(yield func(sesam.Entity, error) bool) {
		if err := r.read(ctx, yield); err != nil && !errors.Is(err, errStopped) {
			yield(sesam.Entity{}, err)
		}
	}
}

// records reads the records of the object type.
func (r *Run) records(ctx context.Context, yield yieldFunc) error {
	if err := r.chooseProperties(ctx); err != nil {
		return err
	}
	if r.Full() {
		return r.everything(ctx, yield)
	}
	return r.changes(ctx, yield)
}

// live turns record i of a page into an entity.
func (r *Run) live(ctx context.Context, from *page, i int) (sesam.Entity, error) {
	rec := &from.Records[i]
	head, tail := r.hiddenPart(rec)
	entity := sesam.Entity{ID: rec.ID, Updated: r.horizon.ofRecord(rec), Record: rec.Raw, Head: head, Tail: tail}
	var err error
	if len(from.links) > 0 {
		entity.Associations, err = r.associationsOf(ctx, from, i)
	}
	r.summary.Emitted++
	return entity, err
}
