package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

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

// mayWrite lets only requests pass that may write.
func (s *Server) mayWrite(c *gin.Context) {
	if s.basicAuth(c); c.IsAborted() {
		return
	}
	if !s.opts.Write {
		s.refuseBody(c, http.StatusForbidden, errWriteOff)
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
	if c.Request.Context().Err() != nil {
		cut()
	}
	f.Message = why
	if status == http.StatusServiceUnavailable {
		c.Header("Retry-After", strconv.Itoa(retryAfter(w.run.Failure())))
	}
	c.AbortWithStatusJSON(status, gin.H{"error": f})
}

// status is what the node is told, and why: 503 comes before 502, and that before 400.
func (w *pushing) status(unread error, f failed) (status int, why string) {
	failure := w.run.Failure()
	_, tooLarge := errors.AsType[*http.MaxBytesError](unread)
	_, malformed := errors.AsType[*sesam.SyntaxError](unread)
	_, untaken := errors.AsType[*untakenError](unread)
	switch {
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

// pushing is one request to write.
type pushing struct {
	server   *Server
	ctx      context.Context
	stop     func() // ends ctx, and with it the run
	end      func()
	of       written
	run      writer
	start    time.Time
	received int
	counts   map[push.Status]int
}

// writer is what writes the entities of a request.
type writer interface {
	Verdicts(context.Context) iter.Seq2[push.Verdict, error]
	Failure() error
	Stats() hubspot.Stats
}

// written is what a request writes.
type written struct {
	name  string // in the log and in metrics
	more  []slog.Attr
	start func(context.Context, io.Reader) (writer, error)
}

// beginWrite prepares to write what is sent. If that fails, it has answered.
func (s *Server) beginWrite(c *gin.Context, takes []string, find func(*Server, context.Context, *gin.Context, writeParams) (written, error)) (*pushing, bool) {
	p, err := parseWriteParams(c.Request.URL.RawQuery, takes)
	if err != nil {
		s.refuseBody(c, http.StatusBadRequest, err)
		return nil, false
	}
	if c.Request.ContentLength > largestBody {
		s.refuseBody(c, http.StatusRequestEntityTooLarge, fmt.Errorf("the body is larger than %d MiB; send fewer entities at a time", largestBody>>20))
		return nil, false
	}
	ctx, stop := s.untilStop(context.WithValue(c.Request.Context(), placeKey{}, writerOf(c)))
	w := &pushing{server: s, ctx: ctx, stop: stop, end: stop, start: s.opts.Clock.Now(), counts: map[push.Status]int{}}
	if w.of, err = find(s, ctx, c, p); err != nil {
		return nil, s.notBegun(c, w, err)
	}
	leave, err := s.opts.Places.take(ctx, writerOf(c), "push "+w.of.name)
	if err != nil {
		return nil, s.notBegun(c, w, err)
	}
	body, arrived := s.arriving(ctx, c)
	w.end = func() {
		arrived()
		leave()
		stop()
	}
	if w.run, err = w.of.start(ctx, http.MaxBytesReader(c.Writer, body, largestBody)); err != nil {
		return nil, s.notBegun(c, w, err)
	}
	return w, true
}

// entities finds the object type in the path.
func (s *Server) entities(ctx context.Context, c *gin.Context, p writeParams) (written, error) {
	object, err := s.opts.Objects.Find(ctx, c.Param(objectParam))
	if err != nil {
		return written{}, err
	}
	return written{name: object.Name, start: func(ctx context.Context, body io.Reader) (writer, error) {
		run := push.Start(s.opts.Client, s.opts.Push, push.Request{Object: object, Match: p.match, Body: body})
		return run, run.CheckMatch(ctx)
	}}, nil
}

// links finds the object types that the parameters name.
func (s *Server) links(ctx context.Context, _ *gin.Context, p writeParams) (written, error) {
	from, err := s.named(ctx, "from", p.from)
	if err != nil {
		return written{}, err
	}
	to, err := s.named(ctx, "to", p.to)
	if err != nil {
		return written{}, err
	}
	return written{
		name: "associations", more: []slog.Attr{slog.String("from", from.Name), slog.String("to", to.Name)},
		start: func(_ context.Context, body io.Reader) (writer, error) {
			return push.StartLinks(s.opts.Client, push.LinkRequest{From: from, To: to, Body: body}), nil
		},
	}, nil
}

// notBegun answers a request of which nothing has been written, and returns false.
func (s *Server) notBegun(c *gin.Context, w *pushing, err error) bool {
	defer w.end()
	status := statusOfWrite(err)
	if errors.Is(err, errTooManyReads) {
		status = http.StatusServiceUnavailable
	}
	if status == http.StatusServiceUnavailable {
		c.Header("Retry-After", strconv.Itoa(retryAfter(err)))
	}
	if _, match := errors.AsType[*push.MatchError](err); match {
		status = http.StatusBadRequest
	}
	s.refuseBody(c, status, err)
	return false
}

// refuseBody answers a request whose body is not looked at, however large that is.
func (s *Server) refuseBody(c *gin.Context, status int, err error) {
	_ = s.discard(c)
	s.fail(c, status, err)
}

// arriving is the body of a request as it arrives. A sender that sends nothing is given up after a while, and at once when ctx
// ends. arrived must be called in the end: it leaves the connection, and what the engine uses again, to the next request.
func (s *Server) arriving(ctx context.Context, c *gin.Context) (body io.ReadCloser, arrived func()) {
	control, ended := http.NewResponseController(c.Writer), make(chan struct{})
	ending := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = control.SetReadDeadline(time.Unix(1, 0))
	})
	arrived = func() {
		if !ending() {
			<-ended
		}
	}
	return &arriving{ReadCloser: c.Request.Body, ctx: ctx, control: control, stall: s.stall}, arrived
}

type arriving struct {
	io.ReadCloser
	ctx     context.Context
	control *http.ResponseController
	stall   time.Duration
}

func (a *arriving) Read(p []byte) (int, error) {
	_ = a.control.SetReadDeadline(time.Now().Add(a.stall))
	if a.ctx.Err() != nil { // that may just have taken back the deadline of its end
		_ = a.control.SetReadDeadline(time.Unix(1, 0))
		return 0, context.Cause(a.ctx)
	}
	n, err := a.ReadCloser.Read(p)
	switch {
	case errors.Is(err, io.EOF): // net/http goes on reading, lest it miss that the sender is gone
		_ = a.control.SetReadDeadline(time.Time{})
	case err != nil && a.ctx.Err() != nil:
		err = context.Cause(a.ctx) // and net/http does not wait for the rest
	}
	return n, err
}
