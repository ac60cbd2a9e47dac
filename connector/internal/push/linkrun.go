package push

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// LinkRequest is what a pipe asks for that sends associations.
type LinkRequest struct {
	From, To *hubspot.Object
	Body     io.Reader
}

// LinkRun writes the associations of one request, one batch after the other.
type LinkRun struct {
	to      *hubspot.Object
	session *hubspot.Session
	others  *hubspot.Session // for records of the type to
	body    *sesam.Elements
	known   []hubspot.LinkType // nil until somebody names a type
	failing
}

// StartLinks returns a run. It does nothing yet.
func StartLinks(client *hubspot.Client, req LinkRequest) *LinkRun {
	return &LinkRun{
		to: req.To, session: client.WriteSession(req.From), others: client.WriteSession(req.To), body: sesam.NewElements(req.Body, largestEntity),
	}
}

// Verdicts is [Run.Verdicts] for associations.
func (r *LinkRun) Verdicts(ctx context.Context) iter.Seq2[Verdict, error] {
	return func(yield func(Verdict, error) bool) {
		for {
			links, unread := r.read()
			r.write(ctx, links)
			for _, l := range links {
				if !yield(l.verdict, nil) {
					return
				}
			}
			if unread == nil {
				continue
			}
			if !errors.Is(unread, io.EOF) {
				yield(Verdict{}, unread)
			}
			return
		}
	}
}

// Stats is what the run has cost so far.
func (r *LinkRun) Stats() hubspot.Stats { return r.session.Stats().And(r.others.Stats()) }

// read reads the next batch. Its error is that of what follows the batch.
func (r *LinkRun) read() ([]*link, error) {
	var links []*link
	for size := 0; len(links) < hubspot.AssociationsLimit && size < largestBatch; {
		element, err := r.body.Next()
		if err != nil {
			return links, err
		}
		l := &link{verdict: Verdict{Index: element.Index}}
		links = append(links, l)
		if element.Text == nil {
			l.settle(Refused, fmt.Sprintf("it is larger than %d bytes", largestEntity))
			continue
		}
		l.verdict.Text = bytes.Clone(element.Text)
		if err := l.parse(l.verdict.Text); err != nil {
			l.settle(Refused, err.Error())
		}
		size += len(element.Text)
	}
	return links, nil
}

// write settles every association.
func (r *LinkRun) write(ctx context.Context, links []*link) {
	err := r.Failure()
	if err == nil {
		err = r.settle(ctx, links)
		r.fail(err)
	}
	for _, l := range links {
		if !l.settled {
			l.settle(Unwritten, err.Error())
		}
	}
}

// settle is write for as long as HubSpot answers. As with records, what may have been written is looked up before it is written
// again.
func (r *LinkRun) settle(ctx context.Context, links []*link) error {
	if err := r.resolve(ctx, links); err != nil {
		return err
	}
	rounds := newRounds(r.session)
	for left := unsettled(links); len(left) > 0; {
		present, err := r.present(ctx, left)
		if err != nil {
			return err
		}
		writes, err := r.certain(ctx, decideLinks(left, present))
		if err != nil {
			return err
		}
		failures := r.make(ctx, writes, rounds)
		if err := r.follow(ctx, left); err != nil {
			return err
		}
		before := len(left)
		left = unsettled(left)
		if err := rounds.end(ctx, len(left) < before, failures); err != nil {
			r.fail(failures...)
			return err
		}
	}
	return nil
}

// resolve finds the types that are named.
func (r *LinkRun) resolve(ctx context.Context, links []*link) error {
	for _, l := range links {
		if l.settled || len(l.named) == 0 {
			continue
		}
		if r.known == nil {
			known, err := r.session.LinkTypes(ctx, r.to)
			if err != nil {
				return err
			}
			r.known = known
		}
		if err := l.resolve(r.known); err != nil {
			l.settle(Refused, err.Error())
		}
	}
	return nil
}

// unsettled returns the associations that are not settled.
func unsettled(links []*link) []*link {
	return slices.DeleteFunc(slices.Clone(links), func(l *link) bool { return l.settled })
}
