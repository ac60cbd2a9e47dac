package connector

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// usualBaseURL is what base-url is in the end, for error messages.
const usualBaseURL = "https://api.hubapi.com/crm/v3"

// apiRoot returns the base URL up to and including /crm, below which every version of the API is found. No error repeats
// what may contain a key: the user, the query, or a text that is no URL at all.
func apiRoot(base string) (*url.URL, error) {
	if !strings.Contains(base, "://") {
		return nil, fmt.Errorf("must begin with https:// (or http://), as in %s", usualBaseURL)
	}
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return nil, fmt.Errorf("must be an http or https URL such as %s; this is no URL", usualBaseURL)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("must be an http or https URL such as %s, got scheme %q", usualBaseURL, u.Scheme)
	case u.User != nil:
		return nil, errors.New("must not contain a user name or password; the access token belongs in api-key")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("must not contain a query or a fragment: it ends after the path, as in %s", usualBaseURL)
	case u.Hostname() == "":
		return nil, fmt.Errorf("must name a host, as in %s", usualBaseURL)
	}
	if n, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || n < 1 || n > 65535) {
		return nil, fmt.Errorf("must have a port between 1 and 65535, got %s", u.Port())
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	if u.Path, err = upToCRM(u.Path); err != nil {
		return nil, err
	}
	return u, nil
}

// upToCRM returns the path of a base URL up to and including /crm.
func upToCRM(path string) (string, error) {
	if before, rest, found := strings.Cut(path+"/", "/crm/v3/"); found && rest != "" {
		return "", fmt.Errorf("the path must end in %s/crm/v3, without %q, which the connector appends itself", before, "/"+strings.TrimSuffix(rest, "/"))
	}
	switch {
	case path == "":
		return "/crm", nil
	case strings.HasSuffix(path, "/crm/v3"):
		return strings.TrimSuffix(path, "/v3"), nil
	case strings.HasSuffix(path, "/crm"):
		return path, nil
	case strings.Contains(path+"/", "/crm/objects/"):
		return "", fmt.Errorf("the path must end in /crm/v3, as in %s, got %q; a dated version belongs in api-version", usualBaseURL, path)
	default:
		return "", fmt.Errorf("the path must end in /crm/v3, as in %s, got %q", usualBaseURL, path)
	}
}
