// Package extract reads contacts from HubSpot so that no update is lost: in
// full, or what changed since an offset that an earlier run handed out.
package extract

import (
	"context"
	"iter"
	"log/slog"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/config"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// Options decide how contacts are read; the same for every run.
type Options struct {
	Field      string        // property that holds the time of the last change
	Inclusive  bool          // changes at the very offset are read again (GTE)
	Settle     time.Duration // how late HubSpot's search index may be
	Tombstones bool          // report archived and merged-away contacts
	Properties []string      // names, empty for HubSpot's defaults, or "*"
	Logger     *slog.Logger
}

// Request is what a node asks for.
type Request struct {
	// Since is the offset of an earlier run; zero for a full run.
	Since time.Time
}

// Run is one reading of the contacts. It is used once, by one goroutine.
type Run struct {
	session    *hubspot.Session
	opts       Options
	since      time.Time
	properties []string // those to show; empty for HubSpot's defaults
	showMerged bool     // MergedProperty is among them
	stamp      stamper
	summary    Summary
	merged     []mergedAway
	audit      audit
	whole      bool // a since-run has come to its end
}

// Start prepares a run; HubSpot is asked when the entities are.
func Start(client *hubspot.Client, opts Options, req Request) *Run {
	return &Run{session: client.Session(), opts: opts, since: req.Since, audit: audit{announced: -1}}
}

// Full tells whether the run reads everything.
func (r *Run) Full() bool { return r.since.IsZero() }

// Entities reads the contacts one after another. An error ends the sequence,
// which must then not be taken for whole. An entity borrows memory that the
// next one uses again.
func (r *Run) Entities(ctx context.Context) iter.Seq2[sesam.Entity, error] {
	return func(yield func(sesam.Entity, error) bool) {
		read := r.changes
		if r.Full() {
			read = r.everything
		}
		err := r.chooseProperties(ctx)
		if err == nil {
			err = read(ctx, yield)
		}
		if err != nil {
			yield(sesam.Entity{}, err)
		}
	}
}

// chooseProperties replaces "*" by what there is right now.
func (r *Run) chooseProperties(ctx context.Context) error {
	var err error
	r.properties = r.opts.Properties
	if slices.Equal(r.properties, []string{config.AllProperties}) {
		r.properties, err = r.session.Properties(ctx)
	}
	r.showMerged = slices.Contains(r.properties, hubspot.MergedProperty)
	return err
}

// live turns a record into an entity.
func (r *Run) live(rec *hubspot.Record, head, tail int) sesam.Entity {
	r.summary.Emitted++
	return sesam.Entity{ID: rec.ID, Updated: r.stamp.of(rec.LastModified, rec.UpdatedAt), Record: rec.Raw, Head: head, Tail: tail}
}
