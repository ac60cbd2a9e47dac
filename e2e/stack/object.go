package stack

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Object is the records of one object type in the fake HubSpot.
type Object struct {
	http rest
	name string
}

// Object returns the records of an object type, by its name in HubSpot's paths (companies), by the ID of its type (0-2), or by
// the fully qualified name of a custom object (p62515_car).
func (h *HubSpot) Object(name string) *Object { return &Object{http: h.http, name: name} }

// Record is a record as HubSpot's API returns it.
type Record struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
	UpdatedAt  time.Time         `json:"updatedAt"`
	Archived   bool              `json:"archived"`
}

// path is HubSpot's path of the object type, with more after it.
func (o *Object) path(more string) string { return "/crm/v3/objects/" + url.PathEscape(o.name) + more }

// controlPath is the path of the object type in the control API, with more after it.
func (o *Object) controlPath(more string) string {
	return "/_fake/objects/" + url.PathEscape(o.name) + more
}

// All returns all live records in the order of the list, reading page by page.
func (o *Object) All(ctx context.Context) ([]Record, error) {
	return pages[Record](ctx, o.http, o.path(""), url.Values{"limit": {"100"}})
}

// Showing returns the records with these properties, all live ones or all archived ones, in the order of the list.
func (o *Object) Showing(ctx context.Context, archived bool, properties ...string) ([]Record, error) {
	query := url.Values{"limit": {"100"}, "properties": {strings.Join(properties, ",")}, "archived": {strconv.FormatBool(archived)}}
	return pages[Record](ctx, o.http, o.path(""), query)
}

// Create adds a record.
func (o *Object) Create(ctx context.Context, properties map[string]string) (Record, error) {
	var made Record
	err := o.http.call(ctx, http.MethodPost, o.path(""), map[string]any{"properties": properties}, &made)
	return made, err
}

// Update changes properties of a record.
func (o *Object) Update(ctx context.Context, id string, properties map[string]string) (Record, error) {
	var changed Record
	err := o.http.call(ctx, http.MethodPatch, o.path("/"+id), map[string]any{"properties": properties}, &changed)
	return changed, err
}

// Archive moves a record to the recycling bin.
func (o *Object) Archive(ctx context.Context, id string) error {
	return o.http.call(ctx, http.MethodDelete, o.path("/"+id), nil, nil)
}

// Merge merges two records into a new one.
func (o *Object) Merge(ctx context.Context, primary, other string) (Record, error) {
	var merged Record
	err := o.http.call(ctx, http.MethodPost, o.path("/merge"),
		map[string]string{"primaryObjectId": primary, "objectIdToMerge": other}, &merged)
	return merged, err
}

// Erase deletes a record permanently, as the GDPR requires; no trace is left.
func (o *Object) Erase(ctx context.Context, id string) error {
	return o.http.call(ctx, http.MethodPost, o.path("/gdpr-delete"), map[string]string{"objectId": id}, nil)
}

// Restore takes a record out of the recycling bin, as a user of HubSpot's web
// page does.
func (o *Object) Restore(ctx context.Context, id string) error {
	return o.http.call(ctx, http.MethodPost, o.controlPath("/"+id+"/restore"), nil, nil)
}

// Change changes n records, each at its own time.
func (o *Object) Change(ctx context.Context, n int) ([]string, error) {
	return o.change(ctx, map[string]any{"count": n})
}

// Touch changes n records in the same millisecond.
func (o *Object) Touch(ctx context.Context, n int) ([]string, error) {
	return o.change(ctx, map[string]any{"count": n, "sameMillisecond": true})
}

func (o *Object) change(ctx context.Context, what map[string]any) ([]string, error) {
	var answer struct {
		Changed []string `json:"changed"`
	}
	err := o.http.call(ctx, http.MethodPost, o.controlPath("/change"), what, &answer)
	return answer.Changed, err
}
