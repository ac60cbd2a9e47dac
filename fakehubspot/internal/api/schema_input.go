package api

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// schemaInput is the body of creating an object type.
type schemaInput struct {
	Name        string          `json:"name"`
	Labels      *labels         `json:"labels"`
	Description string          `json:"description"`
	Primary     string          `json:"primaryDisplayProperty"`
	Secondary   []string        `json:"secondaryDisplayProperties"`
	Required    []string        `json:"requiredProperties"`
	Searchable  []string        `json:"searchableProperties"`
	Properties  []propertyInput `json:"properties"`
	Associated  []string        `json:"associatedObjects"`
	Sensitive   bool            `json:"allowsSensitiveProperties"`
}

// maxSearchable is how many properties the query of a search can look through.
const maxSearchable = 20

// schemaForm is what an object type of an account's own may be called.
var schemaForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,99}$`)

// custom is the object type that an input describes, with its properties. The error is HubSpot's answer.
func (in schemaInput) custom() (store.Custom, []schema.Property, error) {
	var missing []string
	if in.Labels == nil {
		missing = append(missing, "labels")
	}
	if in.Name == "" {
		missing = append(missing, "name")
	}
	if missing != nil {
		return store.Custom{}, nil, refusal.MissingFields(missing...)
	}
	if !schemaForm.MatchString(in.Name) {
		return store.Custom{}, nil, refusal.SchemaName(in.Name)
	}
	c := store.Custom{Name: in.Name, Settings: object.Settings{
		Singular: in.Labels.Singular, Plural: in.Labels.Plural, Description: in.Description, Primary: in.Primary,
		Secondary: in.Secondary, Required: in.Required, Searchable: in.Searchable, Sensitive: in.Sensitive,
	}}
	if c.Settings.Searchable == nil && in.Primary != "" {
		c.Settings.Searchable = []string{in.Primary}
	}
	properties := make([]schema.Property, len(in.Properties))
	for i, given := range in.Properties {
		properties[i] = given.property()
		fillIn(&properties[i], in.Name)
	}
	return c, properties, checkSettings(c.Settings, func(name string) bool {
		return standardOfCustom[name] || slices.ContainsFunc(properties, func(p schema.Property) bool { return p.Name == name })
	})
}

// standardOfCustom are the properties that every object type of an account's own has from the start.
var standardOfCustom = func() map[string]bool {
	all := map[string]bool{}
	for _, p := range object.Custom(0, "x", object.Settings{}).Schema.Properties {
		all[p.Name] = true
	}
	return all
}()

// fillIn gives a property of a new object type what was left out: a text in the section of the type.
func fillIn(p *schema.Property, name string) {
	if p.GroupName == "" {
		p.GroupName = strings.ToLower(name) + "_information"
	}
	if p.Type == "" {
		p.Type = schema.String
	}
	if p.FieldType == "" && p.Type == schema.String {
		p.FieldType = "text"
	}
}

// checkSettings reports settings that an object type cannot have, whose properties are known by name.
func checkSettings(s object.Settings, known func(string) bool) error {
	if s.Singular == "" || s.Plural == "" {
		return refusal.SchemaLabels()
	}
	if s.Primary == "" {
		return refusal.SchemaWithoutPrimary()
	}
	if len(s.Searchable) > maxSearchable {
		return refusal.TooManySearchable(maxSearchable, len(s.Searchable))
	}
	for _, name := range s.Named() {
		if !known(name) {
			return refusal.SchemaProperty(name)
		}
	}
	return nil
}

// associated are the object types with which the records of the new one can be associated.
func (in schemaInput) associated(a *store.Account) ([]*store.Store, error) {
	var all []*store.Store
	for _, name := range in.Associated {
		o, known := a.Object(strings.ToLower(name))
		if !known {
			o, known = a.Object(name)
		}
		if !known {
			return nil, refusal.UnknownObjectType(name)
		}
		all = append(all, o)
	}
	return all, nil
}

// schemaChange is the body of a change; what is absent stays.
type schemaChange struct {
	Labels           *labels   `json:"labels"`
	Description      *string   `json:"description"`
	ClearDescription bool      `json:"clearDescription"`
	Primary          *string   `json:"primaryDisplayProperty"`
	Secondary        *[]string `json:"secondaryDisplayProperties"`
	Required         *[]string `json:"requiredProperties"`
	Searchable       *[]string `json:"searchableProperties"`
	Sensitive        *bool     `json:"allowsSensitiveProperties"`
}

// edit applies what is given, unless the result is nothing that an object type can be.
func (in schemaChange) edit(o *store.Store, s *object.Settings) error {
	if in.Labels != nil {
		s.Singular, s.Plural = in.Labels.Singular, in.Labels.Plural
	}
	set(&s.Description, in.Description)
	if in.ClearDescription {
		s.Description = ""
	}
	set(&s.Primary, in.Primary)
	set(&s.Secondary, in.Secondary)
	set(&s.Required, in.Required)
	set(&s.Searchable, in.Searchable)
	set(&s.Sensitive, in.Sensitive)
	err := checkSettings(*s, func(name string) bool {
		_, known := o.Schema.Key(name)
		return known
	})
	if err != nil {
		return fmt.Errorf("%s: %w", o.Type.Own, err)
	}
	return nil
}
