// Package search answers HubSpot's search endpoint: it parses a request, compiles its filters into conditions, and
// asks the index for the page.
package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// HubSpot's limits, from its guide "Search the CRM" (2026).
const (
	DefaultLimit  = 10
	MaxLimit      = 200
	MaxRecords    = 10_000 // of one search; after + limit must not exceed it
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
	Filters    []Filter `json:"filters"` // one more group
	Sorts      Sorts    `json:"sorts"`
	Properties []string `json:"properties"`
	Limit      *Whole   `json:"limit"`
	After      *Whole   `json:"after"`
}

// Group is a list of filters that must all hold.
type Group struct {
	Filters []Filter `json:"filters"`
}

// Filter is one condition. Its operands are in Value, Value and High, or Values, as the operator requires.
type Filter struct {
	Property string
	Operator string
	Value    *Text
	High     *Text
	Values   []Text
}

// Sort is a sort rule: the property, and whether the largest value comes first.
type Sort struct {
	Property   string
	Descending bool
}

// Sorts are the sort rules of a request.
type Sorts []Sort

// Text is a value that clients send as a string, number or boolean.
type Text string

// UnmarshalJSON accepts any scalar and keeps its text. Other values get a *NotScalarError.
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
		return &NotScalarError{Kind: jsontext.Value(raw).Kind()}
	}
	return nil
}

// Whole is a whole number that clients send as a number or as a string.
type Whole int64

// UnmarshalJSON accepts 20, "20", and the empty string, which stands for 0. Other scalars get a *NotWholeError.
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
		return &NotWholeError{Text: string(text)}
	}
	*n = Whole(value)
	return nil
}

// UnmarshalJSONFrom reports a filter without its property or its operator as an *IncompleteError.
func (f *Filter) UnmarshalJSONFrom(in *jsontext.Decoder) error {
	var members struct {
		Property *string `json:"propertyName"`
		Operator *string `json:"operator"`
		Value    *Text   `json:"value"`
		High     *Text   `json:"highValue"`
		Values   []Text  `json:"values"`
	}
	if err := json.UnmarshalDecode(in, &members); err != nil {
		return err
	}
	var missing []string
	if members.Property == nil {
		missing = append(missing, "propertyName")
	}
	if members.Operator == nil {
		missing = append(missing, "operator")
	}
	if missing != nil {
		return &IncompleteError{Missing: missing, Offset: in.InputOffset()}
	}
	*f = Filter{*members.Property, *members.Operator, members.Value, members.High, members.Values}
	return nil
}

// UnmarshalJSONFrom reads a list of sort rules. HubSpot ignores rules that it does not understand: text and an object in
// the place of the list too.
func (s *Sorts) UnmarshalJSONFrom(in *jsontext.Decoder) error {
	if kind := in.PeekKind(); kind == jsontext.KindString || kind == jsontext.KindBeginObject {
		return in.SkipValue()
	}
	return json.UnmarshalDecode(in, (*[]Sort)(s))
}

// UnmarshalJSONFrom accepts both notations: {"propertyName":"x","direction":"DESCENDING"} and "-x".
func (s *Sort) UnmarshalJSONFrom(in *jsontext.Decoder) error {
	if in.PeekKind() == '"' {
		token, err := in.ReadToken()
		if err != nil {
			return err
		}
		s.Property, s.Descending = strings.CutPrefix(token.String(), "-")
		return nil
	}
	var object struct {
		Property  string `json:"propertyName"`
		Direction string `json:"direction"`
	}
	if err := json.UnmarshalDecode(in, &object); err != nil {
		return err
	}
	s.Property, s.Descending = object.Property, strings.HasPrefix(strings.ToUpper(object.Direction), "DESC")
	return nil
}

// groups returns all filter groups, at least one: top-level filters are one more group, and without any filter there is
// a group without conditions.
func (r *Request) groups() []Group {
	switch {
	case len(r.Filters) > 0:
		return append(slices.Clone(r.Groups), Group{r.Filters})
	case len(r.Groups) == 0:
		return []Group{{}}
	default:
		return r.Groups
	}
}

// check applies HubSpot's limits.
func (r *Request) check(groups []Group) error {
	if len(groups) > maxGroups {
		return tooMany("filter groups", maxGroups, len(groups))
	}
	filters := 0
	for _, group := range groups {
		filters += len(group.Filters)
		if len(group.Filters) > maxPerGroup {
			return tooMany("filters in a group", maxPerGroup, len(group.Filters))
		}
	}
	limit, after := r.limit(), r.after()
	switch {
	case filters > maxFilters:
		return tooMany("filters", maxFilters, filters)
	case len(r.Sorts) > maxSorts:
		return tooMany("sorts", maxSorts, len(r.Sorts))
	case utf8.RuneCountInString(r.Query) > maxQueryRunes:
		return tooMany("characters in query", maxQueryRunes, utf8.RuneCountInString(r.Query))
	case limit < 1 || limit > MaxLimit:
		return &Error{Reason: BadLimit, Max: MaxLimit, Got: limit}
	case after < 0:
		return &Error{Reason: BadAfter, Got: after}
	case after+limit > MaxRecords:
		return &Error{Reason: TooDeep, Max: MaxRecords, Got: after + limit}
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

func tooMany(of string, allowed, got int) error {
	return &Error{Reason: TooMany, Of: of, Max: allowed, Got: got}
}
