package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// propertyInput is the body of creating a property; for a change, what is absent stays.
type propertyInput struct {
	Name                 *string          `json:"name"`
	Label                *string          `json:"label"`
	Type                 *string          `json:"type"`
	FieldType            *string          `json:"fieldType"`
	GroupName            *string          `json:"groupName"`
	Description          *string          `json:"description"`
	Options              *[]schema.Option `json:"options"`
	DisplayOrder         *int             `json:"displayOrder"`
	HasUniqueValue       *bool            `json:"hasUniqueValue"`
	Hidden               *bool            `json:"hidden"`
	FormField            *bool            `json:"formField"`
	ExternalOptions      *bool            `json:"externalOptions"`
	CalculationFormula   *string          `json:"calculationFormula"`
	ReferencedObjectType *string          `json:"referencedObjectType"`
	DataSensitivity      *string          `json:"dataSensitivity"`
	NumberDisplayHint    *string          `json:"numberDisplayHint"`
	TextDisplayHint      *string          `json:"textDisplayHint"`
	CurrencyPropertyName *string          `json:"currencyPropertyName"`
	ShowCurrencySymbol   *bool            `json:"showCurrencySymbol"`
}

// edit applies what is given. Whether values are unique is settled when the property is made.
func (in propertyInput) edit(p *schema.Property) {
	set(&p.Label, in.Label)
	set(&p.Type, in.Type)
	set(&p.FieldType, in.FieldType)
	set(&p.GroupName, in.GroupName)
	set(&p.Description, in.Description)
	set(&p.Options, in.Options)
	set(&p.DisplayOrder, in.DisplayOrder)
	set(&p.Hidden, in.Hidden)
	set(&p.FormField, in.FormField)
	set(&p.CalculationFormula, in.CalculationFormula)
	set(&p.NumberDisplayHint, in.NumberDisplayHint)
	set(&p.TextDisplayHint, in.TextDisplayHint)
	set(&p.CurrencyPropertyName, in.CurrencyPropertyName)
	if in.ShowCurrencySymbol != nil {
		p.ShowCurrencySymbol = in.ShowCurrencySymbol
	}
}

// property is the definition of a new property.
func (in propertyInput) property() schema.Property {
	p := schema.Property{DisplayOrder: -1}
	in.edit(&p)
	set(&p.Name, in.Name)
	set(&p.HasUniqueValue, in.HasUniqueValue)
	set(&p.ExternalOptions, in.ExternalOptions)
	set(&p.ReferencedObjectType, in.ReferencedObjectType)
	set(&p.DataSensitivity, in.DataSensitivity)
	return p
}

// set takes a value that was given.
func set[T any](target, given *T) {
	if given != nil {
		*target = *given
	}
}

func (s *server) listProperties(c *gin.Context, o *store.Store) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	without := notListed
	if archived {
		without = nil
	}
	results := []jsontext.Value{}
	for _, p := range o.Schema.Properties(archived) {
		if wanted := c.DefaultQuery("dataSensitivity", "non_sensitive"); p.DataSensitivity != wanted {
			continue
		}
		shown, err := shape(p, without)
		if err != nil {
			return err
		}
		results = append(results, shown)
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": results})
}

func (s *server) readProperty(c *gin.Context, o *store.Store) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	p, ok := o.Schema.Property(c.Param("name"))
	if !ok || p.Archived != archived {
		return &schema.DefinitionError{Problem: schema.PropertyNotFound, Name: c.Param("name")}
	}
	return sendValue(c, http.StatusOK, p)
}

func (s *server) createProperty(c *gin.Context, o *store.Store) error {
	var in propertyInput
	if err := decode(c, &in); err != nil {
		return err
	}
	p, err := o.Schema.Create(in.property())
	if err != nil {
		return err
	}
	shown, err := newShape(p)
	if err != nil {
		return err
	}
	send(c, http.StatusCreated, shown)
	return nil
}

func (s *server) updateProperty(c *gin.Context, o *store.Store) error {
	var in propertyInput
	if err := decode(c, &in); err != nil {
		return err
	}
	p, err := o.Schema.Update(c.Param("name"), in.edit)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, p)
}

func (s *server) archiveProperty(c *gin.Context, o *store.Store) error {
	if err := o.Schema.Archive(c.Param("name")); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}
