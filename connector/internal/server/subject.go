package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// subject is what a read is of.
type subject struct {
	run  *extract.Run
	name string // in the log and in metrics
	more []slog.Attr

	// place is what the read competes with for a place: reads of the same.
	place string
	// timeless means that entities have no _updated, so that no offset can come from what can only be read as a whole.
	timeless bool
	// undeleting means that a read since an offset reports no deletions.
	undeleting bool
}

// attrs are those that every line of the log about the read has.
func (of subject) attrs() []slog.Attr {
	return append([]slog.Attr{slog.String("object", of.name), slog.String("mode", mode(of.run))}, of.more...)
}

// records finds the records of the object type in the path.
func (s *Server) records(ctx context.Context, c *gin.Context, p params) (subject, error) {
	object, err := s.opts.Objects.Find(ctx, c.Param(objectParam))
	if _, unknown := errors.AsType[*hubspot.UnknownObjectError](err); unknown {
		return subject{}, fmt.Errorf("%w; %s", err, elsewhere)
	}
	if err != nil {
		return subject{}, err
	}
	if object.Unsearchable && !p.since.IsZero() {
		return subject{}, &badParamError{fmt.Errorf("since is not supported for %s, because HubSpot has no search for them; %s", object.Name, wholeReads)}
	}
	associations, err := s.associations(ctx, p.associations)
	if err != nil {
		return subject{}, err
	}
	of := subject{
		run: extract.Start(s.opts.Client, s.opts.Extract, extract.Request{
			Object: object, Since: p.since, Single: p.limit > 0, Own: p.own, Properties: p.properties, Associations: associations,
		}),
		name: object.Name, place: object.Name, timeless: object.Unsearchable, undeleting: object.Unarchivable,
	}
	if len(associations) > 0 {
		of.more = []slog.Attr{slog.String("associations", strings.Join(p.associations, ","))}
	}
	return of, nil
}

// wholeReads is what helps who sends an offset to a route that knows none.
const wholeReads = "set supports_since to false in the pipe's source, which then reads all of them in every run"

// associations finds the object types of that names, of which each must be another one.
func (s *Server) associations(ctx context.Context, names []string) ([]*hubspot.Object, error) {
	var found []*hubspot.Object
	for _, name := range names {
		object, err := s.named(ctx, "associations", name)
		if err != nil {
			return nil, err
		}
		if slices.Contains(found, object) {
			return nil, &badParamError{fmt.Errorf("associations must name each object once, and %.60q is %s again", name, object.Name)}
		}
		found = append(found, object)
	}
	return found, nil
}

// pairs finds the associations of the records of one object type with those of another one.
func (s *Server) pairs(ctx context.Context, _ *gin.Context, p params) (subject, error) {
	if !p.since.IsZero() {
		return subject{}, &badParamError{fmt.Errorf("since is not supported for associations, because HubSpot tells neither when one was made nor that one has gone; %s, and tracks deletions", wholeReads)}
	}
	from, errFrom := s.named(ctx, "from", p.from)
	to, errTo := s.named(ctx, "to", p.to)
	if err := errors.Join(errFrom, errTo); err != nil {
		return subject{}, err
	}
	return subject{
		run:  extract.StartPairs(s.opts.Client, s.opts.Extract, from, to, p.limit > 0),
		name: "associations", more: []slog.Attr{slog.String("from", from.Name), slog.String("to", to.Name)},
		place: "associations of " + from.Name + " with " + to.Name, timeless: true,
	}, nil
}

// owners finds the owners of records.
func (s *Server) owners(_ context.Context, _ *gin.Context, p params) (subject, error) {
	return subject{
		run:  extract.StartOwners(s.opts.Client, s.opts.Extract, p.since),
		name: hubspot.Owners.Name, place: hubspot.Owners.Name, undeleting: true,
	}, nil
}

// pipelines finds the pipelines of an object type.
func (s *Server) pipelines(ctx context.Context, _ *gin.Context, p params) (subject, error) {
	if !p.since.IsZero() {
		return subject{}, &badParamError{fmt.Errorf("since is not supported for pipelines, because HubSpot lists all of them at once; %s", wholeReads)}
	}
	object, err := s.named(ctx, "object", p.object)
	if err != nil {
		return subject{}, err
	}
	return subject{
		run:  extract.StartPipelines(s.opts.Client, s.opts.Extract, object),
		name: "pipelines", more: []slog.Attr{slog.String("of", object.Name)}, place: "pipelines of " + object.Name, timeless: true,
	}, nil
}

// named finds the object type that a parameter names.
func (s *Server) named(ctx context.Context, param, name string) (*hubspot.Object, error) {
	if name == "" {
		return nil, &badParamError{fmt.Errorf("%s is missing: it names an object, such as %s=contacts", param, param)}
	}
	object, err := s.opts.Objects.Find(ctx, name)
	if _, unknown := errors.AsType[*hubspot.UnknownObjectError](err); unknown {
		return nil, &badParamError{fmt.Errorf("%s: %w", param, err)}
	}
	return object, err
}

// badParamError is the error of a parameter whose value cannot be answered.
type badParamError struct{ error }

func (e *badParamError) Unwrap() error { return e.error }
