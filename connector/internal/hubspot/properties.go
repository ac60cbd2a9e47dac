package hubspot

import (
	"context"
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
	for _, query := range sensitivities {
		names, err := s.propertiesOf(ctx, query)
		if err != nil {
			return nil, err
		}
		all = append(all, names...)
	}
	return all, nil
}

// sensitivities ask for the properties of sensitive data.
var sensitivities = []url.Values{{"dataSensitivity": {"sensitive"}}, {"dataSensitivity": {"highly_sensitive"}}}

// Definitions returns the definitions of all properties of the object type, those of sensitive data excepted, in HubSpot's order.
func (s *Session) Definitions(ctx context.Context) ([]Property, error) {
	return s.definitionsOf(ctx, nil)
}

// SensitiveDefinitions returns the definitions of the properties of sensitive data.
func (s *Session) SensitiveDefinitions(ctx context.Context) ([]Property, error) {
	var all []Property
	for _, query := range sensitivities {
		some, err := s.definitionsOf(ctx, query)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (s *Session) definitionsOf(ctx context.Context, query url.Values) ([]Property, error) {
	var all []Property
	err := s.definitions(ctx, query, func() { all = nil }, func(p Property) { all = append(all, p) })
	return all, err
}

func (s *Session) propertiesOf(ctx context.Context, query url.Values) ([]string, error) {
	var names []string
	err := s.definitions(ctx, query, func() { names = nil }, func(p Property) { names = append(names, p.Name) })
	return names, err
}

// definitions passes the properties to take. begin is called before the first of each answer: one may break off.
func (s *Session) definitions(ctx context.Context, query url.Values, begin func(), take func(Property)) error {
	c := call{
		op: "properties", method: http.MethodGet, path: s.client.propertiesPath(s.object), query: query,
		line: s.requests, scope: s.object.SchemaScope,
	}
	b := s.client.newBody()
	defer b.release()
	return s.retry(ctx, c, &b, func(time.Time) error {
		begin()
		taken := 0
		err := readDefinitions(b.text(), s.client.mask, func(p Property) {
			taken++
			take(p)
		})
		if err == nil && taken == 0 && query == nil { // only an account's sensitive data may be none
			return contractError(said.Words("the list of properties is empty"))
		}
		return err
	})
}
