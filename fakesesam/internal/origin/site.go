package origin

import "net/http"

// otherSite is what a page of another site is told.
const otherSite = "requests from web pages of other sites are rejected"

// SameSite keeps web pages of other sites from changing anything, with a form for example. Requests that only read, and
// programs other than browsers, are let through.
func SameSite(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { forbid(w, otherSite) }))
	return guard.Handler(next)
}

// Foreign answers a request that a web page of another site has caused with 403, and returns true. It is for requests that
// do more than read, whatever their method: a link or an image of any page can cause a GET.
func Foreign(w http.ResponseWriter, r *http.Request) bool {
	changing := r.Clone(r.Context())
	changing.Method = http.MethodPost
	if http.NewCrossOriginProtection().Check(changing) == nil {
		return false
	}
	forbid(w, otherSite)
	return true
}
