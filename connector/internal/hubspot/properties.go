package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// Properties returns the names of all properties of the object type that can be read, in HubSpot's order.
func (s *Session) Properties(ctx context.Context) ([]string, error) {
	c := call{
		op: "properties", method: http.MethodGet, path: s.client.propertiesPath(s.object),
		budget: s.client.requests, scope: s.object.SchemaScope,
	}
	b := s.client.newBody()
	defer b.release()
	var names []string
	err := s.retry(ctx, c, &b, func(time.Time) error {
		var err error
		names, err = propertyNames(b.text(), s.client.mask)
		return err
	})
	return names, err
}

func propertyNames(body []byte, mask *said.Mask) ([]string, error) {
	var list struct {
		Results []struct {
			Name     string `json:"name"`
			Archived bool   `json:"archived"`
		} `json:"results"`
	}
	errBody := json.Unmarshal(body, &list)
	if err := wholeBody(body, mask); err != nil {
		return nil, err
	}
	if errBody != nil {
		return nil, notJSON(said.Words("the answer is not a list of properties: it begins with %s", mask.Start(body)), body)
	}
	var names []string
	for _, property := range list.Results {
		if property.Name != "" && !property.Archived {
			names = append(names, property.Name)
		}
	}
	if len(names) == 0 {
		return nil, contractError(said.Words("the list of properties is empty"))
	}
	return names, nil
}
