package fault

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Errors that the methods of Set wrap.
var (
	ErrNotFound = errors.New("not found")
	ErrTaken    = errors.New("name is already taken")
)

// Set holds the faults of one server. It is safe for concurrent use.
type Set struct {
	seed  uint64
	now   func() time.Time
	after func(time.Duration) <-chan time.Time
	lost  func(*http.Request)
	tell  Struck

	mu     sync.Mutex
	faults []*armed // in the order in which they were added
	made   int      // names made up so far
	closed bool
}

// armed is a fault of a set.
type armed struct {
	State
	chance *rand.Rand
	gone   chan struct{} // closed when the fault is removed
}

// Option sets a dependency of a Set.
type Option func(*Set)

// Clock is the server's clock, which answers about expired tokens refer to; time.Now by default.
func Clock(now func() time.Time) Option { return func(s *Set) { s.now = now } }

// Timer is what delays wait for; time.After by default. Delays take real time even if the server's clock is frozen.
func Timer(after func(time.Duration) <-chan time.Time) Option {
	return func(s *Set) { s.after = after }
}

// Lost is told of each write that was done and whose answer gets lost, before the client can notice.
func Lost(tell func(*http.Request)) Option { return func(s *Set) { s.lost = tell } }

// Struck is told of the requests that faults strike.
type Struck interface {
	// Strike is called before the client can notice.
	Strike(r *http.Request, fault string)
	// Spare takes it back: the fault found nothing to break.
	Spare(r *http.Request, fault string)
}

// Tell is who is told.
func Tell(struck Struck) Option { return func(s *Set) { s.tell = struck } }

// nobody is who is told by default.
type nobody struct{}

func (nobody) Strike(*http.Request, string) {}
func (nobody) Spare(*http.Request, string)  {}

// NewSet returns a set without faults. The seed decides which requests a fault with a probability strikes.
func NewSet(seed uint64, options ...Option) *Set {
	s := &Set{seed: seed, now: time.Now, after: time.After, lost: func(*http.Request) {}, tell: nobody{}}
	for _, option := range options {
		option(s)
	}
	return s
}

// MaxFaults is the most faults that a set holds.
const MaxFaults = 1_000

// Add adds f after the faults that are there and returns it with its name. If the name is taken, the error is ErrTaken.
func (s *Set) Add(f Fault) (State, error) {
	if err := f.Check(); err != nil {
		return State{}, err
	}
	if f.Probability == 0 { // what a Go caller leaves unset
		f.Probability = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) >= MaxFaults {
		return State{}, fmt.Errorf("there are already %d faults, the most that a server has; remove some first", MaxFaults)
	}
	if f.Name == "" {
		f.Name = s.freeName()
	} else if s.index(f.Name) >= 0 {
		return State{}, fmt.Errorf("fault %q: %w", f.Name, ErrTaken)
	}
	fault := &armed{State: State{Fault: f}, chance: s.chance(f.Name), gone: make(chan struct{})}
	if s.closed {
		close(fault.gone)
	}
	s.faults = append(s.faults, fault)
	return fault.State, nil
}

// List returns all faults in the order in which they were added.
func (s *Set) List() []State {
	s.mu.Lock()
	defer s.mu.Unlock()
	states := make([]State, len(s.faults))
	for i, fault := range s.faults {
		states[i] = fault.State
	}
	return states
}

// Len returns how many faults there are.
func (s *Set) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.faults)
}

// Get returns the fault of that name, or ErrNotFound.
func (s *Set) Get(name string) (State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(name)
	if i < 0 {
		return State{}, fmt.Errorf("fault %q: %w", name, ErrNotFound)
	}
	return s.faults[i].State, nil
}

// Patch reads change, a JSON object, over the fault of that name. Members that it leaves out keep their values, and the
// counters theirs; the name cannot be changed.
func (s *Set) Patch(name string, change []byte) (State, error) {
	return s.change(name, func(f Fault) (Fault, error) { return merge(f, change) })
}

// Replace puts f in the place of the fault of that name, whose counters go on.
func (s *Set) Replace(f Fault) (State, error) {
	if f.Probability == 0 {
		f.Probability = 1
	}
	return s.change(f.Name, func(Fault) (Fault, error) { return f, f.Check() })
}

// change changes the fault of that name. Requests that the fault holds up keep waiting for what it was.
func (s *Set) change(name string, to func(Fault) (Fault, error)) (State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(name)
	if i < 0 {
		return State{}, fmt.Errorf("fault %q: %w", name, ErrNotFound)
	}
	changed, err := to(s.faults[i].Fault)
	if err != nil {
		return State{}, err
	}
	if changed.Name != name {
		return State{}, fmt.Errorf("name of fault %q must not change, got %q; add another fault and remove this one", name, changed.Name)
	}
	s.faults[i].Fault = changed
	return s.faults[i].State, nil
}

// Remove removes the fault of that name and releases the requests that it holds up, or returns ErrNotFound.
func (s *Set) Remove(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(name)
	if i < 0 {
		return fmt.Errorf("fault %q: %w", name, ErrNotFound)
	}
	s.release(s.faults[i])
	s.faults = slices.Delete(s.faults, i, i+1)
	return nil
}

// Clear removes all faults.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range s.faults {
		s.release(fault)
	}
	s.faults = nil
}

// Close releases every request that a fault holds up, now and later, so that a server can shut down.
func (s *Set) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range s.faults {
		s.release(fault)
	}
	s.closed = true
}

// release releases the requests that a fault holds up; after Close they are released already.
func (s *Set) release(fault *armed) {
	if !s.closed {
		close(fault.gone)
	}
}

func (s *Set) index(name string) int {
	return slices.IndexFunc(s.faults, func(fault *armed) bool { return fault.Name == name })
}

func (s *Set) freeName() string {
	for {
		s.made++
		if name := fmt.Sprintf("f%d", s.made); s.index(name) < 0 {
			return name
		}
	}
}

// chance returns a random source for a fault. Each name has its own, so that one fault's draws do not shift another's.
func (s *Set) chance(name string) *rand.Rand {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(name))
	return rand.New(rand.NewPCG(s.seed, hash.Sum64())) //nolint:gosec // reproducible on purpose, guards nothing
}
