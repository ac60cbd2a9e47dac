package push

import (
	"fmt"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

// MatchError is the error of a request that names a property by which no record can be found.
type MatchError struct{ what string }

// Error implements error.
func (e *MatchError) Error() string { return e.what }

func newMatchError(r *Run, known definitions) *MatchError {
	var unique []string
	for _, name := range sortedNames(known) {
		if known[name].Unique && !known[name].Fixed && name != r.object.Key {
			unique = append(unique, name)
		}
	}
	if r.object.Key != "" {
		unique = append(unique, r.object.Key)
	}
	choice := fmt.Sprintf("%s have no unique property: create one in HubSpot, or send entities with an id", r.object.Name)
	if len(unique) > 0 {
		choice = fmt.Sprintf("the unique properties of %s are %s", r.object.Name, strings.Join(unique, ", "))
	}
	switch p := known[r.match]; {
	case p == nil:
		nearest, _ := spelling.Nearest(r.match, sortedNames(known))
		return &MatchError{fmt.Sprintf("match: HubSpot has no %s property %.60q, the nearest is %q; %s", r.object.Singular, r.match, nearest, choice)}
	case p.Fixed:
		return &MatchError{fmt.Sprintf("match: property %s of %s is read-only, so that no record could be created with it; %s", r.match, r.object.Name, choice)}
	default:
		return &MatchError{fmt.Sprintf("match: property %s of %s is not unique, so that records could be created twice; %s", r.match, r.object.Name, choice)}
	}
}
