package fakehubspot

import "io"

// StateFile keeps the account in a file: what [Server.Export] writes. If there is one at the start, the server goes on from it,
// and what is to be made at the start is not; otherwise the file is made. A call that may change something is in the file
// before it is answered, and before any other call shows it, so that a server that is killed has forgotten nothing. What changes
// without a call, through the methods of [Server] or in the background, is in it with the next call that may change something,
// and when the server is closed. A running clock has gone on when the server comes back.
//
// Each such call writes the whole account: that takes a second or two for 50,000 records.
func StateFile(path string) Option {
	return func(o *options) error { o.config.StateFile = path; return nil }
}

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
