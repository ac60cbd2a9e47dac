package config

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// shortestPlain is the length, in bytes, from which a credential counts wherever it stands. Shorter ones, such as "test", are
// part of ordinary words; they count as they are sent.
const shortestPlain = 8

// Credentials returns what requests carry to prove who sends them, whether or not it was written as $SECRET(…): passwords,
// tokens, and the values of headers that hold them.
func (s *Set) Credentials() []string {
	var out []string
	for _, system := range s.Systems {
		out = append(out, system.credentials()...)
	}
	for _, pipe := range s.Pipes {
		out = append(out, pipe.Credentials()...)
	}
	return out
}

func (s *System) credentials() []string {
	out := append(credentialsOfHeaders(s.Headers), credentialsOfURL(s.URLPattern)...)
	if s.Password != "" {
		out = append(out, credentialsOfUser(s.Username, s.Password)...)
	}
	return out
}

// Credentials is that of a Set for a pipe alone.
func (p *Pipe) Credentials() []string {
	out := append(credentialsOfHeaders(p.Source.Headers), credentialsOfURL(p.Source.URL)...)
	services := []*Service{p.Sink.Service}
	for _, call := range p.Calls {
		services = append(services, &call.Service)
	}
	for _, each := range services {
		if each != nil {
			out = append(append(out, credentialsOfHeaders(each.Headers)...), credentialsOfURL(each.URL)...)
		}
	}
	return out
}

// credentialsOfUser returns a password, and the pair that basic authentication sends.
func credentialsOfUser(name, password string) []string {
	out := []string{name + ":" + password}
	if len(password) >= shortestPlain {
		out = append(out, password)
	}
	return out
}

// credentialsOfURL returns those of the user that a URL may name before its host.
func credentialsOfURL(text string) []string {
	u, err := url.Parse(strings.ReplaceAll(text, "%s", "")) // a pattern has a place for the path
	if err != nil || u.User == nil {
		return nil
	}
	password, _ := u.User.Password()
	return credentialsOfUser(u.User.Username(), password)
}

func credentialsOfHeaders(headers map[string]string) []string {
	var out []string
	for name, value := range headers {
		switch name = http.CanonicalHeaderKey(name); {
		case name == "Authorization" || name == "Proxy-Authorization":
			out = append(out, credentialsOfAuthorization(value)...)
		case isCredential(name) && len(value) >= shortestPlain:
			out = append(out, value)
		}
	}
	return out
}

// isCredential reports whether a header of that name holds something that only the two who talk may know.
func isCredential(header string) bool {
	header = strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(header))
	for _, part := range []string{"apikey", "token", "secret", "password", "cookie"} {
		if strings.Contains(header, part) {
			return true
		}
	}
	return false
}

// credentialsOfAuthorization returns what follows the scheme of an Authorization header and, of basic authentication, what is
// encoded in it.
func credentialsOfAuthorization(value string) []string {
	scheme, rest, found := strings.Cut(strings.TrimSpace(value), " ")
	if !found {
		return []string{value}
	}
	out := []string{strings.TrimSpace(rest)}
	if !strings.EqualFold(scheme, "basic") {
		return out
	}
	plain, err := base64.StdEncoding.DecodeString(out[0])
	if name, password, pair := strings.Cut(string(plain), ":"); err == nil && pair {
		out = append(out, credentialsOfUser(name, password)...)
	}
	return out
}
