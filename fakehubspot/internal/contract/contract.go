// Package contract checks answers of the fake against HubSpot's own API description. Only tests use it.
package contract

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

//go:embed facts/*.json
var facts embed.FS

// names are the documents, each of which describes one API.
var names = []string{
	"contacts.json", "properties.json", "schemas.json", "library.json", "account.json", "owners.json", "pipelines.json", "validations.json",
	"oauth-v1.json", "oauth-v3.json", "associations.json", "associations-dated.json", "associations-v3.json",
	"associations-schema.json", "associations-schema-dated.json", "associations-schema-v3.json",
}

// Contract validates answers.
type Contract struct {
	routers []routers.Router
}

// Load reads the embedded facts or, if dir is not empty, HubSpot's own files from that folder.
func Load(dir string) (*Contract, error) {
	c := &Contract{}
	for _, name := range names {
		raw, err := facts.ReadFile("facts/" + name)
		if dir != "" {
			raw, err = os.ReadFile(filepath.Join(dir, name)) // #nosec G304 G703 -- the folder is chosen by whoever runs the tests
		}
		if err != nil {
			return nil, err
		}
		loader := openapi3.NewLoader()
		document, err := loader.LoadFromData(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		document.Servers = nil // answers come from wherever the fake listens
		relax(document)
		router, err := legacy.NewRouter(document, openapi3.DisableExamplesValidation())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c.routers = append(c.routers, router)
	}
	return c, nil
}

// nullable are members of schemas that HubSpot was seen to send as null: of what is its own nobody is the maker.
var nullable = map[string][]string{
	"ObjectSchema":          {"createdByUserId", "updatedByUserId"},
	"AssociationDefinition": {"createdAt", "updatedAt"},
	// These have no label.
	"AssociationSpecWithLabel":                     {"label"},
	"PublicAssociationDefinitionUserConfiguration": {"label"},
}

// relax allows what HubSpot was seen to send contrary to its own description: null for a requested property without a
// value and for what is in nullable, errors without a category, entries of a 207 without links and errors and with a text
// as subCategory, and 200 for a batch that creates nothing because it has no inputs. Of a token that does not work, only that
// is said, as RFC 7662 has it.
func relax(document *openapi3.T) {
	for name, schema := range document.Components.Schemas {
		if strings.HasPrefix(name, "SimplePublic") {
			if values := schema.Value.Properties["properties"]; values != nil && values.Value.AdditionalProperties.Schema != nil {
				values.Value.AdditionalProperties.Schema.Value.Nullable = true
			}
		}
		for _, member := range nullable[name] {
			schema.Value.Properties[member].Value.Nullable = true
		}
		for _, member := range counted[name] {
			number := openapi3.NewIntegerSchema()
			if document.Info.Version != "v4" {
				number = openapi3.NewOneOfSchema(number, openapi3.NewStringSchema())
			}
			schema.Value.Properties[member] = openapi3.NewSchemaRef("", number)
		}
		if name == "Error" {
			schema.Value.Required = []string{"correlationId", "message"}
		}
		if name == "TokenInfoResponseBaseIF" {
			schema.Value.OneOf, schema.Value.Required = nil, []string{"active"}
		}
		if name == "StandardError" {
			schema.Value.Required = []string{"category", "context", "message", "status"}
			schema.Value.Properties["subCategory"] = openapi3.NewSchemaRef("", openapi3.NewStringSchema())
		}
	}
	for path, item := range document.Paths.Map() {
		if created := item.Post; created != nil && strings.HasSuffix(path, "/batch/create") {
			created.Responses.Set("200", created.Responses.Status(http.StatusCreated))
		}
	}
}

// counted are members that HubSpot was seen to send as numbers in versions 4 and 2026-03 of the associations API, where they are
// described as texts. Later dates are held to the description of 2026-03 too, and send texts.
var counted = map[string][]string{
	"MultiAssociatedObjectWithLabel": {"toObjectId"},
	"LabelsBetweenObjectPair":        {"fromObjectId", "toObjectId"},
}

// ErrUndescribed is what Check returns, wrapped, for a call that no document describes.
var ErrUndescribed = errors.New("no API description has this method and path")

// dated is the path of a date-versioned twin; object is that of the records of any object type, all of which HubSpot
// describes in the same words.
var (
	dated   = regexp.MustCompile(`^/crm/(objects|properties|pipelines|owners)/(v3|2025-09|2026-03|2026-09|2026-09-beta)(/|$)`)
	schemas = regexp.MustCompile(`^/(crm/v3|crm-object-schemas/(v3|2025-09|2026-03|2026-09|2026-09-beta))/schemas(/|$)`)
	library = regexp.MustCompile(`^/crm/object-library/(2025-09|2026-03|2026-09|2026-09-beta)/`)
	rules   = regexp.MustCompile(`^/crm/property-validations/(2025-09|2026-03|2026-09|2026-09-beta)/`)
	oauth   = regexp.MustCompile(`^/oauth/(2026-03|2026-09)/`)
	account = regexp.MustCompile(`^/account-info/(2025-09|2026-03|2026-09|2026-09-beta)/`)
	// datedTies are associations under a date, one those of one record; labels and batches of version 4 are each described
	// under one of two paths that mean the same.
	datedTies = regexp.MustCompile(`^/crm/associations/(2025-09|2026-03|2026-09|2026-09-beta)/`)
	datedOne  = regexp.MustCompile(`^/crm/objects/(2025-09|2026-03|2026-09|2026-09-beta)(/[^/]+/[^/]+/associations/)`)
	labels    = regexp.MustCompile(`^/crm/v4/associations/(definitions/|[^/]+/[^/]+/labels(/|$))`)
	batches   = regexp.MustCompile(`^/crm/associations/v4/([^/]+/[^/]+/batch/)`)
	// objectsV4 are records under a path that HubSpot answers as v3's and does not describe.
	objectsV4 = regexp.MustCompile(`^/crm/v4/objects/([^/]+(/[^/]+)?|[^/]+/batch/[^/]+)$`)
	// firstBatchCreate is described with 200 where all later versions and v3 have 201.
	firstBatchCreate = regexp.MustCompile(`^/crm/objects/2025-09/[^/]+/batch/create$`)
	object           = regexp.MustCompile(`^(/crm/v3/objects/)[^/]+(/|$)`)
)

// canonical returns the v3 path with the same meaning.
func canonical(path string) string {
	if tied := tiesPath(path); tied != path || datedTies.MatchString(path) || datedOne.MatchString(path) {
		return tied
	}
	path = objectsV4.ReplaceAllString(path, "/crm/v3/objects/$1")
	path = dated.ReplaceAllString(path, "/crm/v3/$1$3")
	path = oauth.ReplaceAllString(path, "/oauth/v3/")
	path = account.ReplaceAllString(path, "/account-info/v3/")
	path = schemas.ReplaceAllString(path, "/crm-object-schemas/v3/schemas$3")
	path = rules.ReplaceAllString(path, "/crm/v3/property-validations/")
	path = library.ReplaceAllString(path, "/crm/v3/object-library/")
	return object.ReplaceAllString(path, "${1}contacts$2")
}

// tiesPath returns the path under which associations are described.
func tiesPath(path string) string {
	path = datedTies.ReplaceAllString(path, "/crm/associations/2026-03/")
	path = datedOne.ReplaceAllString(path, "/crm/objects/2026-03$2")
	path = labels.ReplaceAllString(path, "/crm/associations/v4/$1")
	return batches.ReplaceAllString(path, "/crm/v4/associations/$1")
}

// formerly are calls that HubSpot still answers and no longer describes: v3's about the associations of one record.
var formerly = regexp.MustCompile(`^/crm/(v3/objects|objects/v3)/[^/]+/[^/]+/associations/`)

// Check returns how an answer breaks the contract: a status that the description does not have, a wrong content type or a
// body of another shape. HTML pages of the edge and answers without a body are not part of it.
func (c *Contract) Check(r *http.Request, status int, header http.Header, body []byte) error {
	kind := header.Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "text/html") && status >= 400:
		return nil
	case len(body) == 0 && (status == http.StatusNoContent || status == http.StatusMethodNotAllowed):
		return nil
	case kind != "application/json;charset=utf-8":
		return fmt.Errorf("content type of a JSON answer must be application/json;charset=utf-8, got %q", kind)
	}
	if firstBatchCreate.MatchString(r.URL.Path) && status < http.StatusMultiStatus {
		if status != http.StatusOK {
			return fmt.Errorf("%s %s does not answer %d", r.Method, r.URL.Path, status)
		}
		status = http.StatusCreated
	}
	input, err := c.route(r)
	if err != nil {
		return err
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: status, Header: header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	answer.SetBodyBytes(body)
	if status < 400 && input.Route.Operation.Responses.Status(status) == nil {
		return fmt.Errorf("%s %s does not answer %d", r.Method, r.URL.Path, status)
	}
	return openapi3filter.ValidateResponse(context.Background(), answer)
}

// route finds the operation that describes a request.
func (c *Contract) route(r *http.Request) (*openapi3filter.RequestValidationInput, error) {
	request := r.Clone(r.Context())
	request.URL.Path, request.URL.RawPath = canonical(r.URL.Path), ""
	for _, router := range c.routers {
		route, params, err := router.FindRoute(request)
		if err == nil {
			return &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route}, nil
		}
	}
	return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, ErrUndescribed)
}
