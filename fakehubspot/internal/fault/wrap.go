package fault

import "net/http"

// call is one request that a fault strikes.
type call struct {
	Fault
	w    http.ResponseWriter
	r    *http.Request
	next http.Handler
	set  *Set
	gone <-chan struct{}
}

// Wrap returns a handler that applies the faults to requests before next gets them. Several may strike the same request:
// the one added first is the outermost.
func (s *Set) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.answer(w, r, next, s.pick(r))
	})
}

// hit is a fault that is about to strike, as it was when the request arrived.
type hit struct {
	*armed
	was Fault
}

func (s *Set) answer(w http.ResponseWriter, r *http.Request, next http.Handler, hits []hit) {
	if len(hits) == 0 {
		next.ServeHTTP(w, r)
		return
	}
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.answer(w, r, next, hits[1:])
	})
	one := &call{Fault: hits[0].was, w: w, r: r, next: inner, set: s, gone: hits[0].gone}
	s.tell.Strike(r, one.Name)
	if !kinds[one.Kind].strike(one) {
		s.mu.Lock()
		hits[0].Struck--
		s.mu.Unlock()
		s.tell.Spare(r, one.Name)
	}
}

// pick counts the request for every fault that it matches and returns the faults that strike it.
func (s *Set) pick(r *http.Request) []hit {
	s.mu.Lock()
	defer s.mu.Unlock()
	var hits []hit
	answered := false // by a fault that leaves nothing to the later ones
	for _, fault := range s.faults {
		if !fault.Match.Fits(r) {
			continue
		}
		fault.Seen++
		if answered || !fault.strikes() {
			continue
		}
		fault.Struck++
		hits = append(hits, hit{fault, fault.Fault})
		answered = kinds[fault.Kind].last
	}
	return hits
}

// strikes reports whether the fault strikes the request just counted: its nth match has come, it is not spent, and the
// draw says so.
func (a *armed) strikes() bool {
	if a.Seen < a.Match.Nth || (a.Count > 0 && a.Struck >= a.Count) {
		return false
	}
	return a.chance.Float64() < a.Probability
}
