package hub

import (
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// namedRule is a validation rule of a property.
type namedRule struct {
	of       *store.Store
	property string
	rule     schema.Rule
}

// exportRules writes the validation rules of an object type's properties.
func exportRules(all []schema.PropertyRules, write func(line) error) error {
	for _, of := range all {
		for _, rule := range of.Rules {
			if err := write(line{Kind: kindRule, Name: of.Property, Rule: &rule}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (all *imported) takeRule(o *store.Store, l line) error {
	if l.Rule == nil || l.Name == "" {
		return errors.New("a rule line needs a rule, and the name of its property")
	}
	if err := all.name("name", l.Name); err != nil {
		return err
	}
	if err := l.Rule.Check(l.Name); err != nil {
		return fmt.Errorf("rule of %w", err)
	}
	all.rules = append(all.rules, namedRule{o, l.Name, *l.Rule})
	return nil
}

// restoreRules follows the properties: some of them are the account's own.
func (all *imported) restoreRules() error {
	for _, r := range all.rules {
		if err := r.of.Schema.SetRule(r.property, r.rule); err != nil {
			return fmt.Errorf("validation rules of %s: %w", r.of.Type.Plural, err)
		}
	}
	return nil
}
