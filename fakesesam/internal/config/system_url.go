package config

import "strings"

// readURL reads a system of type system:url.
func (s *System) readURL(o *object, _ *Set) {
	s.readURLProperties(o)
	switch s.Authentication {
	case "ntlm", "tripletex":
		o.missing("authentication", "%q is not supported here, although a real node has it", s.Authentication)
	}
}

func (s *System) readURLProperties(o *object) {
	s.readRequests(o, "basic", "digest", "jwt", "ntlm", "tripletex")
	s.URLPattern = s.readPattern(o)
	s.Headers = o.texts("headers", false)
	token := o.text("jwt_token", "")
	if s.Authentication == "jwt" && token == "" && !o.awaits("jwt_token") {
		o.reject("authentication", "\"jwt\" requires jwt_token")
	}
	if token != "" {
		if s.Headers == nil {
			s.Headers = map[string]string{}
		}
		s.Headers["Authorization"] = "Bearer " + token
	}
	o.ignored("tripletex", "trace")
	o.unsupported("oauth2", "proxies", "proxy_url", "cert", "key")
	if s.VerifySSL {
		o.unsupported("custom_ca_pem_chain")
	} else {
		o.ignored("custom_ca_pem_chain")
	}
}

// readPattern reads the URL, and returns it with a %s for the path. Without one, the path is appended.
func (s *System) readPattern(o *object) string {
	pattern, base := o.text("url_pattern", ""), o.text("base_url", "")
	unset := o.awaits("url_pattern") || o.awaits("base_url")
	if pattern == "" && base != "" {
		pattern = strings.TrimRight(base, "/") + "/%s"
	}
	absolute := strings.HasPrefix(pattern, "http://") || strings.HasPrefix(pattern, "https://")
	switch count := strings.Count(pattern, "%s"); {
	case pattern == "" && unset: // which has been reported
	case !absolute || count > 1:
		o.reject("url_pattern", `must be an http or https URL with at most one %%s for the path, for example "http://localhost:5000/%%s"`)
	case count == 0 && strings.ContainsAny(pattern[len(pattern)-1:], "/?=&"):
		return pattern + "%s"
	case count == 0:
		return pattern + "/%s"
	}
	return pattern
}
