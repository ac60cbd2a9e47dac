package origin

import (
	"net/http"
	"strings"
)

// Isolate marks an answer that may contain anything: what a system has answered, or the values of entities. A browser that
// shows it runs no script of it, loads nothing for it, and does not take it for a page of the node.
func Isolate(h http.Header) {
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
}

// Page marks one of the node's own pages: it loads and calls only what the node itself serves, and no other page may
// contain it.
func Page(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
}

// Disarm removes from the answer of a system what would change the rules for the node's own pages.
func Disarm(h http.Header) {
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") || strings.HasPrefix(name, "Content-Security-Policy") {
			h.Del(name)
		}
	}
	for _, name := range []string{"X-Content-Type-Options", "Clear-Site-Data", "Service-Worker-Allowed", "Strict-Transport-Security"} {
		h.Del(name)
	}
}
