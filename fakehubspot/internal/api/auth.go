package api

import (
	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// tokenKey is where guard leaves the caller's token.
const tokenKey = "token"

// The scopes of what is no object type's own.
const (
	oauthScope  = "oauth"
	ownersScope = "crm.objects.owners.read"
)

// guard lets in who has a token and a query that is not too long.
func (s *server) guard(c *gin.Context) {
	answer, ok := s.admit(c)
	if !ok {
		answer.Write(c.Writer)
		c.Abort()
	}
}

func (s *server) admit(c *gin.Context) (refusal.Refusal, bool) {
	if len(c.Request.RequestURI) > s.MaxURL {
		return refusal.URITooLong(), false
	}
	caller, found := s.Tokens.Find(token.Of(c.Request))
	switch {
	case found && caller.Expired(s.Now()):
		return refusal.ExpiredToken(caller.Expires, s.Now()), false
	case found:
		c.Set(tokenKey, caller)
		return refusal.Refusal{}, true
	case open(c.Request.URL.Path):
		return refusal.Refusal{}, true
	case c.GetHeader("Authorization") == "" && c.Query("hapikey") != "":
		return refusal.UnknownHapikey(), false
	default:
		return refusal.MissingToken(), false
	}
}

// scope lets in tokens that have one of the scopes.
func (s *server) scope(anyOf ...string) gin.HandlerFunc {
	return func(c *gin.Context) { requireScope(c, anyOf) }
}

// objectScope lets in tokens that have one of the scopes that the object type in the path wants.
func (s *server) objectScope(anyOf func(object.Scopes) []string) gin.HandlerFunc {
	return func(c *gin.Context) {
		o, _ := c.MustGet(objectKey).(*store.Store)
		requireScope(c, anyOf(o.Type.Scopes))
	}
}

// allowed reports whether the caller's token has one of the scopes.
func allowed(c *gin.Context, anyOf []string) bool {
	caller, _ := c.MustGet(tokenKey).(token.Token)
	return caller.Allows(anyOf...)
}

func requireScope(c *gin.Context, anyOf []string) {
	if allowed(c, anyOf) {
		return
	}
	refusal.MissingScopes(anyOf...).Write(c.Writer)
	c.Abort()
}
