package push

import (
	"context"
	"slices"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// call writes records, BatchLimit at most, once.
type call func(context.Context, []hubspot.Write) ([]hubspot.Written, error)

// make makes writes, and settles the entities that HubSpot has written or refused. It returns what has failed.
func (b *batch) make(ctx context.Context, writes []write, in *rounds) (failures []error) {
	session := b.run.session
	for _, kind := range []struct {
		as   Status
		call call
	}{
		{Created, b.create},
		{Updated, session.Update},
		{Archived, b.archive},
	} {
		var some []write
		for _, w := range writes {
			if w.as == kind.as {
				some = append(some, w)
			}
		}
		for part := range slices.Chunk(some, in.part(len(some))) {
			failures = append(failures, b.makePart(ctx, kind.call, part))
		}
	}
	return failures
}

// create creates records. HubSpot does not upsert part of a batch by an e-mail address, but refuses to create another record with
// it; by any other unique property it does.
func (b *batch) create(ctx context.Context, writes []hubspot.Write) ([]hubspot.Written, error) {
	if len(b.run.object.OtherKeys[b.run.match]) > 0 {
		return b.run.session.Create(ctx, b.run.match, writes)
	}
	return b.run.session.Upsert(ctx, b.run.match, writes)
}

// archive archives records.
func (b *batch) archive(ctx context.Context, writes []hubspot.Write) ([]hubspot.Written, error) {
	written := make([]hubspot.Written, len(writes))
	ids := make([]string, len(writes))
	for i, w := range writes {
		ids[i] = w.Key
		written[i] = hubspot.Written{Done: true, ID: w.Key}
	}
	return written, b.run.session.Archive(ctx, ids)
}

// makePart makes writes in one call, or in several if HubSpot refuses it.
func (b *batch) makePart(ctx context.Context, call call, writes []write) error {
	return bisect(writes, func(some []write) error {
		request := make([]hubspot.Write, len(some))
		for i, w := range some {
			request[i] = w.Write
		}
		written, err := call(ctx, request)
		if err != nil {
			return err
		}
		for i, w := range some {
			if w.take(written[i], b.definitions); written[i].Done && w.as == Created {
				b.run.own.note(written[i].ID, w.Values)
			}
		}
		return nil
	}, func(w write, why string, elsewhere bool) {
		w.refuse(why, elsewhere)
	}, func(w write) {
		w.target.tried = w.as
	})
}

// take takes what HubSpot says of a write. It may say nothing.
func (w *write) take(told hubspot.Written, known definitions) {
	kept := ""
	if told.Done {
		kept = known.kept(told.Values, w.Values)
	}
	switch {
	case kept != "" && len(w.of) > 1:
		w.target.alone = true
	case kept != "":
		settleAll(w.of, Refused, told.ID, kept)
	case told.Done && w.as == Created && !told.New:
		settleAll(w.of, Updated, told.ID, "") // somebody has created it since it was looked for
	case told.Done:
		settleAll(w.of, w.as, told.ID, "")
	case told.Refused.String() != "":
		w.refuse("HubSpot refuses it: "+told.Refused.String(), told.Elsewhere)
	}
}

// refuse takes it that HubSpot refuses a write. Other records than expected are looked up first, and of several entities for one
// record only some may be to blame.
func (w *write) refuse(why string, elsewhere bool) {
	switch {
	case elsewhere && w.target.elsewhere == 0:
		w.target.elsewhere++
	case len(w.of) > 1:
		w.target.alone = true
	default:
		settleAll(w.of, Refused, w.target.is(), why)
	}
}
