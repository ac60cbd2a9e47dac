package api

import (
	"crypto/subtle"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bearer"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Token is one credential of the account.
type Token struct {
	Value string
	// Scopes are what the token may do; nil means everything.
	Scopes []string
	// Expires is when it stops to work; zero means never.
	Expires time.Time
}

// tokenKey is where guard leaves the caller's token.
const tokenKey = "token"

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
	token, found := s.token(bearer.Token(c.Request))
	switch {
	case found && !token.Expires.IsZero() && !s.Now().Before(token.Expires):
		return refusal.ExpiredToken(token.Expires, s.Now()), false
	case found:
		c.Set(tokenKey, token)
		return refusal.Refusal{}, true
	case c.GetHeader("Authorization") == "" && c.Query("hapikey") != "":
		return refusal.UnknownHapikey(), false
	default:
		return refusal.MissingToken(), false
	}
}

// token finds the credential of that value.
func (s *server) token(value string) (Token, bool) {
	for _, token := range s.Tokens {
		if subtle.ConstantTimeCompare([]byte(token.Value), []byte(value)) == 1 {
			return token, true
		}
	}
	return Token{}, false
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

func requireScope(c *gin.Context, anyOf []string) {
	token, _ := c.MustGet(tokenKey).(Token)
	if token.Scopes == nil || slices.ContainsFunc(anyOf, func(one string) bool { return slices.Contains(token.Scopes, one) }) {
		return
	}
	refusal.MissingScopes(anyOf...).Write(c.Writer)
	c.Abort()
}
