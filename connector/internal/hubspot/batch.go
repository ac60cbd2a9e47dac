package hubspot

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

type (
	batchBody struct {
		Inputs     []batchInput `json:"inputs"`
		Properties []string     `json:"properties"`
	}
	batchInput struct {
		ID string `json:"id"`
	}
)

// ReadBatch reads the records of list again, with many properties: more than the URL of a list can name. The property
// that lists merged IDs is always read. The result keeps the order of list, without the records that have been archived
// or merged away meanwhile, and its cursor and Began. It releases list: nobody may wait for memory while holding some.
func (s *Session) ReadBatch(ctx context.Context, list *Page, properties []string) (*Page, error) {
	if !slices.Contains(properties, s.object.Merged) {
		properties = append(slices.Clone(properties), s.object.Merged)
	}
	wanted := make(map[string]int, len(list.Records))
	inputs := batchBody{Properties: properties}
	for i := range list.Records {
		id := string(list.Records[i].ID)
		if _, twice := wanted[id]; !twice {
			wanted[id] = len(inputs.Inputs)
			inputs.Inputs = append(inputs.Inputs, batchInput{id})
		}
	}
	next, hasNext, began := list.Next, list.HasNext, list.Began
	list.Release()
	text, err := json.Marshal(inputs)
	if err != nil {
		return nil, err
	}
	page, err := s.readPage(ctx, call{
		op: OpBatch, method: http.MethodPost, path: s.client.recordsPath(s.object, "/batch/read"), body: text,
		line: s.requests, scope: s.object.Scope, partial: true,
	}, func(p *Page) error { return p.arrange(wanted, false, s.object) })
	if err != nil {
		return nil, err
	}
	page.Next, page.HasNext, page.Began = next, hasNext, began
	return page, nil
}

// arrange puts the records of a batch into the order given by wanted, which maps each requested ID to its position. It
// accounts for every one: a record is there, or HubSpot reports it as not found, or a record that is there lists it as
// merged. A record that was not requested is one that others were merged into; the list returns it under its own ID. Of live
// and archived records only those requested are kept.
func (p *Page) arrange(wanted map[string]int, archived bool, object *Object) error {
	gone, err := p.gone()
	if err != nil {
		return err
	}
	ordered := make([]Record, len(wanted))
	for _, record := range p.Records {
		for id := range bytes.SplitSeq(record.Merged, []byte{';'}) {
			gone[string(bytes.TrimSpace(id))] = true
		}
		if i, ok := wanted[string(record.ID)]; ok && record.Archived == archived {
			ordered[i] = record
		} else if record.Archived != archived {
			gone[string(record.ID)] = true
		}
	}
	for id, i := range wanted {
		if ordered[i].Raw == nil && !gone[id] {
			return contractError(said.Words("a batch of %s lacks %s %s and gives no reason", said.Number(len(wanted)), p.mask.Text(object.Singular), p.mask.Text(id)))
		}
	}
	p.Records = append(p.Records[:0], ordered...)
	p.Records = slices.DeleteFunc(p.Records, func(r Record) bool { return r.Raw == nil })
	return nil
}

// gone returns the IDs that a batch reports as not found. Any other error of a part fails the whole batch, which is then
// requested again.
func (p *Page) gone() (map[string]bool, error) {
	gone := map[string]bool{}
	errors := p.reported.errors
	if len(errors) == 0 || errors.Kind() == 'n' {
		return gone, nil
	}
	if len(errors) > maxErrors {
		return nil, contractError(said.Words("errors of a batch is larger than %s", said.Bytes(maxErrors)))
	}
	failures, ok := p.reported.explanation().parts()
	if !ok {
		return nil, contractError(said.Words("errors of a batch is not an array of errors: it begins with %s", p.mask.Start(errors)))
	}
	for i := range failures {
		if failures[i].Category != "OBJECT_NOT_FOUND" {
			return nil, partError(p.mask, p.body.text(), &p.reported)
		}
		for _, id := range failures[i].Context.IDs {
			gone[id] = true
		}
	}
	return gone, nil
}
