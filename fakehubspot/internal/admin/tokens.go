package admin

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// tokenView is a token as the control API shows it: without its value, which is a secret.
type tokenView struct {
	Name    string    `json:"name"`
	Scopes  []string  `json:"scopes,omitzero"`  // left out: everything is allowed
	Expires time.Time `json:"expires,omitzero"` // left out: never
}

func view(t token.Token) tokenView {
	return tokenView{Name: t.Name, Scopes: t.Scopes, Expires: t.Expires}
}

// listTokens answers {"tokens": […]} in the order in which they were added.
func (a *control) listTokens(c *gin.Context) {
	views := []tokenView{}
	for _, t := range a.hub.Tokens.List() {
		views = append(views, view(t))
	}
	c.JSON(http.StatusOK, gin.H{"tokens": views})
}

// addToken adds the token in the body, {"token": "…"} and optionally name, scopes and expires: 201 and the token with
// its name, or 409 if the name or the token exists already.
func (a *control) addToken(c *gin.Context) {
	var wanted struct {
		Token   string     `json:"token"`
		Name    string     `json:"name"`
		Scopes  []string   `json:"scopes"`
		Expires *time.Time `json:"expires"`
	}
	if !read(c, &wanted) {
		return
	}
	made := token.Token{Name: wanted.Name, Value: wanted.Token, Scopes: wanted.Scopes}
	if wanted.Expires != nil {
		made.Expires = *wanted.Expires
		if made.Expires.IsZero() { // which is never to a token
			fail(c, fmt.Errorf("expires %w", clock.Check(made.Expires)))
			return
		}
	}
	added, err := a.hub.Tokens.Add(made)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, view(added))
}

// removeToken removes the token of that name and answers 204.
func (a *control) removeToken(c *gin.Context) {
	if err := a.hub.Tokens.Remove(c.Param("name")); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
