package push

import (
	"context"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// knownFor is how long definitions of properties are used again. Nothing is refused because of one that is older than the
// request.
const knownFor = 5 * time.Minute

// Known remembers the definitions of properties, so that a request seldom has to ask for them. It is safe for concurrent use.
type Known struct {
	clock clock.Clock

	mu    sync.Mutex
	lists map[*hubspot.Object]*knownList
}

// knownList are the properties of one object type.
type knownList struct {
	asking      chan struct{} // has an element while somebody looks here, or asks HubSpot
	definitions definitions
	at          time.Time
}

// NewKnown returns a Known that remembers nothing yet.
func NewKnown(c clock.Clock) *Known {
	return &Known{clock: c, lists: map[*hubspot.Object]*knownList{}}
}

// definitions returns the definitions of all properties, as they were at the time earliest or
// later.
func (k *Known) definitions(ctx context.Context, session *hubspot.Session, earliest time.Time) (definitions, error) {
	list := k.list(session.Object())
	select {
	case list.asking <- struct{}{}:
		defer func() { <-list.asking }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if list.definitions != nil && !list.at.Before(earliest) {
		return list.definitions, nil
	}
	at := k.clock.Now()
	all, err := session.Definitions(ctx)
	if err != nil {
		return nil, err
	}
	sensitive, err := session.SensitiveDefinitions(ctx)
	if err != nil && !hubspot.NotPermitted(err) { // a key that may not list them may not write them either
		return nil, err
	}
	list.definitions, list.at = newDefinitions(append(all, sensitive...)), at
	return list.definitions, nil
}

func (k *Known) list(object *hubspot.Object) *knownList {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lists[object] == nil {
		k.lists[object] = &knownList{asking: make(chan struct{}, 1)}
	}
	return k.lists[object]
}
