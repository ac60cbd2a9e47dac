package server

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

// params are the query parameters of a read.
type params struct {
	since      time.Time // zero: everything
	limit      int       // zero: no limit
	own        bool      // properties count, not those of the settings
	properties []string  // empty: HubSpot's defaults

	associations     []string // names of object types
	object, from, to string   // names of object types
}

// The parameters of the routes.
var (
	readParams      = []string{"since", "limit", "properties", "associations"}
	pairsParams     = []string{"from", "to", "limit", "since"}
	ownersParams    = []string{"since", "limit"}
	pipelinesParams = []string{"object", "limit", "since"}
)

// parseParams reads the query of a route that takes parameters with these names. A malformed or ambiguous one is rejected: if the offset were lost on the way, a full read
// would be returned without tombstones and still move the pipe's offset.
func parseParams(raw string, takes []string) (params, error) {
	var p params
	query, err := url.ParseQuery(raw)
	if err != nil {
		return p, errors.New("malformed query string; parameters must be percent-encoded and separated by &")
	}
	invalid := unknownParams(query, takes)
	for _, name := range takes {
		if n := len(query[name]); n > 1 {
			invalid = append(invalid, fmt.Errorf("%s must be given only once, got %d of them", name, n))
		}
	}
	// An empty since means none, as in the tutorial's service.
	if text := query.Get("since"); text != "" {
		since, err := sesam.ParseSince(text)
		if err != nil {
			invalid = append(invalid, err)
		}
		// Nothing in HubSpot is older than 1970, and zero means a full run.
		p.since = later(since, time.Unix(1, 0).UTC())
	}
	if text := query.Get("limit"); query.Has("limit") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			invalid = append(invalid, fmt.Errorf("limit %.40q must be a positive integer", text))
		}
		p.limit = n
	}
	if p.own = query.Has("properties"); p.own && query.Get("properties") != "" {
		p.properties, err = extract.ParseProperties(query.Get("properties"))
		if err != nil {
			invalid = append(invalid, fmt.Errorf("properties %w", err))
		}
	}
	p.object, p.from, p.to = query.Get("object"), query.Get("from"), query.Get("to")
	if p.associations, err = parseNames(query.Get("associations")); err != nil {
		invalid = append(invalid, fmt.Errorf("associations %w", err))
	}
	return p, errors.Join(invalid...)
}

// parseNames reads comma-separated names of object types. Nothing means none.
func parseNames(text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		switch name = strings.TrimSpace(name); {
		case name == "":
			return nil, errors.New("must be comma-separated names of objects such as companies,deals, with a name on both sides of a comma")
		case slices.Contains(names, name):
			return nil, fmt.Errorf("must name each object once, got %.40q twice", name)
		}
		names = append(names, name)
	}
	return names, nil
}

// subset is a parameter of Sesam's protocol that a source may leave out of account, as this one does.
const subset = "subset"

// mostUnknown is how many unknown parameters are named.
const mostUnknown = 10

// unknownParams reports every parameter that has no meaning. A misspelt since would turn a read into a full one.
func unknownParams(query url.Values, takes []string) []error {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(query)), func(name string) bool {
		return name == subset || slices.Contains(takes, name)
	})
	var unknown []error
	for i, name := range names {
		if i == mostUnknown {
			return append(unknown, fmt.Errorf("%d more unknown parameters", len(names)-i))
		}
		nearest, _ := spelling.Nearest(name, takes)
		unknown = append(unknown, fmt.Errorf("unknown parameter %.40q, the nearest is %s; this route takes %s", name, nearest, strings.Join(takes[:len(takes)-1], ", ")+" and "+takes[len(takes)-1]))
	}
	return unknown
}

var errBody = errors.New("the body is not read; parameters such as since and limit belong in the query")

// bodyAsks reports whether a body that begins like that is a form, or names a parameter, of which the route takes those: something
// else would be read than it asks for.
func bodyAsks(contentType, start string, takes []string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch strings.TrimSpace(media) {
	case "application/x-www-form-urlencoded", "multipart/form-data":
		return start != ""
	default:
		text := strings.ToLower(start)
		return slices.ContainsFunc(readParams, func(name string) bool { return strings.Contains(text, name) }) ||
			slices.ContainsFunc(takes, func(name string) bool { return strings.Contains(text, `"`+name+`"`) }) // to is in many words
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
