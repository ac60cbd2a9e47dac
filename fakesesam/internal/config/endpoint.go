package config

// Endpoint is how an endpoint sink's entities are offered to who reads them.
type Endpoint struct {
	// SkipDeleted leaves out deleted entities; an http_endpoint has them always.
	SkipDeleted bool
	// Filename is the name to save the answer under; empty for none. An address may end with another.
	Filename string
	// Disposition is "attachment" or "inline"; it is told where there is a file name.
	Disposition string
}

// readFile reads what all endpoint sinks have.
func (e *Endpoint) readFile(o *object) {
	e.Filename = o.text("filename", "")
	e.Disposition = o.oneOf("content_disposition", "attachment", "attachment", "inline")
}

// removesNamespaces tells whether namespaces are removed from what the sink gets unless the pipe says otherwise. XML keeps
// its prefixes.
func (s *Sink) removesNamespaces() bool {
	return s.Type == SinkHTTPEndpoint || s.Type == SinkCSVEndpoint
}

// Format is the last part of the address at which the sink's entities are published: /api/publishers/{pipe}/….
func (s *Sink) Format() string {
	switch s.Type {
	case SinkCSVEndpoint:
		return "csv"
	case SinkXMLEndpoint:
		return "xml"
	default:
		return "entities"
	}
}
