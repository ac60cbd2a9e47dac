package oauth_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/oauth"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func newBook(seed uint64) (*oauth.Book, *token.Set) {
	tokens := &token.Set{}
	return oauth.NewBook(seed, func() time.Time { return noon }, tokens), tokens
}

func TestTokensAreHandedOutAndRefreshed(t *testing.T) {
	b, tokens := newBook(1)
	first, err := b.Exchange(oauth.Grant{ClientID: "app", Scopes: []string{"oauth"}})
	if err != nil {
		t.Fatal(err)
	}
	known, found := tokens.Find(first.Access)
	if !found || !known.Expires.Equal(noon.Add(30*time.Minute)) || !slices.Equal(known.Scopes, []string{"oauth"}) {
		t.Errorf("the account has %+v", known)
	}
	again, err := b.Refresh("app", first.Refresh)
	if err != nil || again.Access == first.Access || again.Refresh != first.Refresh || !slices.Equal(again.Scopes, first.Scopes) {
		t.Errorf("%+v, %v", again, err)
	}
	for client, refresh := range map[string]string{"other": first.Refresh, "app": "x"} {
		if _, err := b.Refresh(client, refresh); !errors.Is(err, oauth.ErrNotFound) {
			t.Errorf("%s refreshes: %v", client, err)
		}
	}
	if !b.Revoke(first.Refresh) || b.Revoke(first.Refresh) {
		t.Error("a refresh token is revoked once")
	}
	if _, err := b.Refresh("app", first.Refresh); !errors.Is(err, oauth.ErrNotFound) {
		t.Errorf("after its end: %v", err)
	}
	if !tokens.Has(again.Access) {
		t.Error("the access token ended with the refresh token")
	}
}

// The same seed and calls give the same tokens, all different.
func TestTokensFollowTheSeed(t *testing.T) {
	one, _ := newBook(1)
	again, _ := newBook(1)
	other, _ := newBook(2)
	seen := map[string]bool{}
	for range 100 {
		a, _ := one.Exchange(oauth.Grant{})
		b, _ := again.Exchange(oauth.Grant{})
		c, _ := other.Exchange(oauth.Grant{})
		if a.Access != b.Access || a.Refresh != b.Refresh {
			t.Fatal("the seed does not decide the tokens")
		}
		for _, value := range []string{a.Access, a.Refresh, c.Access, c.Refresh} {
			if seen[value] {
				t.Fatalf("%s twice", value)
			}
			seen[value] = true
		}
	}
}

// An app that refreshes for ever leaves room for other tokens.
func TestOldAccessTokensMakeRoom(t *testing.T) {
	b, tokens := newBook(1)
	if _, err := tokens.Add(token.Token{Name: "oauth7", Value: "mine"}); err != nil {
		t.Fatal(err)
	}
	first, err := b.Exchange(oauth.Grant{ClientID: "app"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 * token.MaxTokens {
		if _, err := b.Refresh("app", first.Refresh); err != nil {
			t.Fatal(err)
		}
	}
	if len(tokens.List()) != 501 || tokens.Has(first.Access) || !tokens.Has("mine") {
		t.Errorf("%d tokens", len(tokens.List()))
	}
	if _, known := b.Access(first.Access); known {
		t.Error("a token that made room is still known")
	}
}
