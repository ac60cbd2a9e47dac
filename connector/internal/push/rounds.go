package push

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// rounds are those in which a batch is settled. In each, what there is is read, and what differs is written.
type rounds struct {
	session  *hubspot.Session
	patience *hubspot.Patience
	silent   int // rounds in a row that have settled nothing, although HubSpot has answered
}

// mostSilent is how many such rounds there may be.
const mostSilent = 6

func newRounds(session *hubspot.Session) *rounds {
	return &rounds{session: session, patience: session.Patience()}
}

// part is how many of n writes are made in one call: all of them, unless answers have said nothing about what is left. Then it is
// fewer each time, so that in the end an answer can be about nothing but one of them.
func (r *rounds) part(n int) int { return max(1, n>>(2*r.silent)) }

// end ends a round, which has settled something or not, and waits if calls have failed in it. An error is why there should be no
// other round.
func (r *rounds) end(ctx context.Context, progress bool, failures []error) error {
	err := worst(failures)
	switch {
	case progress:
		r.patience, r.silent = r.session.Patience(), 0
	case err == nil:
		if r.silent++; r.silent == mostSilent {
			return r.session.LeftOut()
		}
	}
	if err == nil {
		return nil
	}
	return r.patience.Wait(ctx, err)
}
