package extract

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

const (
	// knownFor is how long a list of properties is used again. A property that is deleted meanwhile is missed that long.
	knownFor = 5 * time.Minute

	// unknownFor is how long a key that may not list properties is not asked to again.
	unknownFor = time.Hour
)

// Known remembers which properties HubSpot has, so that a run seldom has to ask. It is safe for concurrent use.
type Known struct {
	clock  clock.Clock
	logger *slog.Logger

	mu    sync.Mutex
	lists map[*hubspot.Object]list
}

// list is the properties of one object type.
type list struct {
	names  []string
	hidden bool // the key may not list them: every name passes
	until  time.Time
}

// NewKnown returns a Known that remembers nothing yet.
func NewKnown(c clock.Clock, logger *slog.Logger) *Known {
	return &Known{clock: c, logger: logger, lists: map[*hubspot.Object]list{}}
}

// check returns an *UnknownPropertiesError if HubSpot does not have all of the names. What is remembered can only confirm
// a name: a name is unknown if HubSpot says so now.
func (k *Known) check(ctx context.Context, session *hubspot.Session, object *hubspot.Object, names []string) error {
	remembered := k.remembered(object)
	if remembered.hidden || len(remembered.lacks(names)) == 0 {
		return nil
	}
	listed, err := session.Properties(ctx)
	if forbidden(err) {
		k.remember(object, list{hidden: true, until: k.clock.Now().Add(unknownFor)})
		k.logger.LogAttrs(ctx, slog.LevelWarn, "the names in properties are not checked: the key may not list properties. A wrong name would be missing from every record",
			slog.String("object", object.Name), slog.String("scope", object.SchemaScope), slog.String("error", err.Error()))
		return nil
	}
	if err != nil {
		return err
	}
	now := list{names: listed, until: k.clock.Now().Add(knownFor)}
	if len(now.lacks(names)) > 0 {
		sensitive, err := session.SensitiveProperties(ctx)
		if err != nil && !hubspot.NotPermitted(err) { // a key that may not list them may not read them either
			return err
		}
		now.names = append(now.names, sensitive...)
	}
	k.remember(object, now)
	if missing := now.lacks(names); len(missing) > 0 {
		return unknown(session, object, missing, now.names)
	}
	return nil
}

func (k *Known) remembered(object *hubspot.Object) list {
	k.mu.Lock()
	defer k.mu.Unlock()
	l := k.lists[object]
	if !k.clock.Now().Before(l.until) {
		return list{}
	}
	return l
}

func (k *Known) remember(object *hubspot.Object, l list) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lists[object] = l
}

// lacks returns the names that are not in the list.
func (l list) lacks(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(l.names, name) })
}

// unknown is the error about names that are not among those that HubSpot has.
func unknown(session *hubspot.Session, object *hubspot.Object, names, known []string) error {
	e := &UnknownPropertiesError{Object: object}
	for _, name := range names {
		nearest, _ := spelling.Nearest(name, known)
		e.Names = append(e.Names, UnknownProperty{name, session.Shown(nearest)})
	}
	return e
}

// forbidden reports whether the key lacks a scope.
func forbidden(err error) bool {
	e, ok := errors.AsType[*hubspot.Error](err)
	return ok && e.LacksScope()
}

// UnknownPropertiesError is the error of a run whose settings or request name properties that HubSpot does not have.
type UnknownPropertiesError struct {
	Object *hubspot.Object
	Own    bool // the request names them, not the settings
	Names  []UnknownProperty
}

// UnknownProperty is a name that HubSpot does not have, and the most similar one that it has.
type UnknownProperty struct {
	Name    string
	Nearest said.Text
}

// Error implements error.
func (e *UnknownPropertiesError) Error() string {
	names := make([]string, len(e.Names))
	for i, p := range e.Names {
		names[i] = fmt.Sprintf("%q (the nearest is %q)", p.Name, p.Nearest.String())
	}
	noun := "property"
	if len(names) > 1 {
		noun = "properties"
	}
	correct := "correct the setting properties, give the pipe properties of its own in its url"
	if e.Own {
		correct = "correct properties in the pipe's url"
	}
	return fmt.Sprintf("properties: HubSpot has no %s %s %s; %s, or create what is missing in HubSpot",
		e.Object.Singular, noun, strings.Join(names, ", "), correct)
}
