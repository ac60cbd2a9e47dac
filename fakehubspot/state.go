package fakehubspot

import "io"

// Export writes contacts, properties and the clock as JSON lines. The same state gives the same bytes. The error is that of
// w.
func (s *Server) Export(w io.Writer) error { return s.hub.Export(w) }

// Import replaces contacts, properties and the clock with those of an export. If it fails, everything is as before.
func (s *Server) Import(r io.Reader) error { return public(s.hub.Import(r)) }

// Reset goes back to the state at the start: contacts, properties, clock, index, tokens, faults, limits and churn. It also
// empties the journal.
func (s *Server) Reset() error { return public(s.hub.Reset()) }
