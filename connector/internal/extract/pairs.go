package extract

import (
	"context"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// StartPairs returns a run whose entities are the associations of all live records of a type with those of another one. It
// reads everything: HubSpot tells neither when an association was made nor that one has gone. The entities have no time.
// single is that of a Request.
func StartPairs(client *hubspot.Client, opts Options, from, to *hubspot.Object, single bool) *Run {
	r := Start(client, opts, Request{Object: from, Single: single, Associations: []*hubspot.Object{to}})
	r.read = r.pairs
	return r
}

// pairs reads all records and passes on their links.
func (r *Run) pairs(ctx context.Context, yield yieldFunc) error {
	for page, err := range r.listPages(ctx, hubspot.ListQuery{Properties: []string{hubspot.PropertyID}}, nil) {
		if err != nil {
			return err
		}
		for i := range page.Records {
			l := page.links[0]
			one, err := l.ofRecord(ctx, page, i)
			if err != nil {
				return err
			}
			for _, link := range one.list {
				r.summary.Emitted++
				r.summary.Links++
				if !yield(r.pair(page.Records[i].ID, link), nil) {
					return errStopped
				}
			}
			l.forget(one)
		}
	}
	return nil
}

// pair is the entity of an association: {"_id":"51:15","from":"51","to":"15","types":[…]}.
func (r *Run) pair(from []byte, link hubspot.Link) sesam.Entity {
	b := append(append(r.shown[:0], from...), ':')
	b = strconv.AppendUint(b, link.To, 10)
	id := len(b)
	b = append(append(append(b, `{"from":"`...), from...), `","to":"`...)
	b = append(append(strconv.AppendUint(b, link.To, 10), `","types":`...), link.Types.JSON()...)
	b = append(b, '}')
	r.shown = b
	return sesam.Entity{ID: b[:id], Record: b[id:]}
}
