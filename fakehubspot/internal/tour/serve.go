package tour

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strconv"
)

// Routes mounts what the buttons of the panel call; the page itself is the program's. No page of another site may call it.
//
//	GET    …/state    the tour as JSON
//	PUT    …          {"open": true}, {"folded": true}, {"step": 3}: opens or hides the panel, makes it small, turns it to a step
//	DELETE …          starts over
//	POST   …/steps/1  does a step
//	PUT    …/peer     {"url": "http://…", "page": "http://…"}: where the other program is
func (t *Tour) Routes(mount func(method, path string, handler http.HandlerFunc)) {
	path := t.config.Path
	mount(http.MethodGet, path+"/state", t.own(t.getState))
	mount(http.MethodPut, path, t.own(t.putPanel))
	mount(http.MethodDelete, path, t.own(t.startOver))
	mount(http.MethodPut, path+"/peer", t.own(t.putPeer))
	for number := range len(told.Steps) {
		mount(http.MethodPost, path+"/steps/"+strconv.Itoa(number+1), t.own(func(_ *http.Request) (int, error) {
			return http.StatusAccepted, t.Do(number + 1)
		}))
	}
}

// own answers with the tour, or with the error of what a request wanted.
func (t *Tour) own(do func(*http.Request) (int, error)) http.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(w http.ResponseWriter, r *http.Request) {
		if err := protection.Check(r); err != nil {
			send(w, http.StatusForbidden, map[string]string{"error": "a page of another site may not control the tour"})
			return
		}
		t.Seen(r)
		status, err := do(r)
		if err != nil {
			send(w, statusOf(err), map[string]string{"error": err.Error()})
			return
		}
		send(w, status, t.View())
	}
}

// badRequest is a request that cannot be understood.
type badRequest struct{ error }

func statusOf(err error) int {
	if _, bad := errors.AsType[badRequest](err); bad {
		return http.StatusBadRequest
	}
	switch {
	case errors.Is(err, ErrBusy):
		return http.StatusConflict
	case errors.Is(err, ErrNoStep):
		return http.StatusNotFound
	case errors.Is(err, ErrClosed):
		return http.StatusServiceUnavailable
	default:
		return http.StatusBadGateway // the other program
	}
}

func send(w http.ResponseWriter, status int, body any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the browser may be gone
}

// longestBody is the longest body of a request in bytes.
const longestBody = 16 << 10

// read reads the body of a request, an object with known members.
func read(r *http.Request, into any) error {
	decoder := json.NewDecoder(io.LimitReader(r.Body, longestBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return badRequest{errors.New("the body must be a JSON object: " + err.Error())}
	}
	return nil
}

func (t *Tour) getState(*http.Request) (int, error) { return http.StatusOK, nil }

func (t *Tour) putPanel(r *http.Request) (int, error) {
	var body struct {
		Open   *bool `json:"open"`
		Folded *bool `json:"folded"`
		Step   *int  `json:"step"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	if body.Open == nil && body.Folded == nil && body.Step == nil {
		return 0, badRequest{errors.New("open, folded or step is required")}
	}
	if body.Step != nil {
		if err := t.Turn(*body.Step); err != nil {
			return 0, err
		}
	}
	switch {
	case body.Open == nil:
	case *body.Open:
		t.Show()
	default:
		if err := t.Hide(r.Context()); err != nil {
			return 0, err
		}
	}
	if body.Folded != nil {
		t.Fold(*body.Folded)
	}
	return http.StatusOK, nil
}

func (t *Tour) startOver(r *http.Request) (int, error) {
	return http.StatusOK, t.StartOver(r.Context())
}

func (t *Tour) putPeer(r *http.Request) (int, error) {
	var peer Peer
	if err := read(r, &peer); err != nil {
		return 0, err
	}
	if err := t.Connect(peer); err != nil {
		return 0, badRequest{err}
	}
	return http.StatusOK, nil
}

var plainHost = regexp.MustCompile(`^[A-Za-z0-9.\[\]:_-]{1,255}$`)

// Seen remembers under which address a browser reaches this program; commands that are shown call it there.
func (t *Tour) Seen(r *http.Request) {
	if !plainHost.MatchString(r.Host) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at = r.Host
}
