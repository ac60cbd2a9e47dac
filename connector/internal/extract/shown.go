package extract

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

var errDoubled = errors.New("it has a member associations already, which has not been asked for")

// associationsOf returns the value of the member associations of record i of a page. It is valid until the next call.
func (r *Run) associationsOf(ctx context.Context, from *page, i int) ([]byte, error) {
	rec := &from.Records[i]
	if rec.Associated {
		return nil, fmt.Errorf("HubSpot %s %s: %w", r.object.Singular, rec.ID, errDoubled)
	}
	if cap(r.shown) > keptShown {
		r.shown = nil
	}
	r.shown = append(r.shown[:0], '{')
	for n, l := range from.links {
		one, err := l.ofRecord(ctx, from, i)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			r.shown = append(r.shown, ',')
		}
		r.shown = append(append(append(r.shown, '"'), l.to.Name...), `":`...)
		r.shown = appendLinks(r.shown, one.list)
		r.summary.Links += len(one.list)
		l.forget(one)
		if len(r.shown) > mostShown {
			return nil, fmt.Errorf("HubSpot %s %s: it has more than %d MiB of associations, which is too much for one entity; read them with /get_associations?from=%s&to=%s",
				r.object.Singular, rec.ID, mostShown>>20, r.object.Name, l.to.Name)
		}
	}
	r.shown = append(r.shown, '}')
	return r.shown, nil
}

const (
	// mostShown is how many bytes the associations of one entity may take.
	mostShown = 16 << 20

	// keptShown is how much memory is kept for those of the next entity.
	keptShown = 1 << 20
)

// appendLinks appends the value that an entity has for a type: [{"id":"15","types":[…]},…].
func appendLinks(dst []byte, list []hubspot.Link) []byte {
	dst = append(dst, '[')
	for i, link := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendUint(append(dst, `{"id":"`...), link.To, 10)
		dst = append(append(append(dst, `","types":`...), link.Types.JSON()...), '}')
	}
	return append(dst, ']')
}
