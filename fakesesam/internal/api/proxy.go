package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// proxy passes a request on to the system and its answer back.
func (a *api) proxy(c *gin.Context) {
	s := a.system(c)
	if s == nil {
		return
	}
	target, err := url.Parse(s.URL(a.node.BaseURL(s), strings.TrimPrefix(c.Param("path"), "/")))
	if err != nil {
		a.fail(c, badRequest{"the path makes no address at system " + s.ID})
		return
	}
	p := httputil.ReverseProxy{
		Transport: node.Transport(s),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.URL.Path, r.Out.URL.RawPath = target.Scheme, target.Host, target.Path, target.RawPath
			r.Out.Host = ""
			// What opens the node's door is not the system's to see.
			r.Out.Header.Del("Authorization")
			for name, value := range s.Headers {
				r.Out.Header.Set(name, value)
			}
			if s.Authentication == "basic" {
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
