package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyProperty is a definition as versions 1 and 2 of the properties API show it: times are milliseconds since 1970.
type legacyProperty struct {
	Name               string         `json:"name"`
	Label              string         `json:"label"`
	Description        string         `json:"description"`
	GroupName          string         `json:"groupName"`
	Type               string         `json:"type"`
	FieldType          string         `json:"fieldType"`
	Options            []legacyOption `json:"options"`
	DisplayOrder       int            `json:"displayOrder"`
	FormField          bool           `json:"formField"`
	ReadOnlyValue      bool           `json:"readOnlyValue"`
	ReadOnlyDefinition bool           `json:"readOnlyDefinition"`
	Hidden             bool           `json:"hidden"`
	// Kept is mutable but cannot be deleted.
	Kept            bool   `json:"mutableDefinitionNotDeletable"`
	Calculated      bool   `json:"calculated"`
	ExternalOptions bool   `json:"externalOptions"`
	HubSpotDefined  bool   `json:"hubspotDefined"`
	Deleted         bool   `json:"deleted"`
	CreatedAt       *int64 `json:"createdAt"`
	UpdatedAt       *int64 `json:"updatedAt"`
}

type legacyOption struct {
	Label        string `json:"label"`
	Value        string `json:"value"`
	Description  string `json:"description"`
	DisplayOrder int    `json:"displayOrder"`
	Hidden       bool   `json:"hidden"`
	ReadOnly     bool   `json:"readOnly"`
}

// legacyProperties are the routes of versions 1 and 2 that programs still read: a list without an envelope, and one by name.
func (s *server) legacyProperties(g *gin.RouterGroup) {
	read := g.Group("", s.objectScope(readSchemaScopes))
	read.GET("", s.on(s.listLegacyProperties))
	read.GET("/named/:name", s.on(s.readLegacyProperty))
}

func (s *server) listLegacyProperties(c *gin.Context, o *store.Store) error {
	list := []legacyProperty{}
	for _, p := range o.Schema.Properties(false) {
		list = append(list, legacyOf(p))
	}
	return sendValue(c, http.StatusOK, list)
}

func (s *server) readLegacyProperty(c *gin.Context, o *store.Store) error {
	p, known := o.Schema.Property(c.Param("name"))
	if !known || p.Archived {
		return refusal.PropertyNotFound(c.Param("name"))
	}
	return sendValue(c, http.StatusOK, legacyOf(p))
}

func legacyOf(p *schema.Property) legacyProperty {
	options := make([]legacyOption, len(p.Options))
	for i, one := range p.Options {
		options[i] = legacyOption{
			Label: one.Label, Value: one.Value, Description: one.Description, DisplayOrder: one.DisplayOrder, Hidden: one.Hidden,
		}
	}
	return legacyProperty{
		Name: p.Name, Label: p.Label, Description: p.Description, GroupName: p.GroupName, Type: p.Type, FieldType: p.FieldType,
		Options: options, DisplayOrder: p.DisplayOrder, FormField: p.FormField, ReadOnlyValue: p.Modification.ReadOnlyValue,
		ReadOnlyDefinition: p.Modification.ReadOnlyDefinition, Hidden: p.Hidden, Kept: !p.Modification.Archivable,
		Calculated: p.Calculated, ExternalOptions: p.ExternalOptions, HubSpotDefined: p.HubSpotDefined, Deleted: p.Archived,
		CreatedAt: legacyTime(p.CreatedAt), UpdatedAt: legacyTime(p.UpdatedAt),
	}
}

func legacyTime(at *time.Time) *int64 {
	if at == nil {
		return nil
	}
	ms := at.UnixMilli()
	return &ms
}
