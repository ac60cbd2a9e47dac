package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// Properties returns the names of all properties of the object type that can be read, in HubSpot's order. Those of
// sensitive data are listed apart, see [Session.SensitiveProperties].
func (s *Session) Properties(ctx context.Context) ([]string, error) {
	return s.propertiesOf(ctx, nil)
}

// SensitiveProperties returns the names of the properties whose data the account has marked as sensitive or as highly
// sensitive.
func (s *Session) SensitiveProperties(ctx context.Context) ([]string, error) {
	var all []string
	for _, level := range []string{"sensitive", "highly_sensitive"} {
		names, err := s.propertiesOf(ctx, url.Values{"dataSensitivity": {level}})
		if err != nil {
			return nil, err
		}
		all = append(all, names...)
	}
	return all, nil
}

func (s *Session) propertiesOf(ctx context.Context, query url.Values) ([]string, error) {
	c := call{
		op: "properties", method: http.MethodGet, path: s.client.propertiesPath(s.object), query: query,
		budget: s.client.requests, scope: s.object.SchemaScope,
	}
	b := s.client.newBody()
	defer b.release()
	var names []string
	err := s.retry(ctx, c, &b, func(time.Time) error {
		var err error
		names, err = propertyNames(b.text(), s.client.mask)
		if err == nil && len(names) == 0 && query == nil { // only an account's sensitive data may be none
			return contractError(said.Words("the list of properties is empty"))
		}
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
	if errBody != nil || list.Results == nil {
		return nil, notJSON(said.Words("the answer is not a list of properties: it begins with %s", mask.Start(body)), body)
	}
	var names []string
	for _, property := range list.Results {
		if property.Name != "" && !property.Archived {
			names = append(names, property.Name)
		}
	}
	return names, nil
}
