package hub

import (
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

// maxNumber is the highest number of an object type that an account defined itself.
const maxNumber = 1_000_000_000

// takeSchema defines an object type of the account's own. Its properties come in lines of their own.
func (all *imported) takeSchema(l line) error {
	c := l.Schema
	switch {
	case c == nil || l.Object != "":
		return errors.New("a line of kind schema needs a schema and takes no object")
	case !object.Nameable(c.Name):
		return fmt.Errorf("schema.name must begin with a letter and hold only letters, digits and underscores, at most 100, got %.200q", c.Name)
	case c.CreatedAt.IsZero() || c.UpdatedAt.IsZero():
		return errors.New("schema needs createdAt and updatedAt")
	}
	err := errors.Join(
		bound.Int("schema.number", int(c.Number), 1, maxNumber), times(moment{"schema.createdAt", c.CreatedAt}, moment{"schema.updatedAt", c.UpdatedAt}),
		bound.Text("schema.settings.singular", c.Settings.Singular, maxName), bound.Text("schema.settings.plural", c.Settings.Plural, maxName),
	)
	if c.ArchivedAt != nil {
		err = errors.Join(err, times(moment{"schema.archivedAt", *c.ArchivedAt}))
	}
	for _, name := range c.Settings.Named() {
		err = errors.Join(err, all.name("a name in schema.settings", name))
	}
	if err != nil {
		return err
	}
	_, err = all.into.account.DefineCustom(*c)
	return err
}
