// Package origin keeps the web pages of other sites away from the server, which any page in a browser on this machine can
// reach: by the name under which it is addressed, by the site that a request comes from, and by what a browser may do with
// its answers.
package origin

import "net/http"

// Foreign reports whether a page of another site sent a request that can change something. Programs, and pages of the
// server itself, are not foreign.
func Foreign(r *http.Request) bool { return http.NewCrossOriginProtection().Check(r) != nil }

// OtherSite is what a page of another site is told.
const OtherSite = "a page of another site may not control this server"

// Isolate marks an answer that can contain whatever somebody stored: a browser that shows it takes it for nothing but what
// its Content-Type says, runs nothing of it and lets no page embed it.
func Isolate(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
}

// Page marks a page of the server: it loads and calls only what the server itself has, and no other page can embed it.
func Page(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
}
