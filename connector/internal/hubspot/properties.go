package hubspot

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

// Properties lists the names of all contact properties that can be read, in
// HubSpot's order.
func (s *Session) Properties(ctx context.Context) ([]string, error) {
	var names []string
	var into bytes.Buffer
	err := s.ask(ctx, call{
		op: "properties", method: http.MethodGet, path: s.client.path("properties", ""), budget: s.client.requests,
	}, &into, func(got answer) error {
		var said struct {
			Results []struct {
				Name     string `json:"name"`
				Archived bool   `json:"archived"`
			} `json:"results"`
		}
		if err := json.Unmarshal(got.body.Bytes(), &said); err != nil {
			return contractError("the list of properties cannot be read: %v", err)
		}
		names = names[:0]
		for _, property := range said.Results {
			if property.Name != "" && !property.Archived {
				names = append(names, property.Name)
			}
		}
		if len(names) == 0 {
			return contractError("the list of properties is empty")
		}
		return nil
	})
	return names, err
}
