package hubspot

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
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

// ReadBatch reads the records of list again, with many properties: more than
// the address of a list can name. MergedProperty is read in any case. The
// result has them in the order of list; those archived or merged away
// meanwhile are left out. list stays the caller's, and the result keeps its
// cursor and the time it began.
func (s *Session) ReadBatch(ctx context.Context, list *Page, properties []string) (*Page, error) {
	if !slices.Contains(properties, MergedProperty) {
		properties = append(slices.Clone(properties), MergedProperty)
	}
	asked := make(map[string]int, len(list.Records))
	body := batchBody{Properties: properties}
	for i := range list.Records {
		id := string(list.Records[i].ID)
		if _, twice := asked[id]; !twice {
			asked[id] = len(body.Inputs)
			body.Inputs = append(body.Inputs, batchInput{id})
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	page, err := s.page(ctx, call{
		op: "batch", method: http.MethodPost, path: s.client.path("objects", "/batch/read"), body: text, budget: s.client.requests,
	}, func(p *Page) error { return p.arrange(asked) })
	if err != nil {
		return nil, err
	}
	page.Next, page.HasNext, page.Began = list.Next, list.HasNext, list.Began
	return page, nil
}

// arrange puts the records of a batch in the order they were asked for and
// accounts for every one of them: it is there, or HubSpot says it is gone, or
// a record that is there names it as merged into itself. A record that nobody
// asked for is such a one; the list will show it under its own id.
func (p *Page) arrange(asked map[string]int) error {
	gone, err := p.gone()
	if err != nil {
		return err
	}
	ordered := make([]Record, len(asked))
	for _, record := range p.Records {
		for id := range bytes.SplitSeq(record.Merged, []byte{';'}) {
			gone[string(bytes.TrimSpace(id))] = true
		}
		if i, ok := asked[string(record.ID)]; ok && !record.Archived {
			ordered[i] = record
		} else if record.Archived {
			gone[string(record.ID)] = true
		}
	}
	for id, i := range asked {
		if ordered[i].Raw == nil && !gone[id] {
			return contractError("a batch of %d lacks contact %s without saying why", len(asked), id)
		}
	}
	p.Records = append(p.Records[:0], ordered...)
	p.Records = slices.DeleteFunc(p.Records, func(r Record) bool { return r.Raw == nil })
	return nil
}

// gone lists the ids that a batch answered in part says do not exist. Any
// other failure in part fails the whole batch, which is then asked for again.
func (p *Page) gone() (map[string]bool, error) {
	gone := map[string]bool{}
	if len(p.failed) == 0 || p.failed.Kind() == 'n' {
		return gone, nil
	}
	var faults []struct {
		Category string `json:"category"`
		Message  string `json:"message"`
		Context  struct {
			IDs []string `json:"ids"`
		} `json:"context"`
	}
	if err := json.Unmarshal(p.failed, &faults); err != nil {
		return nil, contractError("errors of a batch cannot be read: %v", err)
	}
	for _, fault := range faults {
		if fault.Category != "OBJECT_NOT_FOUND" {
			return nil, contractError("a batch failed in part: %s (%s)", shortened(fault.Message), shortened(fault.Category))
		}
		for _, id := range fault.Context.IDs {
			gone[id] = true
		}
	}
	return gone, nil
}
