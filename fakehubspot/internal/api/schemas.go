package api

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	strict "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/decode"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// The scopes that allow reading and changing schemas. Whoever names one needs no more than the scope of all apps.
var (
	readSchemas   = []string{"crm.schemas.custom.read", "crm.objects.custom.read"}
	writeSchemas  = []string{"crm.schemas.custom.write"}
	readOneSchema = append(slices.Clone(readSchemas), "oauth")
)

// schemas are the object types that an account defines itself. HubSpot's own can be read too, by name.
func (s *server) schemas(g *gin.RouterGroup) {
	read := g.Group("", s.schemaScope(readSchemas))
	read.GET("", s.serve(s.listSchemas))

	readOne := g.Group("", s.schemaScope(readOneSchema))
	readOne.GET("/:type", s.serve(s.readSchema))
	readOne.POST("/batch/read", s.serve(s.batchReadSchemas))

	write := g.Group("", s.scope(writeSchemas...))
	write.POST("", s.serve(s.createSchema))
	write.PATCH("/:type", s.serve(s.updateSchema))
	write.DELETE("/:type", s.serve(s.archiveSchema))
	write.POST("/:type/associations", s.serve(s.createSchemaAssociation))
	write.DELETE("/:type/associations/:association", s.serve(s.archiveSchemaAssociation))
}

// schemaScope lets in tokens that have one of the scopes. The refusal differs from that of other endpoints.
func (s *server) schemaScope(anyOf []string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !allowed(c, anyOf) {
			refusal.MissingSchemaScope().Write(c.Writer)
			c.Abort()
		}
	}
}

// listSchemas lists the account's own object types: the archived ones, or the others.
func (s *server) listSchemas(c *gin.Context) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	show, err := partsOf(c)
	if err != nil {
		return err
	}
	account := s.Account(c.Request)
	objects := account.Objects()
	if archived {
		objects = account.ArchivedObjects()
	}
	results := []objectSchema{}
	for _, o := range objects {
		if o.Type.Own != "" {
			one, err := show.schemaOf(account, o)
			if err != nil {
				return err
			}
			results = append(results, one)
		}
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": results})
}

func (s *server) readSchema(c *gin.Context) error {
	show, err := partsOf(c)
	if err != nil {
		return err
	}
	account := s.Account(c.Request)
	o, err := anySchemaNamed(account, c.Param("type"))
	if err != nil {
		return err
	}
	shown, err := show.schemaOf(account, o)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, shown)
}

// batchReadSchemas leaves out what is not there.
func (s *server) batchReadSchemas(c *gin.Context) error {
	var body struct {
		Inputs       []string `json:"inputs"`
		Properties   *bool    `json:"includePropertyDefinitions"`
		Associations *bool    `json:"includeAssociationDefinitions"`
		Audit        *bool    `json:"includeAuditMetadata"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	show := allParts
	set(&show.properties, body.Properties)
	set(&show.associations, body.Associations)
	set(&show.audit, body.Audit)
	account := s.Account(c.Request)
	results := []objectSchema{}
	for _, name := range body.Inputs {
		o, err := anySchemaNamed(account, name)
		if err != nil {
			continue
		}
		one, err := show.schemaOf(account, o)
		if err != nil {
			return err
		}
		results = append(results, one)
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": results})
}

// schemaNamed finds an object type by any of its names or, where no other has it, by what an account calls its own.
func schemaNamed(a *store.Account, name string) (*store.Store, error) {
	if o, known := a.Object(name); known {
		return o, nil
	}
	for _, o := range a.Objects() {
		if o.Type.Own != "" && o.Type.Own == name {
			return o, nil
		}
	}
	return nil, refusal.UnknownObjectType(name)
}

// anySchemaNamed finds what schemaNamed does and, by the same names, what was archived.
func anySchemaNamed(a *store.Account, name string) (*store.Store, error) {
	o, err := schemaNamed(a, name)
	if err == nil {
		return o, nil
	}
	for _, o := range a.ArchivedObjects() {
		if o.Type.Own == name || o.Type.Match(name) {
			return o, nil
		}
	}
	return nil, err
}

// define makes the object type that an input describes.
func (in schemaInput) define(account *store.Account) (*store.Store, error) {
	custom, properties, err := in.custom()
	if err != nil {
		return nil, err
	}
	associated, err := in.associated(account)
	if err != nil {
		return nil, err
	}
	o, err := account.DefineCustom(custom, properties...)
	if err != nil {
		return nil, err
	}
	for _, other := range associated {
		relate(account, o, other, "")
	}
	return o, nil
}

// Define makes an object type of the account's own from a body as the schemas API takes it. The error is a refusal, or one
// of the account's.
func Define(account *store.Account, body []byte) (*store.Store, error) {
	var in schemaInput
	if err := strict.Object(body, &in); err != nil {
		return nil, err
	}
	return in.define(account)
}

func (s *server) createSchema(c *gin.Context) error {
	var in schemaInput
	if err := decode(c, &in); err != nil {
		return err
	}
	account := s.Account(c.Request)
	o, err := in.define(account)
	if err != nil {
		return refusedSchema(err, in.Name)
	}
	shown, err := allParts.schemaOf(account, o)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusCreated, shown)
}

// updateSchema changes what an account decides about an object type of its own. The answer is without properties and
// associations.
func (s *server) updateSchema(c *gin.Context) error {
	var in schemaChange
	if err := decode(c, &in); err != nil {
		return err
	}
	account := s.Account(c.Request)
	known, err := schemaNamed(account, c.Param("type"))
	if err != nil {
		return err
	}
	o, err := account.Redefine(known.Type.TypeID, in.edit)
	if err != nil {
		return refusedSchema(err, c.Param("type"))
	}
	return sendValue(c, http.StatusOK, definitionOf(o))
}

// archiveSchema archives an object type without records, or removes it for good with archived=true.
func (s *server) archiveSchema(c *gin.Context) error {
	forGood, err := flag(c, "archived")
	if err != nil {
		return err
	}
	account := s.Account(c.Request)
	named := schemaNamed
	if forGood {
		named = anySchemaNamed
	}
	known, err := named(account, c.Param("type"))
	if err != nil {
		return err
	}
	if err := account.ArchiveType(known.Type.TypeID, forGood); err != nil {
		return refusedSchema(err, c.Param("type"))
	}
	sendNothing(c)
	return nil
}

// refusedSchema is HubSpot's answer for a change to an object type that cannot be made.
func refusedSchema(err error, name string) error {
	if taken, ok := errors.AsType[*store.NameTakenError](err); ok {
		return refusal.SchemaExists(taken.Name)
	}
	switch {
	case errors.Is(err, store.ErrNoType):
		return refusal.NotCustom(name)
	case errors.Is(err, store.ErrHasRecords):
		return refusal.SchemaInUse(name)
	case errors.Is(err, store.ErrTooManyTypes):
		return refusal.PropertyLimit("custom objects", store.MaxTypes)
	}
	if definition, ok := errors.AsType[*schema.DefinitionError](err); ok && definition.Problem == schema.PropertyExists {
		return refusal.PropertyExists(definition.Name)
	}
	return err
}
