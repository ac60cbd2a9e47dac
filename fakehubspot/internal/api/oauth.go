package api

import (
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/oauth"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// tokenReply is what a client gets, its fields as HubSpot names them.
type tokenReply struct {
	TokenType    string   `json:"token_type"`
	TokenUse     string   `json:"token_use"`
	RefreshToken string   `json:"refresh_token,omitzero"`
	AccessToken  string   `json:"access_token"`
	ExpiresIn    int      `json:"expires_in"`
	HubID        int      `json:"hub_id"`
	UserID       int64    `json:"user_id,omitzero"`
	Scopes       []string `json:"scopes"`
}

// form reads the parameters of a call to OAuth's endpoints: those of the body and, as version 1 allows, of the query.
func form(c *gin.Context) error {
	kind, _, err := mime.ParseMediaType(c.ContentType())
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return refusal.UnsupportedMediaType(c.FullPath())
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	if err := c.Request.ParseForm(); err != nil {
		return refusal.UnknownGrantType() // nothing can be read
	}
	return nil
}

// client checks that the caller says which app it is. Any app is believed.
func client(c *gin.Context) (string, error) {
	id := c.Request.Form.Get("client_id")
	switch {
	case id == "":
		return "", refusal.MissingClient()
	case c.Request.Form.Get("client_secret") == "" && c.Request.Form.Get("client_assertion") == "":
		return "", refusal.MissingSecret()
	}
	return id, nil
}

// newToken is POST of a grant: any authorization code is exchanged, and refresh tokens that were handed out bring new access
// tokens.
func (s *server) newToken(c *gin.Context) error {
	if err := form(c); err != nil {
		return err
	}
	sent, grants := c.Request.Form, s.Grants(c.Request)
	var scopes []string
	if text := sent.Get("scope"); text != "" {
		scopes = strings.Fields(text)
	}
	kind := sent.Get("grant_type")
	if kind != "authorization_code" && kind != "refresh_token" && kind != "client_credentials" {
		return refusal.UnknownGrantType()
	}
	id, err := client(c)
	if err != nil {
		return err
	}
	use := "access_token"
	var issued oauth.Issued
	switch kind {
	case "authorization_code":
		if sent.Get("redirect_uri") == "" {
			return refusal.MissingRedirect()
		}
		if sent.Get("code") == "" {
			return refusal.MissingCode()
		}
		issued, err = grants.Exchange(oauth.Grant{ClientID: id, Scopes: scopes})
	case "refresh_token":
		issued, err = grants.Refresh(id, sent.Get("refresh_token"))
	default:
		use = "client_credentials"
		issued, err = grants.Client(oauth.Grant{ClientID: id, Scopes: scopes})
	}
	if errors.Is(err, oauth.ErrNotFound) {
		return refusal.UnknownRefreshToken()
	}
	if err != nil {
		return err
	}
	reply := tokenReply{
		TokenType: "bearer", TokenUse: use, RefreshToken: issued.Refresh, AccessToken: issued.Access,
		ExpiresIn: int(oauth.Lifetime.Seconds()), HubID: refusal.PortalID, Scopes: s.scopes(c, issued.Scopes),
	}
	if issued.Refresh != "" {
		reply.UserID = s.installer(c).UserID
	}
	return sendValue(c, http.StatusOK, reply)
}

// revokeToken is POST of a refresh token that must no longer work. One that is not known is no error, as RFC 7009 has it.
func (s *server) revokeToken(c *gin.Context) error {
	if err := form(c); err != nil {
		return err
	}
	if _, err := client(c); err != nil {
		return err
	}
	s.Grants(c.Request).Revoke(c.Request.Form.Get("token"))
	sendNothing(c)
	return nil
}

// deleteRefreshToken is how version 1 revokes a refresh token.
func (s *server) deleteRefreshToken(c *gin.Context) error {
	if !s.Grants(c.Request).Revoke(c.Param("token")) {
		return refusal.UnknownToken()
	}
	sendNothing(c)
	return nil
}
