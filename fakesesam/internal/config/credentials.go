package config

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
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
	return append(out, credentialsOfUser(s.Username, s.Password)...)
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

// credentialsOfUser returns a password, and the pair that basic authentication sends. Without a password, some services take a
// token in the place of the name.
func credentialsOfUser(name, password string) []string {
	if password == "" {
		return unmistakable(name)
	}
	return append([]string{name + ":" + password}, unmistakable(password)...)
}

// unmistakable returns those of the texts that count wherever they stand.
func unmistakable(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return len(text) < shortestPlain })
}

// credential returns a value if it counts wherever it stands, and otherwise as it is sent, with what leads to it.
func credential(before, value string) []string {
	switch {
	case value == "":
		return nil
	case len(value) < shortestPlain:
		return []string{before + value}
	default:
		return []string{value}
	}
}

// credentialsOfURL returns those of the user that a URL may name before its host, and of its query.
func credentialsOfURL(text string) []string {
	u, err := url.Parse(strings.ReplaceAll(text, "%s", "")) // a pattern has a place for the path
	if err != nil {
		return nil
	}
	var out []string
	if u.User != nil {
		password, _ := u.User.Password()
		out = credentialsOfUser(u.User.Username(), password)
	}
	for pair := range strings.FieldsFuncSeq(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		if name, value, _ := strings.Cut(pair, "="); isCredential(unescaped(name)) {
			out = append(out, credential(unescaped(name)+"=", unescaped(value))...)
		}
	}
	return out
}

// unescaped returns a part of a query as it is meant, and one that is not encoded as it is: it is sent all the same.
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

func credentialsOfHeaders(headers map[string]string) []string {
	var out []string
	for name, value := range headers {
		switch value = strings.TrimSpace(value); {
		case isAuthorization(name):
			out = append(out, credentialsOfAuthorization(value)...)
		case isCredential(name):
			out = append(append(out, credential(name+": ", value)...), partsOf(value)...)
		}
	}
	return out
}

// partsOf returns what a value has more than one of, such as cookies, or the parameters after a scheme, without their names.
func partsOf(value string) []string {
	words := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" ;,", r) })
	if len(words) == 1 && words[0] == value && !strings.Contains(strings.TrimRight(value, "="), "=") {
		return nil
	}
	for i, word := range words {
		if _, after, named := strings.Cut(word, "="); named && strings.Trim(after, `="`) != "" {
			words[i] = strings.Trim(after, `"`)
		}
	}
	return unmistakable(words...)
}

func isAuthorization(header string) bool {
	header = http.CanonicalHeaderKey(header)
	return header == "Authorization" || header == "Proxy-Authorization"
}

// isCredential reports whether a header, or a parameter of a URL, of that name holds something that only the two who talk may know.
func isCredential(name string) bool {
	name = strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "").Replace(name))
	for _, part := range []string{
		"apikey", "accesskey", "authkey", "functionskey", "subscriptionkey", "token", "secret", "passw", "pwd", "cookie", "credential", "signature", "authorization",
	} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return strings.HasSuffix(name, "auth")
}

// credentialsOfAuthorization returns what follows the scheme of an Authorization header and, of basic authentication, what is
// encoded in it.
func credentialsOfAuthorization(value string) []string {
	scheme, rest, found := strings.Cut(value, " ")
	if !found {
		return credential("Authorization: ", value)
	}
	rest = strings.TrimSpace(rest)
	out := credential(scheme+" ", rest)
	if !strings.EqualFold(scheme, "basic") {
		return append(out, partsOf(rest)...)
	}
	plain, err := base64.StdEncoding.DecodeString(rest)
	if name, password, pair := strings.Cut(string(plain), ":"); err == nil && pair {
		out = append(out, credentialsOfUser(name, password)...)
	}
	return out
}
