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
