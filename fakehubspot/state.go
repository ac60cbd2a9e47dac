package fakehubspot

import "io"

// Export writes records, properties and the clock as JSON lines. The same state gives the same bytes. The error is that of
// w.
func (s *Server) Export(w io.Writer) error { return s.hub.Export(w) }

// Import replaces records, properties and the clock with those of an export, all at once: whoever reads meanwhile sees the
// old ones or the new ones. Cursors that the server gave out before stay given out: see [CursorHabit]. If it fails, everything
// is as before.
func (s *Server) Import(r io.Reader) error { return public(s.hub.Import(r)) }

// Reset goes back to the state at the start, all at once: records, properties, clock, index, cursors, tokens, faults,
// limits, journal and churn. The same calls give the same bytes again. A call that a fault holds up ends on the account that is gone.
func (s *Server) Reset() error { return public(s.hub.Reset()) }
