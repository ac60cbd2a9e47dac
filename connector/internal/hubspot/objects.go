package hubspot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

const (
	// schemasFor is how long a list of custom object types is used again. One that is deleted and created anew meanwhile
	// has another ID, and HubSpot then rejects the old one.
	schemasFor = 5 * time.Minute

	// unknownFor is how long HubSpot is not asked again for a name that it does not know.
	unknownFor = 10 * time.Second
)

// Objects finds object types by their names: the standard ones, and those of the account. It is safe for concurrent use.
type Objects struct {
	client *Client

	mu     sync.Mutex
	custom []*Object
	asked  time.Time // when that list came; zero if none has
	hidden error     // why the list could not be read, nil if it could
}

// NewObjects returns an Objects that has not asked for custom object types yet.
func NewObjects(client *Client) *Objects { return &Objects{client: client} }

// Find returns the object type of that name: a standard type's name in HubSpot's paths, a custom type's name, bare or fully
// qualified, or the ID of a type. HubSpot is asked only if no standard type has the name. The error is an
// *UnknownObjectError if there is no such type, or else that of asking HubSpot.
func (o *Objects) Find(ctx context.Context, name string) (*Object, error) {
	for _, object := range Standard {
		if object.Goes(name) {
			return object, nil
		}
	}
	if !plainName(name) {
		return nil, o.unknown(name)
	}
	remembered, age, asked := o.remembered(name)
	if asked && age < unknownFor || remembered != nil && age < schemasFor {
		return o.found(remembered, name)
	}
	list, err := o.client.Session(nil).custom(ctx)
	switch failure, ok := errors.AsType[*Error](err); {
	case err == nil || ok && (failure.LacksScope() || failure.Kind == KindRefused):
		o.remember(list, err)
		remembered, _, _ = o.remembered(name)
		return o.found(remembered, name)
	case remembered != nil && ctx.Err() == nil:
		return remembered, nil // the read itself will tell what is wrong
	default:
		return nil, err
	}
}

// remembered returns the custom type of that name in the last list, nil if there is none, and the age of that list.
func (o *Objects) remembered(name string) (found *Object, age time.Duration, asked bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, object := range o.custom {
		if object.Goes(name) || name == object.Singular || name == "p_"+object.Singular {
			found = object
		}
	}
	return found, o.client.opts.Clock.Now().Sub(o.asked), !o.asked.IsZero()
}

// remember takes a list of the custom types, or why there is none: the last list then remains. A type that was there before
// stays the same value: what is remembered of it elsewhere goes on.
func (o *Objects) remember(list []*Object, hidden error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, object := range list {
		for _, before := range o.custom {
			if before.Name == object.Name && before.Path == object.Path {
				list[i] = before
			}
		}
	}
	if hidden == nil {
		o.custom = list
	}
	o.hidden, o.asked = hidden, o.client.opts.Clock.Now()
}

// found returns the object type, or why there is none of the name.
func (o *Objects) found(object *Object, name string) (*Object, error) {
	if object != nil {
		return object, nil
	}
	o.mu.Lock()
	hidden := o.hidden
	o.mu.Unlock()
	if hidden != nil && looksCustom(name) {
		return nil, hidden
	}
	return nil, o.unknown(name)
}

// looksCustom reports whether only a custom object type can have the name: 2-3465404 or p123_car.
func looksCustom(name string) bool {
	if id, found := strings.CutPrefix(name, "2-"); found {
		return id != "" && strings.Trim(id, "0123456789") == ""
	}
	prefix, _, found := strings.Cut(name, "_")
	return found && strings.HasPrefix(prefix, "p") && strings.Trim(prefix[1:], "0123456789") == ""
}

func (o *Objects) unknown(name string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	e := &UnknownObjectError{Name: name, hidden: o.hidden}
	for _, list := range [][]*Object{Standard, o.custom} {
		for _, object := range list {
			e.Known = append(e.Known, object.Name)
		}
	}
	e.Nearest, _ = spelling.Nearest(name, e.Known)
	return e
}

// UnknownObjectError is the error of a name that no object type has.
type UnknownObjectError struct {
	Name    string
	Nearest string   // the known name that is most like it
	Known   []string // the names of all types
	hidden  error    // why custom types are unknown, nil if they are known
}

// Error implements error.
func (e *UnknownObjectError) Error() string {
	text := fmt.Sprintf("HubSpot has no object %.60q, the nearest is %s; objects are %s", e.Name, e.Nearest, strings.Join(e.Known, ", "))
	if e.hidden != nil {
		text += "; custom objects are not known: " + e.hidden.Error()
	}
	return text
}
