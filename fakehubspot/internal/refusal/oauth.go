package refusal

import "net/http"

// oauthError is the body of the OAuth endpoints: the members of RFC 6749, and HubSpot's own from the time before. There
// status names the fault.
type oauthError struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Status        string `json:"status"`
	Message       string `json:"message"`
	CorrelationID string `json:"correlationId"`
}

// oauth is a 400 of the OAuth endpoints: the code of RFC 6749, HubSpot's own, and what is wrong.
func oauth(code, status, message string) Refusal {
	return Refusal{Status: http.StatusBadRequest, text: message, category: status, body: func(id string) any {
		return oauthError{Error: code, Description: message, Status: status, Message: message, CorrelationID: id}
	}}
}

// UnknownGrantType is the 400 for a grant_type that HubSpot does not have. The wording is ours.
func UnknownGrantType() Refusal {
	return oauth("unsupported_grant_type", "BAD_GRANT_TYPE", "missing or unknown grant type")
}

// MissingClient is the 400 for a call without a client_id.
func MissingClient() Refusal {
	return oauth("invalid_client", "BAD_CLIENT_ID", "missing or unknown client id")
}

// MissingSecret is the 400 for a call without a client_secret. The wording is ours.
func MissingSecret() Refusal {
	return oauth("invalid_client", "BAD_CLIENT_SECRET", "missing or unknown client secret")
}

// MissingRedirect is the 400 for a code without the redirect_uri that it was asked for with. The wording is ours.
func MissingRedirect() Refusal {
	return oauth("invalid_request", "BAD_REDIRECT_URI", "missing or unknown redirect uri")
}

// MissingCode is the 400 for an authorization code that is not there.
func MissingCode() Refusal {
	return oauth("invalid_grant", "BAD_AUTH_CODE", "missing or unknown auth code")
}

// UnknownRefreshToken is the 400 for a refresh token that HubSpot does not know.
func UnknownRefreshToken() Refusal {
	return oauth("invalid_grant", "BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked")
}

// UnknownToken is the 404 for a token in a path that HubSpot does not know. The wording is ours, and does not repeat it.
func UnknownToken() Refusal {
	return of(http.StatusNotFound, envelope{Message: "The token is invalid, expired or revoked", Category: "OBJECT_NOT_FOUND"})
}
