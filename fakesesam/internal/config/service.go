package config

import "strings"

// Service is where a json sink or an http transform posts entities.
type Service struct {
	// System is the ID of the system; empty if there is none.
	System string
	// URL is a path, relative to the system (a leading slash is optional), or an absolute URL.
	URL string
	// Headers are sent with each request.
	Headers map[string]string
	// BatchSize is the maximum number of entities in one request (100).
	BatchSize int
}

// readService reads what json sinks and http transforms have in common.
func (set *Set) readService(o *object) *Service {
	s := &Service{URL: o.required("url", "/receiver")}
	absolute := strings.HasPrefix(s.URL, "http://") || strings.HasPrefix(s.URL, "https://")
	s.System = set.readSystemID(o, !absolute && !o.awaits("url"), NotHere)
	s.Headers = o.texts("headers", false)
	s.BatchSize = o.integer("batch_size", 100)
	return s
}
