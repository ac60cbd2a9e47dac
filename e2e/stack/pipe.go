package stack

import (
	"context"
	"net/http"
)

// A Source is what a pipe reads from the connector.
type Source struct {
	// URL is the path at the connector, with its query: get_deals?properties=dealname.
	URL string
	// SupportsSince makes the pipe send its offset. If false, every run reads everything.
	SupportsSince bool
}

// AddPipe adds a pipe to the node, beside those of the project, with a source at the connector. It is gone when the node is
// restarted.
func (s *Sesam) AddPipe(ctx context.Context, id string, source Source) error {
	return s.http.call(ctx, http.MethodPost, "/api/pipes", map[string]any{
		"_id":  id,
		"type": "pipe",
		"source": map[string]any{
			"type":           "json",
			"system":         System,
			"url":            source.URL,
			"supports_since": source.SupportsSince,
		},
		"pump":           map[string]any{"log_events_noop_runs": true},
		"add_namespaces": false,
	}, nil)
}

// AddReceiver adds a pipe to whose dataset entities are sent, see [Sesam.Send]. It is gone when the node is restarted.
func (s *Sesam) AddReceiver(ctx context.Context, id string) error {
	return s.http.call(ctx, http.MethodPost, "/api/pipes", map[string]any{
		"_id": id, "type": "pipe", "source": map[string]any{"type": "http_endpoint"}, "add_namespaces": false,
	}, nil)
}

// Send sends entities to a pipe that receives them.
func (s *Sesam) Send(ctx context.Context, pipe string, entities ...map[string]any) error {
	return s.http.call(ctx, http.MethodPost, "/api/receivers/"+pipe+"/entities", entities, nil)
}

// AddPush adds a pipe that sends the entities of a dataset to the connector, at a path with its query: push_contacts. The first one
// that is refused ends its run, unlike those of the project, whose system lets such entities wait. It is gone when the node is
// restarted.
func (s *Sesam) AddPush(ctx context.Context, id, dataset, path string) error {
	return s.addPush(ctx, id, dataset, path, map[string]any{"log_events_noop_runs": true, "max_write_errors_in_retry_dataset": 0})
}
