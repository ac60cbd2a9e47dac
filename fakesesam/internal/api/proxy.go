package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// proxy forwards a request to the system, with the system's credentials, and returns its answer. Whatever the method, it may
// cost something there, so a page of another site cannot cause it.
func (a *api) proxy(c *gin.Context) {
	if origin.Foreign(c.Writer, c.Request) {
		return
	}
	s, err := a.node.System(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if err := s.Refusal(); err != nil {
		a.fail(c, badRequest("system "+s.ID+" cannot be used: "+err.Error()))
		return
	}
	target, err := s.Below(proxied(c.Request.URL))
	if err != nil {
		a.fail(c, badRequest("system "+s.ID+": "+err.Error()))
		return
	}
	p := httputil.ReverseProxy{
		Transport:      s.Transport(),
		Rewrite:        func(r *httputil.ProxyRequest) { address(r.Out, s, *target) },
		ModifyResponse: func(res *http.Response) error { origin.Disarm(res.Header); return nil },
		ErrorLog:       slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			w.Header().Set("Content-Type", jsonType)
			w.WriteHeader(http.StatusBadGateway)
			body, _ := json.Marshal(gin.H{"detail": a.node.Mask(err.Error()), "status": http.StatusBadGateway}) // cannot fail
			_, _ = w.Write(body)                                                                                // the client is gone
		},
	}
	p.ServeHTTP(c.Writer, c.Request)
}

// proxied returns what follows /api/systems/{id}/proxy/ in a URL, as it was sent: unescaped, it might be another path.
func proxied(u *url.URL) string {
	const before = 5 // "", "api", "systems", the ID, "proxy"
	parts := strings.SplitN(u.EscapedPath(), "/", before+1)
	return parts[len(parts)-1]
}

// address makes a request one to the system, with its credentials: those of the client are for the node.
func address(out *http.Request, s *system.System, target url.URL) {
	target.RawQuery = strings.Trim(target.RawQuery+"&"+out.URL.RawQuery, "&")
	out.URL, out.Host = &target, ""
	out.Header.Del("Authorization")
	for name, value := range s.Headers {
		out.Header.Set(name, value)
	}
	if s.Basic() {
		out.SetBasicAuth(s.Username, s.Password)
	}
}
