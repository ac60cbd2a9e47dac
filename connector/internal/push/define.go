package push

import (
	"context"
	"time"
)

// mostRefreshed is how many properties of one request are asked for afresh.
const mostRefreshed = 20

// define finds out which of the values can be written, and settles entities with others. It believes no definition that is older
// than the request before it has asked again.
func (b *batch) define(ctx context.Context) error {
	earliest := b.run.began.Add(-knownFor)
	for {
		known, err := b.run.opts.Known.definitions(ctx, b.run.session, earliest)
		if err != nil {
			return err
		}
		b.definitions = known
		wrong := b.fit(known)
		if len(wrong) > 0 && b.run.refresh(wrong) {
			earliest = b.run.opts.Clock.Now()
			continue
		}
		for s, why := range wrong {
			if s.Deleted { // no record has a value that the property does not take
				s.settle(Unchanged, "", "")
				continue
			}
			if s.doubted = s.values != nil && (s.ID != "" || why.name != b.run.match); !s.doubted {
				s.settle(Refused, s.ID, why.Error())
			}
		}
		b.reads = b.compared()
		return nil
	}
}

// fit sets the values of entities, and returns those that cannot be written with the reason.
func (b *batch) fit(known definitions) map[*sent]*propertyError {
	wrong := map[*sent]*propertyError{}
	for _, s := range b.sent {
		if s.settled {
			continue
		}
		key, unfit := known.key(b.run.match, s.Values[b.run.match])
		s.spelt = known.spelt(b.run.match, s.Values[b.run.match], key)
		if s.key = key; unfit != nil && s.ID == "" {
			wrong[s] = unfit
			continue
		}
		if s.Deleted {
			continue
		}
		values, err := known.writable(s.Values, b.run.object)
		if err != nil {
			wrong[s] = err
		}
		if s.values = values; values[b.run.match] != "" && key != "" {
			values[b.run.match] = key
		}
	}
	return wrong
}

// refresh reports whether the definition of one of the properties has not been asked for since the request began.
func (r *Run) refresh(wrong map[*sent]*propertyError) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := false
	for _, why := range wrong {
		if !r.refreshed[why.name] && len(r.refreshed) < mostRefreshed {
			r.refreshed[why.name] = true
			fresh = true
		}
	}
	return fresh
}

// CheckMatch makes sure that records can be found by the match property, before anything is written. The error is a *MatchError,
// or why HubSpot does not say.
func (r *Run) CheckMatch(ctx context.Context) error {
	if r.match == "" || r.match == r.object.Key {
		return nil
	}
	for _, earliest := range []time.Time{r.began.Add(-knownFor), r.opts.Clock.Now()} {
		known, err := r.opts.Known.definitions(ctx, r.session, earliest)
		if err != nil {
			return err
		}
		if p := known[r.match]; p != nil && p.Unique && !p.Fixed {
			return nil
		}
		if earliest.Before(r.began) {
			continue
		}
		return newMatchError(r, known)
	}
	return nil
}
