package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
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
// the address of a list can name. The result has them in the order of list;
// those archived or merged away meanwhile are left out. list stays the
// caller's, and the result keeps its cursor and the time it began.
func (s *Session) ReadBatch(ctx context.Context, list *Page, properties []string) (*Page, error) {
	asked := make(map[string]int, len(list.Records))
	body := batchBody{Properties: properties, Inputs: make([]batchInput, len(list.Records))}
	for i := range list.Records {
		id := string(list.Records[i].ID)
		asked[id], body.Inputs[i].ID = i, id
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
// it was merged, and then the record it became is there instead, perhaps once
// for several.
func (p *Page) arrange(asked map[string]int) error {
	ordered := make([]Record, len(asked))
	merged := false
	for _, record := range p.Records {
		if i, ok := asked[string(record.ID)]; ok {
			ordered[i] = record
		} else {
			merged = true
		}
	}
	gone, err := p.gone()
	if err != nil {
		return err
	}
	p.Records = p.Records[:0]
	missing := 0
	for i := range ordered {
		if ordered[i].Raw != nil {
			p.Records = append(p.Records, ordered[i])
		} else {
			missing++
		}
	}
	if missing > len(gone) && !merged {
		return contractError("a batch of %d lacks %d records without saying why", len(asked), missing)
	}
	return nil
}

// gone lists the ids that a batch answered in part says do not exist. Any
// other failure in part fails the whole batch, which is then asked for again.
func (p *Page) gone() ([]string, error) {
	if len(p.failed) == 0 || p.failed.Kind() == 'n' {
		return nil, nil
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
	var gone []string
	for _, fault := range faults {
		if fault.Category != "OBJECT_NOT_FOUND" {
			return nil, contractError("a batch failed in part: %s (%s)", shortened(fault.Message), shortened(fault.Category))
		}
		gone = append(gone, fault.Context.IDs...)
	}
	return gone, nil
}
