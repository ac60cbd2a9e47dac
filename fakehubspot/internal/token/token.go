// Package token holds the access tokens of an account: which exist, what each may do, and which one a request carries.
// The scopes that a call needs are those of its object type in package object, and in routes.go of package api.
package token

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
)

// Token is one credential of the account.
type Token struct {
	// Name identifies the token where its value must not appear, such as in a URL. Add makes one up if it is empty.
	Name string
	// Value is what clients send after "Bearer".
	Value string
	// Scopes is what the token may do; nil means everything.
	Scopes []string
	// Expires is when the token stops working; the zero time means never.
	Expires time.Time
}

// Expired reports whether the token no longer works at a given time.
func (t Token) Expired(at time.Time) bool { return !t.Expires.IsZero() && !at.Before(t.Expires) }

// Allows reports whether the token has at least one of the scopes.
func (t Token) Allows(anyOf ...string) bool {
	return t.Scopes == nil || slices.ContainsFunc(anyOf, func(one string) bool { return slices.Contains(t.Scopes, one) })
}

// The bounds of a token, in bytes and entries.
const (
	maxValue  = 4_096
	maxScope  = 200
	maxScopes = 500
)

// Check returns what is wrong with the token. No error contains its value.
func (t Token) Check() error {
	switch {
	case t.Value == "":
		return errors.New("token must not be empty")
	case strings.TrimSpace(t.Value) != t.Value:
		return errors.New("token must not begin or end with a space")
	case strings.ContainsFunc(t.Value, unicode.IsControl):
		return errors.New("token must not contain control characters: no header can carry them")
	case len(t.Scopes) > maxScopes:
		return fmt.Errorf("scopes of the token must be at most %d, got %d", maxScopes, len(t.Scopes))
	case slices.Contains(t.Scopes, ""):
		return errors.New("scopes of the token must not contain an empty scope")
	}
	err := errors.Join(bound.Text("token", t.Value, maxValue), bound.Name("name of the token", t.Name))
	for i, scope := range t.Scopes {
		err = errors.Join(err, bound.Text(fmt.Sprintf("scopes[%d] of the token", i), scope, maxScope))
	}
	if !t.Expires.IsZero() {
		if wrong := clock.Check(t.Expires); wrong != nil {
			err = errors.Join(err, fmt.Errorf("expires of the token %w", wrong))
		}
	}
	return err
}
