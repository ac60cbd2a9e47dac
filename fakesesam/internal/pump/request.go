package pump

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"

// Kind is what sort of run is asked for.
type Kind int

// Kinds of run.
const (
	// Normal goes on from the offset, unless a rescan is due.
	Normal Kind = iota
	// Rescan reads everything.
	Rescan
)

// User is who asked for something, for the execution log; the zero User is the node itself.
type User struct {
	Email      string `json:"email"`
	RemoteAddr string `json:"remote_addr"`
	UserID     string `json:"user_id"`
}

// Request is one run that is asked for.
type Request struct {
	Kind Kind
	User User
	// Body is read in place of the pipe's source: entities that somebody has sent. No offset moves for them.
	Body source.Source
	// Full tells that Body is the whole: what it does not have is deleted when it has been read to its end. Otherwise
	// it is a part, and nothing is deleted for it.
	Full bool
	// Part says which request of a set in several ones Body is; nil when nothing was said. The whole of a full set is then
	// all its parts.
	Part *Part
}
