package api

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// bindingFrom is the first version of the API in which the rules of an account's administrators bind writes.
const bindingFrom = "2026-09"

// Rule is one of them: records of an object type whose property has a value need another property too.
type Rule struct {
	// Object is the plural of the object type.
	Object          string
	Property, Value string
	Required        string
}

// ParseRule reads a rule such as "deals.dealstage=closedlost:closed_lost_reason": the object type, by any of its names, the
// property and its value, and the property that is required then. Both are properties that every account has.
func ParseRule(text string) (Rule, error) {
	condition, required, ok := strings.Cut(text, ":")
	name, condition, named := strings.Cut(condition, ".")
	property, value, valued := strings.Cut(condition, "=")
	if !ok || !named || !valued || value == "" {
		return Rule{}, fmt.Errorf("rule must be such as deals.dealstage=closedlost:closed_lost_reason, got %.200q", text)
	}
	i := slices.IndexFunc(object.Types, func(t *object.Type) bool { return t.Match(name) })
	if i < 0 {
		return Rule{}, fmt.Errorf("rule %.200q: object type %.100q is unknown", text, name)
	}
	kind := object.Types[i]
	for _, one := range []string{property, required} {
		if !slices.ContainsFunc(kind.Schema.Properties, func(p *schema.Property) bool { return p.Name == one }) {
			return Rule{}, fmt.Errorf("rule %.200q: %s have no property %.100q of HubSpot's own", text, kind.Plural, one)
		}
	}
	return Rule{Object: kind.Plural, Property: property, Value: value, Required: required}, nil
}

// obey reports the properties that the rules require of a record after a write and that it would not have. A new record is
// nil. Versions before the rules were binding are not bound.
func (s *server) obey(c *gin.Context, o *store.Store, known *record.Record, values map[string]string) error {
	if c.Param("version") < bindingFrom {
		return nil
	}
	after := func(name string) string {
		if value, written := values[name]; written || known == nil {
			return value
		}
		value, _ := known.Get(o.Schema.AnyKey(name))
		return value
	}
	var missing []string
	for _, rule := range s.Rules {
		if rule.Object == o.Type.Plural && after(rule.Property) == rule.Value && after(rule.Required) == "" && !slices.Contains(missing, rule.Required) {
			missing = append(missing, rule.Required)
		}
	}
	switch {
	case missing == nil:
		return nil
	case known == nil:
		return refusal.MissingProperties(o.Type.Word(), missing)
	}
	return refusal.MissingInUpdate(o.Type.Word(), missing)
}

// obeyInBatch does so for an input of a batch, whose record may not be there.
func (s *server) obeyInBatch(c *gin.Context, o *store.Store, w store.Write) error {
	if w.Value == "" {
		return s.obey(c, o, nil, w.Values)
	}
	known, err := find(o, w.Value, w.Property, false)
	switch {
	case err == nil:
		return s.obey(c, o, known, w.Values)
	case w.Upsert:
		return s.obey(c, o, nil, w.Values)
	}
	return nil
}
