package stack

import (
	"context"
	"net/http"
	"net/url"
)

// Owner is a user of the account, as HubSpot's API returns it.
type Owner struct {
	ID       string `json:"id"`
	Email    string `json:"email"`
	Archived bool   `json:"archived"`
}

// Owners returns the owners that are live, or those that are archived.
func (h *HubSpot) Owners(ctx context.Context, archived bool) ([]Owner, error) {
	query := url.Values{"limit": {"100"}}
	if archived {
		query.Set("archived", "true")
	}
	return pages[Owner](ctx, h.http, "/crm/v3/owners", query)
}

// AddOwner adds a person, as an administrator of the account does who invites somebody.
func (h *HubSpot) AddOwner(ctx context.Context, email string) (Owner, error) {
	var made Owner
	err := h.http.call(ctx, http.MethodPost, "/_fake/owners", map[string]string{"email": email, "firstName": "Kim", "lastName": "Lie"}, &made)
	return made, err
}

// ArchiveOwner deactivates an owner.
func (h *HubSpot) ArchiveOwner(ctx context.Context, id string) error {
	return h.http.call(ctx, http.MethodPatch, "/_fake/owners/"+id, map[string]bool{"archived": true}, nil)
}

// Pipeline is a pipeline of an object type.
type Pipeline struct {
	ID     string  `json:"id"`
	Label  string  `json:"label"`
	Stages []Stage `json:"stages"`
}

// Stage is a stage of a pipeline.
type Stage struct {
	ID           string            `json:"id,omitempty"`
	Label        string            `json:"label"`
	DisplayOrder int               `json:"displayOrder"`
	Metadata     map[string]string `json:"metadata"`
}

// Pipelines returns the pipelines of an object type.
func (h *HubSpot) Pipelines(ctx context.Context, object string) ([]Pipeline, error) {
	return pages[Pipeline](ctx, h.http, pipelinesPath(object), url.Values{})
}

// AddPipeline adds a pipeline to an object type.
func (h *HubSpot) AddPipeline(ctx context.Context, object, label string, stages ...Stage) (Pipeline, error) {
	var made Pipeline
	err := h.http.call(ctx, http.MethodPost, pipelinesPath(object), map[string]any{"label": label, "displayOrder": 1, "stages": stages}, &made)
	return made, err
}

// RemovePipeline deletes a pipeline.
func (h *HubSpot) RemovePipeline(ctx context.Context, object, id string) error {
	return h.http.call(ctx, http.MethodDelete, pipelinesPath(object)+"/"+url.PathEscape(id), nil, nil)
}

func pipelinesPath(object string) string { return "/crm/v3/pipelines/" + url.PathEscape(object) }

// DefineObject defines a custom object whose records have these properties, all of them text; the first one is required. It
// returns the object's fully qualified name and the ID of its type.
func (h *HubSpot) DefineObject(ctx context.Context, name string, properties ...string) (qualified, typeID string, err error) {
	definitions := make([]map[string]string, len(properties))
	for i, property := range properties {
		definitions[i] = map[string]string{"name": property, "label": property, "type": "string", "fieldType": "text"}
	}
	var made struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		ObjectTypeID       string `json:"objectTypeId"`
	}
	err = h.http.call(ctx, http.MethodPost, "/crm/v3/schemas", map[string]any{
		"name":                   name,
		"labels":                 map[string]string{"singular": name, "plural": name + "s"},
		"primaryDisplayProperty": properties[0],
		"requiredProperties":     properties[:1],
		"properties":             definitions,
		"associatedObjects":      []string{"CONTACT"},
	}, &made)
	return made.FullyQualifiedName, made.ObjectTypeID, err
}
