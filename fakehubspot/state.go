package fakehubspot

import "io"

// Export writes contacts, properties and clock as JSON lines. The same state gives the same bytes.
func (s *Server) Export(w io.Writer) error { return s.hub.Export(w) }

// Import replaces contacts, properties and clock with those of an export. An error leaves everything as it was.
func (s *Server) Import(r io.Reader) error { return public(s.hub.Import(r)) }

// Reset goes back to the state at the start: contacts, properties, clock, index, tokens, faults, limits and churn. The
// journal is emptied.
func (s *Server) Reset() error { return public(s.hub.Reset()) }
