// Package oauth hands out the tokens of OAuth: access tokens, which work for half an hour of the account's clock, and
// refresh tokens, which bring new ones. It knows no apps and no authorization codes: whoever asks is given tokens.
package oauth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Lifetime is how long an access token works.
const Lifetime = 30 * time.Minute

// ErrNotFound means that a refresh token was not handed out, not to this client, or was revoked.
var ErrNotFound = errors.New("refresh token is invalid, expired or revoked")

// Grant is what the holder of a refresh token may have.
type Grant struct {
	// ClientID is the app that got it.
	ClientID string
	// Scopes are those of the access tokens; nil means everything.
	Scopes []string
}

// Issued is what a client gets.
type Issued struct {
	Grant
	// Access is the access token, Refresh the refresh token, empty for a client without a user.
	Access, Refresh string
}

// The most refresh tokens and access tokens that are kept; the oldest make room.
const (
	maxRefresh = 10_000
	maxAccess  = 500
)

// Book holds the grants of one account. It is safe for concurrent use.
type Book struct {
	now    func() time.Time
	tokens *token.Set

	mu      sync.Mutex
	chance  *rand.Rand
	made    int
	refresh map[string]Grant
	order   []string // of the refresh tokens, the oldest first
	access  []access // the oldest first
}

// access is an access token that was handed out.
type access struct {
	name, value string
	Grant
}

// NewBook returns a book without grants. Access tokens go into the account's set; the seed decides what they are.
func NewBook(seed uint64, now func() time.Time, tokens *token.Set) *Book {
	return &Book{
		now: now, tokens: tokens, refresh: map[string]Grant{},
		chance: rand.New(rand.NewPCG(seed, 0x6f61757468)), // #nosec G404 -- tokens of a fake, wanted reproducible
	}
}

// Exchange hands out an access token and a refresh token.
func (b *Book) Exchange(g Grant) (Issued, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	issued, err := b.issue(g)
	if err != nil {
		return Issued{}, err
	}
	issued.Refresh = b.newRefresh()
	if len(b.order) == maxRefresh {
		delete(b.refresh, b.order[0])
		b.order = b.order[1:]
	}
	b.refresh[issued.Refresh] = g
	b.order = append(b.order, issued.Refresh)
	return issued, nil
}

// Client hands out an access token without a refresh token.
func (b *Book) Client(g Grant) (Issued, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.issue(g)
}

// Refresh hands out a new access token to the client that got a refresh token; the refresh token stays the same.
func (b *Book) Refresh(clientID, refresh string) (Issued, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g, known := b.refresh[refresh]
	if !known || g.ClientID != clientID {
		return Issued{}, ErrNotFound
	}
	issued, err := b.issue(g)
	issued.Refresh = refresh
	return issued, err
}

// Access returns the grant of an access token that was handed out; whether it still works, the account's tokens tell.
func (b *Book) Access(value string) (Grant, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.access, func(a access) bool { return a.value == value })
	if i < 0 {
		return Grant{}, false
	}
	return b.access[i].Grant, true
}

// Granted returns the grant of a refresh token.
func (b *Book) Granted(refresh string) (Grant, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g, known := b.refresh[refresh]
	return g, known
}

// Revoke ends a refresh token; access tokens work until they expire. It reports whether there was one.
func (b *Book) Revoke(refresh string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.refresh[refresh]; !known {
		return false
	}
	delete(b.refresh, refresh)
	b.order = slices.DeleteFunc(b.order, func(one string) bool { return one == refresh })
	return true
}

// issue puts a new access token into the account's set.
func (b *Book) issue(g Grant) (Issued, error) {
	for len(b.access) >= maxAccess {
		_ = b.tokens.Remove(b.access[0].name) // somebody else may have removed it
		b.access = b.access[1:]
	}
	value := b.newAccess()
	for {
		b.made++
		name := "oauth" + strconv.Itoa(b.made)
		added, err := b.tokens.Add(token.Token{Name: name, Value: value, Scopes: g.Scopes, Expires: b.now().Add(Lifetime)})
		if errors.Is(err, token.ErrTaken) {
			continue // by a token that a test has added under this name
		}
		if err != nil {
			return Issued{}, err
		}
		b.access = append(b.access, access{name: added.Name, value: value, Grant: g})
		return Issued{Grant: g, Access: value}, nil
	}
}

// newAccess makes up an access token that looks like HubSpot's.
func (b *Book) newAccess() string {
	raw := make([]byte, 48)
	for i := range raw {
		raw[i] = byte(b.chance.Uint32())
	}
	return "C" + base64.RawURLEncoding.EncodeToString(raw)
}

// newRefresh makes up a refresh token that looks like HubSpot's.
func (b *Book) newRefresh() string {
	high, low := b.chance.Uint64(), b.chance.Uint64()
	return fmt.Sprintf("na1-%08x-%04x-%04x-%04x-%012x", high>>32, high>>16&0xffff, high&0xffff, low>>48, low&0xffffffffffff)
}
