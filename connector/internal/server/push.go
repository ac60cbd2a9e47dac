package server

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// largestBody is how large the body of a request to write may be.
const largestBody = 64 << 20

// mostNamed is how many entities that have failed are named.
const mostNamed = 1000

var errWriteOff = errors.New("the setting write is off, so nothing is written to HubSpot; set it to on, and give the key the scopes to write")

// errForeign is the answer to a browser. Browsers say where a request comes from, and programs do not.
var errForeign = errors.New("a web page of another site must not write to HubSpot")

// mayWrite lets only requests pass that may write.
func (s *Server) mayWrite(c *gin.Context) {
	if s.basicAuth(c); c.IsAborted() {
		return
	}
	switch {
	case !s.opts.Write:
		s.refuseBody(c, http.StatusForbidden, errWriteOff)
	case http.NewCrossOriginProtection().Check(c.Request) != nil:
		s.refuseBody(c, http.StatusForbidden, errForeign)
	}
}

// failed is the answer to a push of which entities are not in HubSpot as they should be.
type failed struct {
	Message  string         `json:"message"`
	Failed   int            `json:"failed"`
	Entities []failedEntity `json:"entities"`
}

type failedEntity struct {
	Index  int         `json:"index"`
	Key    string      `json:"_id,omitempty"`
	Status push.Status `json:"status"`
	ID     string      `json:"id,omitempty"`
	Error  string      `json:"error"`
}

// called names the entity: by its _id, or by its place among those sent if it has none.
func (e failedEntity) called() string {
	if e.Key == "" {
		return fmt.Sprintf("entity %d", e.Index)
	}
	return fmt.Sprintf("%.60q", e.Key)
}

func (f *failed) add(v push.Verdict) {
	if f.Failed++; len(f.Entities) < mostNamed {
		f.Entities = append(f.Entities, failedEntity{v.Index, v.Key, v.Status, v.ID, v.Reason})
	}
}

// push returns the handler of a route that takes parameters with these names. It writes what find finds, and answers with success
// only when HubSpot has every entity.
func (s *Server) push(takes []string, find func(*Server, context.Context, *gin.Context, writeParams) (written, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		if w, ok := s.beginWrite(c, takes, find); ok {
			s.pushAll(c, w)
		}
	}
}

func (s *Server) pushAll(c *gin.Context, w *pushing) {
	defer w.end()
	f := failed{Entities: []failedEntity{}}
	var unread error
	for v, err := range w.run.Verdicts(w.ctx) {
		switch {
		case err != nil:
			unread = err
		case v.Failed():
			f.add(v)
		}
		w.count(v, err)
	}
	status, why := w.status(unread, f)
	logged := why
	if status == http.StatusBadRequest && unread == nil { // the reasons quote what was sent: personal data, which belongs in no log
		logged = fmt.Sprintf("%d of %d entities failed; the answer says which, and why", f.Failed, w.received)
	}
	w.report(status, logged)
	if status == http.StatusOK {
		c.JSON(status, w.counts)
		return
	}
	if c.Request.Context().Err() != nil && status != http.StatusRequestTimeout {
		cut()
	}
	f.Message = why
	if status == http.StatusServiceUnavailable {
		c.Header("Retry-After", strconv.Itoa(retryAfter(w.run.Failure())))
	}
	c.AbortWithStatusJSON(status, gin.H{"error": f})
}

// status is what the node is told, and why: 503 comes before 502, and that before 400. A body that was given up comes before all:
// what was under way has ended with it.
func (w *pushing) status(unread error, f failed) (status int, why string) {
	failure := w.run.Failure()
	_, tooLarge := errors.AsType[*http.MaxBytesError](unread)
	_, malformed := errors.AsType[*sesam.SyntaxError](unread)
	_, untaken := errors.AsType[*untakenError](unread)
	_, slow := errors.AsType[*slowError](unread)
	switch {
	case slow:
		return http.StatusRequestTimeout, unread.Error() + "; what stood at its beginning may have been written"
	case failure != nil:
		return statusOfWrite(failure), failure.Error()
	case errors.Is(unread, errStopping):
		return http.StatusServiceUnavailable, unread.Error()
	case tooLarge:
		return http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d MiB; what stood at its beginning has been written", largestBody>>20)
	case malformed, untaken:
		return http.StatusBadRequest, unread.Error()
	case unread != nil:
		return http.StatusBadRequest, "the body could not be read: " + unread.Error()
	case f.Failed > 0:
		first := f.Entities[0]
		return http.StatusBadRequest, fmt.Sprintf("%d of %d entities failed: %s: %s", f.Failed, w.received, first.called(), first.Error)
	default:
		return http.StatusOK, ""
	}
}

// statusOfWrite is statusOf, but for a HubSpot that is away: the node is told to send the same later.
func statusOfWrite(err error) int {
	if e, ok := errors.AsType[*hubspot.Error](err); ok && e.Temporary() {
		return http.StatusServiceUnavailable
	}
	return statusOf(err)
}

// retryAfter is in how many seconds the same may succeed.
func retryAfter(err error) int {
	if e, ok := errors.AsType[*hubspot.Error](err); ok && e.RetryAfter > 0 {
		return int(math.Ceil(e.RetryAfter.Seconds()))
	}
	return 10
}

// refuseBody answers a request whose body is not looked at, however large that is.
func (s *Server) refuseBody(c *gin.Context, status int, err error) {
	_ = s.discard(c)
	s.fail(c, status, err)
}
