package tour

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// world is both programs in a few lines: what the tour asks of them, and enough behind it to tell a right history from a wrong one.
// A run copies what has changed since the offset; nothing takes time unless a test says so.
type world struct {
	mu sync.Mutex

	// HubSpot.
	names  map[string]string // of contacts, by ID
	moved  map[string]int    // when each has changed
	now    int               // HubSpot's clock
	fault  bool
	struck int
	calls  []written

	// Sesam.
	configuration string
	versions      []version
	persons       map[string]map[string]string
	sent          bool // the push pipe has sent them
	pumps         map[string]*fakePump
	sluggish      int // how often a pump says that it still runs
	hostile       string
	elsewhere     bool // the connector reads another HubSpot

	hung chan struct{} // calls to the node hang until the caller gives up, if it is set
	hang atomic.Bool
}

type fakePump struct {
	offset, runs, running int
	log                   []map[string]any
}

// The pipes of the node, under names of its own, with those that the tour must not take for them.
const usualPipes = `[
	{"_id":"a","config":{"effective":{"source":{"type":"json","url":"get_companies"},"sink":{"type":"dataset","dataset":"a"}}}},
	{"_id":"broken","config":{"effective":[]}},
	{"_id":"in","config":{"effective":{"source":{"type":"json","url":"/get_contacts?properties=email"},"sink":{"type":"dataset","dataset":"people"}}}},
	{"_id":"mail","config":{"effective":{"source":{"type":"http_endpoint"},"sink":{"type":"dataset"}}}},
	{"_id":"other","config":{"effective":{"source":{"type":"dataset","dataset":"x"},"sink":{"type":"json","url":"http://x/push_contacts"}}}},
	{"_id":"out","config":{"effective":{"source":{"type":"dataset","dataset":"mail"},"sink":{"type":"json","url":"push_contacts?match=email"}}}}]`

func newWorld() *world {
	return &world{
		names: map[string]string{"1": "Johnson", "51": "Halligan"}, moved: map[string]int{"1": 1, "51": 1}, now: 10,
		configuration: usualPipes, persons: map[string]map[string]string{}, hung: make(chan struct{}, 100),
		pumps: map[string]*fakePump{"in": {}, "out": {}, "mail": {}},
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// hubspot is the control API.
func (w *world) hubspot() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_fake/objects", func(rw http.ResponseWriter, _ *http.Request) {
		answer(rw, 200, map[string]any{"objects": []any{map[string]any{"name": "contacts", "live": len(w.names)}}})
	})
	mux.HandleFunc("POST /_fake/contacts/change", func(rw http.ResponseWriter, r *http.Request) {
		var body struct {
			IDs        []string
			Count      int
			Properties map[string]string
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		if body.Count == 1 {
			body.IDs = slices.Sorted(maps.Keys(w.names))[:1]
		}
		if _, there := w.names[body.IDs[0]]; !there {
			answer(rw, 404, map[string]any{"error": "no such contact"})
			return
		}
		w.names[body.IDs[0]], w.moved[body.IDs[0]] = body.Properties["lastname"], w.now
		answer(rw, 200, map[string]any{"changed": body.IDs})
	})
	mux.HandleFunc("POST /_fake/clock/advance", func(rw http.ResponseWriter, _ *http.Request) {
		w.now += 6
		answer(rw, 200, map[string]any{"now": "2026-03-01T12:06:00Z"})
	})
	mux.HandleFunc("POST /_fake/faults", func(rw http.ResponseWriter, _ *http.Request) {
		if w.fault {
			answer(rw, 409, map[string]any{"error": "taken"})
			return
		}
		w.fault, w.struck = true, 0
		answer(rw, 201, map[string]any{})
	})
	mux.HandleFunc("/_fake/faults/guided-tour", func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case !w.fault:
			answer(rw, 404, map[string]any{"error": "not found"})
		case r.Method == http.MethodDelete:
			w.fault = false
			rw.WriteHeader(http.StatusNoContent)
		default:
			answer(rw, 200, map[string]any{"struck": w.struck})
		}
	})
	mux.HandleFunc("GET /_fake/requests", func(rw http.ResponseWriter, r *http.Request) {
		calls := slices.Clone(w.calls)
		if r.FormValue("order") == "newest" {
			calls = calls[max(0, len(calls)-1):]
		}
		after, _ := strconv.Atoi(r.FormValue("after"))
		if after == 0 && r.FormValue("after") != "" {
			answer(rw, http.StatusBadRequest, map[string]any{"error": "after must be a number from 1 on"})
			return
		}
		answer(rw, 200, map[string]any{"requests": slices.DeleteFunc(calls, func(c written) bool { return c.Seq <= int64(after) })})
	})
	return w.locked(mux)
}

// sesam is the node.
func (w *world) sesam() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/pipes", func(rw http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(rw, w.configuration) })
	mux.HandleFunc("GET /api/pipes/{id}", func(rw http.ResponseWriter, r *http.Request) {
		p := w.pumps[r.PathValue("id")]
		offset := any(nil)
		if p.offset > 0 {
			offset = strconv.Itoa(p.offset)
		}
		running := p.running > 0
		if running {
			p.running--
		}
		answer(rw, 200, map[string]any{"runtime": map[string]any{"is-running": running, "success_count": p.runs, "last-seen": offset}})
	})
	mux.HandleFunc("POST /api/pipes/{id}/pump", func(rw http.ResponseWriter, r *http.Request) {
		w.operate(r.PathValue("id"), r.FormValue("operation"), r.FormValue("last-seen"))
		answer(rw, 200, map[string]any{})
	})
	mux.HandleFunc("GET /api/pipes/{id}/log", func(rw http.ResponseWriter, r *http.Request) {
		log := slices.Clone(w.pumps[r.PathValue("id")].log)
		slices.Reverse(log)
		answer(rw, 200, log)
	})
	mux.HandleFunc("POST /api/receivers/mail/entities", func(_ http.ResponseWriter, r *http.Request) {
		var entities []map[string]string
		_ = json.NewDecoder(r.Body).Decode(&entities)
		for _, each := range entities {
			w.persons[each["_id"]], w.sent = each, false
		}
	})
	mux.HandleFunc("GET /api/datasets/people", func(rw http.ResponseWriter, _ *http.Request) {
		answer(rw, 200, map[string]any{"runtime": map[string]any{"count-index-exists": len(w.latest()), "count-log-exists": len(w.versions)}})
	})
	mux.HandleFunc("GET /api/datasets/people/entities", func(rw http.ResponseWriter, r *http.Request) {
		since, _ := strconv.Atoi(r.FormValue("since"))
		if r.FormValue("history") == "false" {
			answer(rw, 200, slices.Collect(maps.Values(w.latest())))
			return
		}
		answer(rw, 200, w.versions[since+1:])
	})
	mux.HandleFunc("GET /api/datasets/people/entity", func(rw http.ResponseWriter, r *http.Request) {
		at, _ := strconv.Atoi(r.FormValue("offset"))
		answer(rw, 200, w.versions[at])
	})
	mux.HandleFunc("GET /api/datasets/mail/entity", func(rw http.ResponseWriter, _ *http.Request) {
		if person := w.persons[ida]; person != nil {
			answer(rw, 200, map[string]any{"_updated": 0, "lastname": person["lastname"]})
			return
		}
		answer(rw, 404, map[string]any{"detail": "not found"})
	})
	locked := w.locked(mux)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.hang.Load() {
			w.hung <- struct{}{}
			<-r.Context().Done()
			return
		}
		locked.ServeHTTP(rw, r)
	})
}

func (w *world) locked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		next.ServeHTTP(rw, r)
	})
}

// latest are the latest versions by _id.
func (w *world) latest() map[string]version {
	out := map[string]version{}
	for _, each := range w.versions {
		out[each.ID] = each
	}
	return out
}

func (w *world) operate(pipe, operation, lastSeen string) {
	p := w.pumps[pipe]
	if operation == "update-last-seen" {
		p.offset, _ = strconv.Atoi(lastSeen)
		w.sent = w.sent && pipe != "out"
		return
	}
	p.runs, p.running = p.runs+1, w.sluggish
	read, changed, kind := 0, 0, "pump-completed"
	switch {
	case w.elsewhere:
	case w.fault:
		w.struck, kind = w.struck+3, "pump-failed"
	case pipe == "in":
		read, changed = w.collect(p)
	case !w.sent:
		read, changed, w.sent = len(w.persons), len(w.persons), true
		w.push()
	}
	p.log = append(p.log, map[string]any{
		"_updated": len(p.log), "event_type": kind, "sync_type": "incremental", "original_error_message": w.hostile,
		"metrics": map[string]any{"entities": map[string]any{"entities_last_run": read, "changes_last_run": changed}},
	})
}

// collect reads what has changed since the offset, which stays five minutes behind the clock.
func (w *world) collect(p *fakePump) (read, changed int) {
	latest := w.latest()
	for _, id := range slices.Sorted(maps.Keys(w.names)) {
		if w.moved[id] <= p.offset {
			continue
		}
		read++
		old, had := latest[id]
		if had && old.property("lastname") == w.names[id] {
			continue
		}
		changed++
		v := version{ID: id, HubSpotID: id, Updated: int64(len(w.versions)), Properties: map[string]any{"lastname": w.names[id], "email": "x"}}
		if strings.HasPrefix(id, "ida") {
			v.Properties["email"] = idaAddress
		}
		if had {
			v.Previous = &old.Updated
		}
		w.versions = append(w.versions, v)
	}
	p.offset = max(p.offset, w.now-5)
	return read, changed
}

// push writes the persons to HubSpot where they differ.
func (w *world) push() {
	call := func(path string, status int) {
		w.calls = append(w.calls, written{Seq: int64(len(w.calls) + 1), Method: "POST", Path: path, Status: status})
	}
	for _, person := range w.persons {
		call("/crm/v3/objects/contacts/batch/read", 200)
		call("/crm/v3/objects/products/batch/update", 200)
		if name, there := w.names["ida-1"]; there && name == person["lastname"] {
			continue
		}
		w.names["ida-1"], w.moved["ida-1"] = person["lastname"], w.now
		call("/crm/v3/objects/contacts/batch/create", 201)
	}
}
