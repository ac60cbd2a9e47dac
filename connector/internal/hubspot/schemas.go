package hubspot

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// schemaScope is the scope that listing the custom object types needs.
const schemaScope = "crm.schemas.custom.read"

// custom returns the account's custom object types.
func (s *Session) custom(ctx context.Context) ([]*Object, error) {
	c := call{
		op: "schemas", method: http.MethodGet, path: s.client.schemasPath(), query: url.Values{
			"includePropertyDefinitions": {"false"}, "includeAssociationDefinitions": {"false"}, "includeAuditMetadata": {"false"},
		},
		line: s.requests, scope: schemaScope,
	}
	b := s.client.newBody()
	defer b.release()
	var objects []*Object
	err := s.retry(ctx, c, &b, func(time.Time) error {
		var err error
		objects, err = readSchemas(b.text(), s.client.mask)
		return err
	})
	return objects, err
}

// maxSchemas is how many custom object types an account may have. HubSpot allows 50 at most.
const maxSchemas = 1000

// readSchemas returns the object types in a list of schemas.
func readSchemas(body []byte, mask *said.Mask) ([]*Object, error) {
	var objects []*Object
	err := readResults(body, mask, said.Words("schemas"), func(w *walk) error {
		object, err := readSchema(w, mask)
		if err != nil {
			return err
		}
		if objects = append(objects, object); len(objects) > maxSchemas {
			return contractError(said.Words("the answer lists more than %s schemas", said.Number(maxSchemas)))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return objects, nil
}

// readSchema reads one schema.
func readSchema(w *walk, mask *said.Mask) (*Object, error) {
	if w.kind() != '{' {
		w.value()
		return nil, contractError(said.Words("an entry of results is not an object"))
	}
	var name, qualified, typeID []byte
	for more := w.open(); more; more = w.next() {
		switch string(w.name()) {
		case "name":
			setText(&name, w.str())
		case "fullyQualifiedName":
			setText(&qualified, w.str())
		case "objectTypeId":
			setText(&typeID, w.str())
		default:
			w.value()
		}
	}
	for _, text := range [][]byte{name, qualified, typeID} {
		if !plainName(string(text)) {
			return nil, contractError(said.Words("the answer lists a schema whose name, fullyQualifiedName or objectTypeId is missing or not made of letters, digits, _ and -: %s", mask.Text(string(text))))
		}
	}
	return customObject(string(name), string(qualified), string(typeID)), nil
}

// plainName reports whether a name can stand in paths, logs and metrics as it is.
func plainName(name string) bool {
	return name != "" && len(name) <= maxPropertyName && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
}

// customObject is a custom object type. It goes by its fully qualified name, which no standard type can have, and HubSpot is
// asked for it by its ID.
func customObject(name, qualified, typeID string) *Object {
	o := standard(qualified, name, typeID, "custom", hsCreated)
	o.Path = typeID
	return o
}
