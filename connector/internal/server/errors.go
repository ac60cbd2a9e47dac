package server

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
)

// problem is the body of every error answer: an object, never an array, which a pipe would take for data.
type problem struct {
	Message       string `json:"message"`
	Status        int    `json:"hubspotStatus,omitempty"`
	Category      string `json:"category,omitempty"`
	CorrelationID string `json:"correlationId,omitempty"`
}

// Why a valid read is rejected.
var (
	errStopping = errors.New("the connector is stopping")
	errOldHTTP  = errors.New("HTTP/1.0 cannot distinguish a part of an answer from the whole; use HTTP/1.1 (behind nginx: proxy_http_version 1.1)")
)

// statusOf returns the status that Sesam sees of a failed run: 503 if trying again later may help without anybody's
// doing, 502 if HubSpot or the way to it fails, 500 if a setting of the connector turns out to be wrong, 404 if there is no such
// object type, 400 if the request itself cannot be answered.
func statusOf(err error) int {
	e, ok := errors.AsType[*hubspot.Error](err)
	_, ahead := errors.AsType[*extract.AheadError](err)
	unknown, _ := errors.AsType[*extract.UnknownPropertiesError](err)
	_, noObject := errors.AsType[*hubspot.UnknownObjectError](err)
	_, badParam := errors.AsType[*badParamError](err)
	switch {
	case badParam, ahead, unknown != nil && unknown.Own:
		return http.StatusBadRequest
	case noObject:
		return http.StatusNotFound
	case unknown != nil:
		return http.StatusInternalServerError
	case errors.Is(err, errStopping), errors.Is(err, errNoPlace), errors.Is(err, push.ErrShort):
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
		p.Status, p.Category, p.CorrelationID = e.Status, e.Category.String(), e.CorrelationID.String()
		if e.RetryAfter > 0 {
			c.Header("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
		}
	}
	if errors.Is(err, errStopping) || errors.Is(err, errNoPlace) {
		c.Header("Retry-After", "10")
	}
	c.AbortWithStatusJSON(status, gin.H{"error": p})
}

// elsewhere says where other things than records are read.
var elsewhere = "what else can be read is at " + strings.Join(otherPaths, ", ")

func (s *Server) notFound(c *gin.Context) {
	s.fail(c, http.StatusNotFound, errors.New("path not found; records are written at /push_contacts and /transform_contacts, and likewise of other objects, and read at "+strings.Join(readPaths(), ", ")+"; "+elsewhere))
}

// plainPath lets only paths pass that lead where they seem to: the router would take /healthz/../get_contacts for /get_contacts, and a
// proxy in front might not.
func (s *Server) plainPath(c *gin.Context) {
	for part := range strings.SplitSeq(c.Request.URL.Path, "/") {
		if part != "." && part != ".." {
			continue
		}
		if s.drain(c); !c.IsAborted() {
			s.notFound(c)
		}
		return
	}
}

func (s *Server) notAllowed(c *gin.Context) {
	s.fail(c, http.StatusMethodNotAllowed, errors.New("method not allowed"))
}
