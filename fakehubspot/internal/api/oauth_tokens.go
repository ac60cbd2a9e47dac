package api

import (
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/oauth"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// appID is the app to which all tokens belong, and hubDomain the domain of the account.
const (
	appID     = 1_160_452
	hubDomain = "fakehubspot-dev-62515.com"
)

// accessInfo describes an access token, its fields as HubSpot names them.
type accessInfo struct {
	Active                bool     `json:"active,omitzero"`
	Token                 string   `json:"token"`
	TokenUse              string   `json:"token_use,omitzero"`
	User                  string   `json:"user"`
	HubDomain             string   `json:"hub_domain"`
	Scopes                []string `json:"scopes"`
	SignedAccessToken     signed   `json:"signed_access_token"`
	HubID                 int      `json:"hub_id"`
	ClientID              string   `json:"client_id,omitzero"`
	AppID                 int      `json:"app_id"`
	ExpiresIn             int      `json:"expires_in"`
	UserID                int64    `json:"user_id"`
	TokenType             string   `json:"token_type"`
	IsPrivateDistribution bool     `json:"is_private_distribution"`
}

// signed is what HubSpot's own services read from a token. Here nothing is signed.
type signed struct {
	ExpiresAt                int64  `json:"expiresAt"`
	Scopes                   string `json:"scopes"`
	HubID                    int    `json:"hubId"`
	UserID                   int64  `json:"userId"`
	AppID                    int    `json:"appId"`
	Signature                string `json:"signature"`
	ScopeToScopeGroupPks     string `json:"scopeToScopeGroupPks"`
	NewSignature             string `json:"newSignature"`
	Hublet                   string `json:"hublet"`
	TrialScopes              string `json:"trialScopes"`
	TrialScopeToScopeGroupPk string `json:"trialScopeToScopeGroupPks"`
	IsUserLevel              bool   `json:"isUserLevel"`
	InstallingUserID         int64  `json:"installingUserId"`
	IsServiceAccount         bool   `json:"isServiceAccount"`
	IsPrivateDistribution    bool   `json:"isPrivateDistribution"`
	Audience                 string `json:"audience"`
	AppInstallID             string `json:"appInstallId"`
}

// refreshInfo describes a refresh token.
type refreshInfo struct {
	Active    bool     `json:"active,omitzero"`
	Token     string   `json:"token"`
	TokenUse  string   `json:"token_use,omitzero"`
	User      string   `json:"user"`
	HubDomain string   `json:"hub_domain"`
	Scopes    []string `json:"scopes"`
	HubID     int      `json:"hub_id"`
	ClientID  string   `json:"client_id"`
	AppID     int      `json:"app_id,omitzero"`
	UserID    int64    `json:"user_id"`
	TokenType string   `json:"token_type"`
}

// readAccessToken is how version 1 describes an access token; any of the account's tokens is one.
func (s *server) readAccessToken(c *gin.Context) error {
	info, works := s.accessInfo(c, c.Param("token"))
	if !works {
		return refusal.UnknownToken()
	}
	info.ClientID = ""
	return sendValue(c, http.StatusOK, info)
}

// readRefreshToken is how version 1 describes a refresh token.
func (s *server) readRefreshToken(c *gin.Context) error {
	g, known := s.Grants(c.Request).Granted(c.Param("token"))
	if !known {
		return refusal.UnknownToken()
	}
	return sendValue(c, http.StatusOK, s.refreshInfo(c, c.Param("token"), g))
}

// introspectToken describes either token; one that does not work is not active, and nothing else is said of it.
func (s *server) introspectToken(c *gin.Context) error {
	if err := form(c); err != nil {
		return err
	}
	if _, err := client(c); err != nil {
		return err
	}
	value := c.Request.Form.Get("token")
	if info, works := s.accessInfo(c, value); works {
		info.Active, info.TokenUse = true, "access_token"
		return sendValue(c, http.StatusOK, info)
	}
	if g, known := s.Grants(c.Request).Granted(value); known {
		info := s.refreshInfo(c, value, g)
		info.Active, info.TokenUse, info.AppID = true, "refresh_token", appID
		return sendValue(c, http.StatusOK, info)
	}
	return sendValue(c, http.StatusOK, map[string]bool{"active": false})
}

// accessInfo describes an access token that works.
func (s *server) accessInfo(c *gin.Context, value string) (accessInfo, bool) {
	known, found := s.Tokens.Find(value)
	now := s.Now()
	if !found || known.Expired(now) {
		return accessInfo{}, false
	}
	g, _ := s.Grants(c.Request).Access(value) // a token that a test has added has no client
	user := s.installer(c)
	left := int(oauth.Lifetime.Seconds())
	if !known.Expires.IsZero() {
		left = int(known.Expires.Sub(now).Seconds())
	}
	return accessInfo{
		Token: value, User: user.Email, HubDomain: hubDomain, Scopes: s.scopes(c, known.Scopes), HubID: refusal.PortalID,
		ClientID: g.ClientID, AppID: appID, ExpiresIn: left, UserID: user.UserID, TokenType: "access",
		SignedAccessToken: signed{
			ExpiresAt: now.UnixMilli() + int64(left)*1_000, HubID: refusal.PortalID, UserID: user.UserID, AppID: appID,
			Hublet: "na1", InstallingUserID: user.UserID,
		},
	}, true
}

func (s *server) refreshInfo(c *gin.Context, value string, g oauth.Grant) refreshInfo {
	user := s.installer(c)
	return refreshInfo{
		Token: value, User: user.Email, HubDomain: hubDomain, Scopes: s.scopes(c, g.Scopes), HubID: refusal.PortalID,
		ClientID: g.ClientID, UserID: user.UserID, TokenType: "refresh",
	}
}

// installer is the user who has installed the app: the first owner.
func (s *server) installer(c *gin.Context) owner.Owner {
	for _, o := range s.Account(c.Request).Owners.List(false) {
		if o.Type == owner.Person {
			return o
		}
	}
	return owner.Owner{}
}

// scopes are those of a token; a token that may do everything has all that the account knows.
func (s *server) scopes(c *gin.Context, own []string) []string {
	if own != nil {
		return own
	}
	all := map[string]bool{oauthScope: true, ownersScope: true}
	for _, o := range s.Account(c.Request).Objects() {
		for _, scope := range slices.Concat(o.Type.Scopes.Read, o.Type.Scopes.Write, o.Type.Scopes.ReadSchema, o.Type.Scopes.WriteSchema) {
			all[scope] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
