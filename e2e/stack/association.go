package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// Association is a record that another one is associated with, as HubSpot's API returns it.
type Association struct {
	ID    json.Number       `json:"toObjectId"`
	Types []AssociationType `json:"associationTypes"`
}

// AssociationType is one of the types of an association.
type AssociationType struct {
	Category string `json:"category"`
	TypeID   int    `json:"typeId"`
	// Label is nil if the type has none.
	Label *string `json:"label"`
}

// associations is HubSpot's path of a record's associations, with more after it.
func (o *Object) associations(id, more string) string {
	return "/crm/v4/objects/" + url.PathEscape(o.name) + "/" + id + "/associations/" + more
}

// Associate associates a record with one of another object type, without a label.
func (o *Object) Associate(ctx context.Context, id, other, otherID string) error {
	return o.http.call(ctx, http.MethodPut, o.associations(id, "default/"+url.PathEscape(other)+"/"+otherID), nil, nil)
}

// Label associates a record with one of another object type by these types, in place of those it had.
func (o *Object) Label(ctx context.Context, id, other, otherID string, types ...AssociationType) error {
	type inner struct {
		Category string `json:"associationCategory"`
		TypeID   int    `json:"associationTypeId"`
	}
	body := make([]inner, len(types))
	for i, t := range types {
		body[i] = inner{t.Category, t.TypeID}
	}
	return o.http.call(ctx, http.MethodPut, o.associations(id, url.PathEscape(other)+"/"+otherID), body, nil)
}

// Dissociate ends every association between two records.
func (o *Object) Dissociate(ctx context.Context, id, other, otherID string) error {
	return o.http.call(ctx, http.MethodDelete, o.associations(id, url.PathEscape(other)+"/"+otherID), nil, nil)
}

// Associations returns what a record is associated with among the records of another object type, reading page by page.
func (o *Object) Associations(ctx context.Context, id, other string) ([]Association, error) {
	return pages[Association](ctx, o.http, o.associations(id, url.PathEscape(other)), url.Values{"limit": {"500"}})
}

// DefineLabel defines a label for associations of these records with those of another object type, and returns its type from here to
// there.
func (o *Object) DefineLabel(ctx context.Context, other, name, label string) (AssociationType, error) {
	path := "/crm/v4/associations/" + url.PathEscape(o.name) + "/" + url.PathEscape(other) + "/labels"
	if err := o.http.call(ctx, http.MethodPost, path, map[string]string{"name": name, "label": label}, nil); err != nil {
		return AssociationType{}, err
	}
	var all struct {
		Results []AssociationType `json:"results"`
	}
	if err := o.http.call(ctx, http.MethodGet, path, nil, &all); err != nil {
		return AssociationType{}, err
	}
	for _, of := range all.Results {
		if of.Label != nil && *of.Label == label {
			return of, nil
		}
	}
	return AssociationType{}, fmt.Errorf("HubSpot does not list the label %q after defining it", label)
}
