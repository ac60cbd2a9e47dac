package server

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// problem is the body of every error answer: an object, never an array, which
// a pipe would take for data.
type problem struct {
	Message       string `json:"message"`
	Status        int    `json:"hubspotStatus,omitempty"`
	Category      string `json:"category,omitempty"`
	CorrelationID string `json:"correlationId,omitempty"`
}

// Why a read is refused although its question is sound.
var (
	errStopping = errors.New("the connector is stopping")
	errCrowded  = fmt.Errorf("%d reads are running, which is as many as fit into memory; ask again later", maxReads)
	errOldHTTP  = errors.New("HTTP/1.0 cannot tell a part of an answer from the whole; ask with HTTP/1.1 (behind nginx: proxy_http_version 1.1)")
)

// statusOf maps a failed run to the status Sesam sees: 503 where asking again
// later may help without anybody's doing, 502 where HubSpot or the way to it
// is at fault.
func statusOf(err error) int {
	e, ok := errors.AsType[*hubspot.Error](err)
	switch {
	case errors.Is(err, errStopping):
		return http.StatusServiceUnavailable
	case !ok:
		return http.StatusBadGateway
	case e.Kind == hubspot.KindDaily || e.Kind == hubspot.KindBusy:
		return http.StatusServiceUnavailable
	default:
		return http.StatusBadGateway
	}
}

// fail answers with an error object.
func (s *Server) fail(c *gin.Context, status int, err error) {
	p := problem{Message: err.Error()}
	if e, ok := errors.AsType[*hubspot.Error](err); ok {
		p.Status, p.Category, p.CorrelationID = e.Status, e.Category, e.CorrelationID
		if hint := advice(e.Kind); hint != "" {
			p.Message += ". " + hint
		}
		if e.RetryAfter > 0 {
			c.Header("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
		}
	}
	if errors.Is(err, errStopping) || errors.Is(err, errCrowded) {
		c.Header("Retry-After", "10")
	}
	c.AbortWithStatusJSON(status, gin.H{"error": p})
}

// advice says what a person can do.
func advice(kind hubspot.Kind) string {
	switch kind {
	case hubspot.KindUnauthorized:
		return "Check api-key: HubSpot does not accept it"
	case hubspot.KindForbidden:
		return "Give the app behind api-key the scope crm.objects.contacts.read"
	case hubspot.KindUntrusted:
		return "Check base-url, and whether a proxy stands between"
	default:
		return ""
	}
}

func (s *Server) notFound(c *gin.Context) {
	s.fail(c, http.StatusNotFound, errors.New("no such path; contacts are at /get_contacts"))
}

func (s *Server) notAllowed(c *gin.Context) {
	s.fail(c, http.StatusMethodNotAllowed, errors.New("method not allowed here"))
}
