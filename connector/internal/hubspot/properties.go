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
		line: s.requests, scope: s.object.SchemaScope,
	}
	b := s.client.newBody()
	defer b.release()
	var names []string
	err := s.retry(ctx, c, &b, func(time.Time) error {
		var err error
		names, err = readProperties(b.text(), s.client.mask)
		if err == nil && len(names) == 0 && query == nil { // only an account's sensitive data may be none
			return contractError(said.Words("the list of properties is empty"))
		}
		return err
	})
	return names, err
}

const (
	// maxProperties is how many properties an object type may have. HubSpot allows about a thousand of one's own.
	maxProperties = 100_000

	// maxPropertyName is how long the name of a property may be. HubSpot allows 100 characters.
	maxPropertyName = 250
)

// readProperties returns the names in a list of properties.
func readProperties(body []byte, mask *said.Mask) ([]string, error) {
	var names []string
	err := readResults(body, mask, said.Words("properties"), func(w *walk) error {
		property, err := readProperty(w)
		if err != nil {
			return err
		}
		if property != "" {
			names = append(names, property)
		}
		if len(names) > maxProperties {
			return contractError(said.Words("the answer lists more than %s properties", said.Number(maxProperties)))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return names, nil
}

// readProperty reads one property and returns its name, "" if it is archived.
func readProperty(w *walk) (string, error) {
	if w.kind() != '{' {
		w.value()
		return "", contractError(said.Words("an entry of results is not an object"))
	}
	var property []byte
	archived := false
	for more := w.open(); more; more = w.next() {
		switch string(w.name()) {
		case "name":
			setText(&property, w.str())
		case "archived":
			archived = w.kind() == 't'
			w.value()
		default:
			w.value()
		}
	}
	switch {
	case archived:
		return "", nil
	case len(property) == 0:
		return "", contractError(said.Words("the answer lists a property without a name"))
	case len(property) > maxPropertyName:
		return "", contractError(said.Words("the name of a property is longer than %s bytes", said.Number(maxPropertyName)))
	default:
		return string(property), nil
	}
}
