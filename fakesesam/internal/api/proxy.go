package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

// proxy forwards a request to the system and returns its answer.
func (a *api) proxy(c *gin.Context) {
	s, err := a.node.System(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if err := s.Refusal(); err != nil {
		a.fail(c, badRequest("system "+s.ID+" cannot be used: "+err.Error()))
		return
	}
	target, err := url.Parse(s.URL(strings.TrimPrefix(c.Param("path"), "/")))
	if err != nil {
		a.fail(c, badRequest("the path does not form a URL at system "+s.ID))
		return
	}
	p := httputil.ReverseProxy{
		Transport: s.Transport(),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.URL.Path, r.Out.URL.RawPath = target.Scheme, target.Host, target.Path, target.RawPath
			r.Out.Host = ""
			// The credentials are for the node, not for the system.
			r.Out.Header.Del("Authorization")
			for name, value := range s.Headers {
				r.Out.Header.Set(name, value)
			}
			if s.Basic() {
				r.Out.SetBasicAuth(s.Username, s.Password)
			}
		},
		ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			w.Header().Set("Content-Type", jsonType)
			w.WriteHeader(http.StatusBadGateway)
			body, _ := json.Marshal(gin.H{"detail": a.node.Mask(err.Error()), "status": http.StatusBadGateway}) // cannot fail
			_, _ = w.Write(body)                                                                                // the client is gone
		},
	}
	p.ServeHTTP(c.Writer, c.Request)
}
