package push

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// batch is entities that are written together.
type batch struct {
	run  *Run
	sent []*sent
	size int64 // of their texts

	definitions definitions
	reads       []string // properties that are compared

	ends    int             // batches that had ended when this one began to read
	turn    <-chan struct{} // closed when all earlier batches have claimed their records
	claimed chan struct{}   // closed when this one has
	done    chan struct{}   // closed when every entity is settled
}

// write settles every entity.
func (b *batch) write(ctx context.Context) {
	defer close(b.done)
	for _, s := range b.sent {
		s.parse()
	}
	err := b.run.Failure()
	if err == nil {
		err = b.settle(ctx)
	} else {
		close(b.claimed)
	}
	if err == nil {
		return
	}
	b.run.fail(err)
	for _, s := range b.sent {
		if !s.settled {
			s.settle(Unwritten, s.ID, err.Error())
		}
	}
}

// settle is write for as long as HubSpot answers.
func (b *batch) settle(ctx context.Context) error {
	targets, err := b.begin(ctx)
	var names []string
	for _, t := range targets {
		names = append(names, t.names(b.run.match)...)
	}
	select {
	case <-b.turn:
	case <-ctx.Done():
		if err == nil { // it may be the end of ctx already
			err = context.Cause(ctx)
		}
	}
	before, again := b.run.claims.take(b, names)
	close(b.claimed)
	defer b.run.claims.leave(b, names)
	if err != nil || len(targets) == 0 {
		return err
	}
	for _, other := range before {
		select {
		case <-other.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	if again {
		targets, err = b.look(ctx, b.parted(targets))
	}
	if err != nil {
		return err
	}
	return b.rounds(ctx, targets)
}

// begin finds out which records the entities are about, and how those are now.
func (b *batch) begin(ctx context.Context) ([]*target, error) {
	b.settleUnaddressed()
	if err := b.define(ctx); err != nil {
		return nil, err
	}
	return b.look(ctx, b.targets(b.sent))
}

// settleUnaddressed settles the entities that are about no record.
func (b *batch) settleUnaddressed() {
	for _, s := range b.sent {
		addressed := s.ID != "" || b.run.match != "" && strings.TrimSpace(s.Values[b.run.match]) != ""
		switch {
		case s.settled:
		case s.Deleted && (s.Replaced || !addressed):
			s.settle(Ignored, s.ID, "")
		case !addressed:
			s.settle(Refused, "", "it has no id and no value of a unique property"+b.unique()+": it could be created twice")
		}
	}
}

// unique names the property by which records are found.
func (b *batch) unique() string {
	if b.run.match == "" {
		return ", which match in the sink's url names"
	}
	return " (" + b.run.match + ")"
}

// targets are the records that entities are about which are not settled, as far as they are known without HubSpot.
func (b *batch) targets(list []*sent) []*target {
	of := map[string]*target{}
	var targets []*target
	for _, s := range list {
		if s.settled {
			continue
		}
		t := &target{id: s.ID}
		name := "id " + s.ID
		if s.ID == "" {
			t.key = s.key
			name = "key " + strings.ToLower(t.key)
		}
		if of[name] == nil {
			of[name] = t
			targets = append(targets, t)
		}
		of[name].queue = append(of[name].queue, s)
	}
	return targets
}

// rounds writes what differs and looks again, until everything is settled. What may have been written is never written again
// before it has been looked up.
func (b *batch) rounds(ctx context.Context, targets []*target) error {
	rounds := newRounds(b.run.session)
	for {
		writes := b.decide(targets)
		if targets = pruned(targets); len(targets) == 0 {
			return nil
		}
		left := b.left()
		failures := b.make(ctx, writes, rounds)
		targets = pruned(targets)
		err := rounds.end(ctx, b.left() < left, failures)
		if err != nil {
			b.run.fail(failures...)
			return err
		}
		if len(targets) == 0 {
			return nil
		}
		if targets, err = b.look(ctx, b.parted(targets)); err != nil {
			return err
		}
	}
}

// parted makes targets of their own again of what was about the same record. That may be gone, archived by a call without an
// answer, or by somebody else: what leads to it by its ID or by one of its keys does not lead to a new record with another key.
func (b *batch) parted(targets []*target) []*target {
	var parted []*target
	for _, t := range targets {
		if !t.united {
			parted = append(parted, t)
			continue
		}
		parts := b.targets(t.queue)
		for _, part := range parts {
			part.alone = t.alone
		}
		parts[0].tried, parts[0].elsewhere = t.tried, t.elsewhere // of the first in the queue
		parted = append(parted, parts...)
	}
	return parted
}

// left is how many entities are not settled.
func (b *batch) left() int {
	n := 0
	for _, s := range b.sent {
		if !s.settled {
			n++
		}
	}
	return n
}

// pruned returns the targets with entities that are not settled.
func pruned(targets []*target) []*target {
	return slices.DeleteFunc(targets, func(t *target) bool { return !t.prune() })
}

// compared returns the names of all properties that are written or that changes were made from.
func (b *batch) compared() []string {
	names := map[string]bool{}
	if b.run.match != "" {
		names[b.run.match] = true
	}
	for _, s := range b.sent {
		for _, of := range []map[string]string{s.values, s.Basis} {
			for name := range of {
				if b.definitions[name] != nil {
					names[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
