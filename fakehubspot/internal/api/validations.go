package api

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// validations are the rules of an account for the values of its properties.
func (s *server) validations(g *gin.RouterGroup) {
	read := g.Group("", s.object, s.objectScope(readSchemaScopes))
	read.GET("", s.on(s.listRules))
	read.GET("/:name", s.on(s.readRules))
	read.GET("/:name/rule-type/:rule", s.on(s.readRule))

	write := g.Group("", s.object, s.objectScope(func(t object.Scopes) []string { return t.WriteSchema }))
	write.PUT("/:name/rule-type/:rule", s.on(s.setRule))
}

func (s *server) listRules(c *gin.Context, o *store.Store) error {
	return sendValue(c, http.StatusOK, map[string]any{"results": o.Schema.AllRules()})
}

func (s *server) readRules(c *gin.Context, o *store.Store) error {
	rules, err := rulesOf(c, o)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": slices.Concat([]schema.Rule{}, rules)})
}

func (s *server) readRule(c *gin.Context, o *store.Store) error {
	rules, err := rulesOf(c, o)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if rule.Type == c.Param("rule") {
			return sendValue(c, http.StatusOK, rule)
		}
	}
	return refusal.RuleNotFound(c.Param("name"), c.Param("rule"))
}

// rulesOf are the rules of the property in the path.
func rulesOf(c *gin.Context, o *store.Store) ([]schema.Rule, error) {
	name := c.Param("name")
	if p, ok := o.Schema.Property(name); !ok || p.Archived {
		return nil, &schema.DefinitionError{Problem: schema.PropertyNotFound, Name: name}
	}
	return o.Schema.Rules(name), nil
}

func (s *server) setRule(c *gin.Context, o *store.Store) error {
	var in struct {
		Arguments *[]string `json:"ruleArguments"`
		Normalize *bool     `json:"shouldApplyNormalization"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if in.Arguments == nil {
		return refusal.MissingFields("ruleArguments")
	}
	rule := schema.Rule{Type: c.Param("rule"), Arguments: *in.Arguments, Normalize: in.Normalize}
	if err := o.Schema.SetRule(c.Param("name"), rule); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}
