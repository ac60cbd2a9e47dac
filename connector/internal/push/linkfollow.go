package push

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// refuse takes it that HubSpot refuses an association. Its records are looked up before that is believed.
func (l *link) refuse(why string) { l.astray, l.refusal = true, why }

// certain returns the writes that can be made. Where two records seem not to be associated, an ID may have been merged away, and to
// name types would take those away that the association has by its other ID: the records are looked up before.
func (r *LinkRun) certain(ctx context.Context, writes []linkWrite) ([]linkWrite, error) {
	var doubted []*link
	for _, w := range writes {
		if w.by == byTypes && w.as == Created && !w.of.found {
			w.of.astray = true
			doubted = append(doubted, w.of)
		}
	}
	err := r.follow(ctx, doubted)
	return slices.DeleteFunc(writes, func(w linkWrite) bool { return w.of.settled || w.of.from != w.From || w.of.to != w.To }), err
}

// follow looks up the records of associations that may lead astray. Where an ID was merged away, the association is that of the
// record which it has become a part of; where there is none, it is refused.
func (r *LinkRun) follow(ctx context.Context, links []*link) error {
	var from, to []uint64
	for _, l := range links {
		if l.astray {
			from, to = append(from, l.from), append(to, l.to)
		}
	}
	here, err := lookUp(ctx, r.session, from)
	if err != nil {
		return err
	}
	there, err := lookUp(ctx, r.others, to)
	if err != nil {
		return err
	}
	for _, l := range links {
		if !l.astray {
			continue
		}
		a, b, why := here[l.from], there[l.to], l.refusal
		l.astray, l.refusal, l.found = false, "", true
		switch {
		case a == 0:
			l.settle(Refused, noRecord(r.session.Object(), l.from))
		case b == 0:
			l.settle(Refused, noRecord(r.to, l.to))
		case a != l.from || b != l.to:
			l.between(a, b)
		case why != "":
			l.settle(Refused, why)
		}
	}
	return nil
}

func noRecord(object *hubspot.Object, id uint64) string {
	return fmt.Sprintf("HubSpot has no %s %d, or it is archived", object.Singular, id)
}

// lookUp returns which live records have IDs, or have become of them.
func lookUp(ctx context.Context, session *hubspot.Session, ids []uint64) (map[uint64]uint64, error) {
	live := make(map[uint64]uint64, len(ids))
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), hubspot.BatchLimit) {
		keys := make([]string, len(part))
		for i, id := range part {
			keys[i] = strconv.FormatUint(id, 10)
		}
		found, err := session.Present(ctx, hubspot.PresentQuery{Keys: keys})
		if err != nil {
			return nil, err
		}
		for i, id := range part {
			for _, record := range found {
				if record.Goes(keys[i], "", session.Object()) {
					live[id], _ = strconv.ParseUint(record.ID, 10, 64)
				}
			}
		}
	}
	return live, nil
}
