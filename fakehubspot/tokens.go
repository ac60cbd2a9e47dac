package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// AccessToken is a bearer token of the account.
type AccessToken struct {
	// Name identifies the token where its value must not appear; AddToken makes one up if it is empty. It must not contain
	// /, ? or #.
	Name string
	// Value is what clients send after "Bearer". It is required.
	Value string
	// Scopes are what the token may do, such as crm.objects.contacts.read; nil means everything.
	Scopes []string
	// Expires is when the token stops working, by the server's clock; the zero time means never.
	Expires time.Time
}

// Token returns the value of the first token that the server was started with.
func (s *Server) Token() string { return s.token }

// Tokens returns all tokens, in the order in which they were added.
func (s *Server) Tokens() []AccessToken {
	tokens := s.hub.Tokens.List()
	all := make([]AccessToken, len(tokens))
	for i, t := range tokens {
		all[i] = AccessToken(t)
	}
	return all
}

// AddToken adds a token and returns it with its name. The error is ErrTaken if another token has that name or value.
func (s *Server) AddToken(t AccessToken) (AccessToken, error) {
	added, err := s.hub.Tokens.Add(token.Token(t))
	return AccessToken(added), public(err)
}

// RemoveToken removes the token of that name; calls that carry it are refused from then on.
func (s *Server) RemoveToken(name string) error { return public(s.hub.Tokens.Remove(name)) }
