package push

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

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
	body    *sesam.Elements
	known   []hubspot.LinkType // nil until somebody names a type
	failure error
}

// StartLinks returns a run. It does nothing yet.
func StartLinks(client *hubspot.Client, req LinkRequest) *LinkRun {
	return &LinkRun{to: req.To, session: client.WriteSession(req.From), body: sesam.NewElements(req.Body, largestEntity)}
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

// Failure is why associations are unwritten, nil if none is.
func (r *LinkRun) Failure() error { return r.failure }

// Stats is what the run has cost so far.
func (r *LinkRun) Stats() hubspot.Stats { return r.session.Stats() }

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
	if r.failure == nil {
		r.failure = r.settle(ctx, links)
	}
	for _, l := range links {
		if !l.settled {
			l.settle(Unwritten, r.failure.Error())
		}
	}
}

// settle is write for as long as HubSpot answers. As with records, what may have been written is looked up before it is written
// again.
func (r *LinkRun) settle(ctx context.Context, links []*link) error {
	if err := r.resolve(ctx, links); err != nil {
		return err
	}
	patience, silent := r.session.Patience(), 0
	for {
		first := firsts(links)
		if len(first) == 0 {
			return nil
		}
		present, err := r.present(ctx, first)
		if err != nil {
			return err
		}
		err = r.make(ctx, decideLinks(first, present))
		switch left := firsts(links); {
		case settledSome(first):
			patience, silent = r.session.Patience(), 0
		case err == nil && len(left) > 0:
			if silent++; silent == mostSilent {
				return r.session.LeftOut()
			}
		}
		if err != nil {
			if err := patience.Wait(ctx, err); err != nil {
				return err
			}
		}
	}
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

// firsts are, of all associations between the same two records, those that were sent first, in the order sent.
func firsts(links []*link) []*link {
	seen := map[[2]uint64]bool{}
	var first []*link
	for _, l := range links {
		ends := [2]uint64{l.from, l.to}
		if l.settled || seen[ends] {
			continue
		}
		seen[ends] = true
		first = append(first, l)
	}
	return first
}

func settledSome(links []*link) bool {
	for _, l := range links {
		if l.settled {
			return true
		}
	}
	return false
}

// present returns the types of the associations that there are, by their ends.
func (r *LinkRun) present(ctx context.Context, links []*link) (map[[2]uint64][]hubspot.LinkType, error) {
	var inputs []hubspot.AssociationsInput
	asked := map[uint64]bool{}
	for _, l := range links {
		if !asked[l.from] {
			asked[l.from] = true
			inputs = append(inputs, hubspot.AssociationsInput{ID: l.from})
		}
	}
	types := map[[2]uint64][]hubspot.LinkType{}
	absent := map[uint64]bool{}
	for len(inputs) > 0 {
		answer, err := r.session.Associations(ctx, r.to, inputs)
		if err != nil {
			return nil, err
		}
		var rest []hubspot.AssociationsInput
		for i, of := range answer {
			for _, l := range of.Links {
				ends := [2]uint64{inputs[i].ID, l.To}
				types[ends] = append(types[ends], l.Types.List()...)
			}
			switch id := inputs[i].ID; {
			case of.Next != "" && of.Next != inputs[i].After:
				rest = append(rest, hubspot.AssociationsInput{ID: id, After: of.Next})
			case of.Absent && !absent[id]: // believed when it is so a second time
				absent[id] = true
				rest = append(rest, inputs[i])
			}
		}
		inputs = rest
	}
	return types, nil
}
