package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sameProperties are properties that contacts and companies both have, so that their records are of about the same size.
const sameProperties = "?properties=createdate,city,country,phone,website,hs_object_id"

// objectCosts compares the connector's processor time for a company with that for a contact, in full reads of as many of each
// with the same properties. The reads take turns.
func objectCosts(ctx context.Context, l *Lab) ([]Result, error) {
	const name, unit = "objects.company-of-contact", "of a contact's CPU"
	count := l.sizes.Usual
	of, err := l.accountWith(ctx, count, count)
	if err != nil {
		return nil, err
	}
	defer func() { _ = of.Stop() }()
	connector, _, err := l.connector(ctx, of, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = connector.Stop() }()
	// spent is the processor time of one read, and the bytes it delivers.
	spent := func(path string) (float64, int64, error) {
		before, err := processorTime(connector.PID())
		if err != nil {
			return 0, 0, err
		}
		r, err := readEntities(ctx, connector.URL()+path+sameProperties, time.Time{}, count)
		if err != nil {
			return 0, 0, err
		}
		after, err := processorTime(connector.PID())
		return (after - before).Seconds(), r.bytes, err
	}
	rounds := make([]pair, l.sizes.Rounds)
	var companyBytes, contactBytes int64
	for i := range rounds {
		err := inTurns(i,
			func() (err error) { rounds[i].measured, companyBytes, err = spent("/get_companies"); return err },
			func() (err error) { rounds[i].reference, contactBytes, err = spent(contactsPath); return err },
		)
		if errors.Is(err, errNoUsage) {
			return []Result{notMeasured(name, unit, atMost(1.1), err.Error())}, nil
		}
		if err != nil {
			return nil, err
		}
		l.progressf("round %d of %d: companies %.2f s of CPU, contacts %.2f s", i+1, len(rounds), rounds[i].measured, rounds[i].reference)
	}
	return []Result{{
		Name: name, Value: ratio(rounds), Unit: unit, Budget: atMost(1.1),
		Note: fmt.Sprintf("%d of each, with the same six properties; %.0f bytes a company, %.0f a contact",
			count, float64(companyBytes)/float64(count), float64(contactBytes)/float64(count)),
	}}, nil
}
