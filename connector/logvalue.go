package connector

import (
	"log/slog"
	"net/url"
)

// LogValue implements [slog.LogValuer]: the base URL, the version of the API, and every other setting that differs from
// its default, without secrets.
func (c Config) LogValue() slog.Value {
	defaults := DefaultConfig()
	var attrs []slog.Attr
	for _, s := range settings {
		text := s.value(&c).text()
		switch s.value(&c).(type) {
		case token, password:
			continue
		case baseURL:
			text = withoutSecrets(text)
		case apiVersion:
		default:
			if text == s.value(&defaults).text() {
				continue
			}
		}
		attrs = append(attrs, slog.String(s.Name, text))
	}
	return slog.GroupValue(attrs...)
}

// withoutSecrets returns a URL without the parts that may contain a key. A configuration that has not been validated may
// have them.
func withoutSecrets(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return masked
	}
	if u.User != nil {
		u.User = url.User(masked)
	}
	u.RawQuery, u.Fragment, u.ForceQuery = "", "", false
	return u.String()
}
