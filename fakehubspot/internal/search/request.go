// Package search answers the vendor's search endpoint: it reads a request, turns its filters into tests on records,
// and finds the page and the total in the index.
package search

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// The vendor's limits, from its guide "Search the CRM" (2026).
const (
	DefaultLimit  = 10
	MaxLimit      = 200
	MaxRows       = 10_000 // after + limit may not pass it
	maxGroups     = 5
	maxPerGroup   = 6
	maxFilters    = 18
	maxQueryRunes = 3_000
	maxSorts      = 1
)

// Request is a search as clients send it.
type Request struct {
	Query      string   `json:"query"`
	Groups     []Group  `json:"filterGroups"`
	Filters    []Filter `json:"filters"` // one more group, at the top level
	Sorts      []Sort   `json:"sorts"`
	Properties []string `json:"properties"`
	Limit      *Whole   `json:"limit"`
	After      *Whole   `json:"after"`
}

// Group is a list of filters that must all hold.
type Group struct {
	Filters []Filter `json:"filters"`
}

// Filter is one condition.
type Filter struct {
	Property string `json:"propertyName"`
	Operator string `json:"operator"`
	Value    *Text  `json:"value"`
	High     *Text  `json:"highValue"`
	Values   []Text `json:"values"`
}

// Sort is the order wanted: a property, and whether from the largest.
type Sort struct {
	Property   string
	Descending bool
}

// Text is a value that clients send as string, number or boolean.
type Text string

// UnmarshalJSON takes any scalar by its text.
func (t *Text) UnmarshalJSON(raw []byte) error {
	switch jsontext.Value(raw).Kind() {
	case '"':
		unquoted, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return fmt.Errorf("cannot read string: %w", err)
		}
		*t = Text(unquoted)
	case '0', 't', 'f':
		*t = Text(raw)
	default:
		return fmt.Errorf("Cannot deserialize value of type `java.lang.String` from %s", kindName(raw)) //nolint:staticcheck // the vendor's words
	}
	return nil
}

// Whole is a whole number that clients send as number or as string.
type Whole int64

// UnmarshalJSON takes 20, "20" and the empty string, which counts as 0.
func (n *Whole) UnmarshalJSON(raw []byte) error {
	var text Text
	if err := text.UnmarshalJSON(raw); err != nil {
		return err
	}
	if text == "" {
		*n = 0
		return nil
	}
	value, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil {
		return fmt.Errorf("Cannot deserialize value of type `int` from String %q: not a valid Integer value", string(text)) //nolint:staticcheck // the vendor's words
	}
	*n = Whole(value)
	return nil
}

// UnmarshalJSON takes both notations: {"propertyName":"x","direction":"DESCENDING"} and "-x".
func (s *Sort) UnmarshalJSON(raw []byte) error {
	if jsontext.Value(raw).Kind() == '"' {
		var text Text
		if err := text.UnmarshalJSON(raw); err != nil {
			return err
		}
		s.Property, s.Descending = strings.CutPrefix(string(text), "-")
		return nil
	}
	var object struct {
		Property  string `json:"propertyName"`
		Direction string `json:"direction"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		return err
	}
	s.Property, s.Descending = object.Property, strings.HasPrefix(strings.ToUpper(object.Direction), "DESC")
	return nil
}

// Check applies the vendor's limits; the answer is a refusal.
func (r *Request) Check() error {
	if len(r.Filters) > 0 {
		r.Groups, r.Filters = append(r.Groups, Group{r.Filters}), nil
	}
	if len(r.Groups) > maxGroups {
		return tooMany("filter groups", maxGroups, len(r.Groups))
	}
	filters := 0
	for _, group := range r.Groups {
		filters += len(group.Filters)
		if len(group.Filters) > maxPerGroup {
			return tooMany("filters in a group", maxPerGroup, len(group.Filters))
		}
	}
	switch {
	case filters > maxFilters:
		return tooMany("filters", maxFilters, filters)
	case len(r.Sorts) > maxSorts:
		return tooMany("sorts", maxSorts, len(r.Sorts))
	case len([]rune(r.Query)) > maxQueryRunes:
		return tooMany("characters in query", maxQueryRunes, len([]rune(r.Query)))
	case r.limit() < 1 || r.limit() > MaxLimit:
		return refusal.Validation(fmt.Sprintf("limit must be between 1 and %d, but was %d", MaxLimit, r.limit()))
	case r.after() < 0:
		return refusal.Validation(fmt.Sprintf("after must not be negative, but was %d", r.after()))
	case r.after()+r.limit() > MaxRows:
		return refusal.Problem()
	}
	return nil
}

func (r *Request) limit() int {
	if r.Limit == nil {
		return DefaultLimit
	}
	return int(*r.Limit)
}

func (r *Request) after() int {
	if r.After == nil {
		return 0
	}
	return int(*r.After)
}

func tooMany(what string, allowed, got int) error {
	return refusal.Validation(fmt.Sprintf("Too many %s: at most %d are allowed, but there were %d", what, allowed, got))
}

// kindName says what a JSON value is, in the words of the vendor's parser.
func kindName(raw []byte) string {
	switch jsontext.Value(bytes.TrimSpace(raw)).Kind() {
	case '{':
		return "Object value (token `JsonToken.START_OBJECT`)"
	case '[':
		return "Array value (token `JsonToken.START_ARRAY`)"
	default:
		return "null"
	}
}
