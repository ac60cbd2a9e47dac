package hubspot

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

// Properties returns the names of all properties of the object type that can be read, in HubSpot's order.
func (s *Session) Properties(ctx context.Context) ([]string, error) {
	c := call{
		op: "properties", method: http.MethodGet, path: s.client.propertiesPath(s.object),
		budget: s.client.requests, scope: s.object.SchemaScope,
	}
	var names []string
	var body bytes.Buffer
	err := s.retry(ctx, c.op, func() error {
		if _, err := s.attempt(ctx, c, &body); err != nil {
			return err
		}
		var err error
		names, err = propertyNames(body.Bytes())
		return err
	})
	return names, err
}

func propertyNames(body []byte) ([]string, error) {
	var list struct {
		Results []struct {
			Name     string `json:"name"`
			Archived bool   `json:"archived"`
		} `json:"results"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, contractError("the answer is not a list of properties: it begins with %s", quoteStart(body))
	}
	var names []string
	for _, property := range list.Results {
		if property.Name != "" && !property.Archived {
			names = append(names, property.Name)
		}
	}
	if len(names) == 0 {
		return nil, contractError("the list of properties is empty")
	}
	return names, nil
}
