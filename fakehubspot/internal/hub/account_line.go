package hub

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// holdings are what an export says beside records and properties: the account's own object types, its owners and the
// pipelines of each object type.
type holdings struct {
	customs   []store.Custom
	owners    []owner.Owner
	pipelines map[*object.Type][]pipeline.Pipeline
}

// held are the present ones, as far as they are not those of every fresh account. Owners differ from seed to seed, so they
// are also told when made-up records may refer to them.
func (h *Hub) held(st *state) holdings {
	all := holdings{customs: st.account.Customs(), pipelines: map[*object.Type][]pipeline.Pipeline{}}
	fresh := owner.NewSet(h.config.Seed, st.clock.Now).All()
	owners := st.account.Owners.All()
	if st.ownersImported || st.refers() || !reflect.DeepEqual(owners, fresh) {
		all.owners = owners
	}
	for _, o := range st.account.Objects() {
		if o.Pipelines == nil {
			continue
		}
		present := o.Pipelines.All()
		if first := pipeline.NewSet(o.Pipelines.Rules, st.clock.Now).All(); !reflect.DeepEqual(present, first) {
			all.pipelines[o.Type] = present
		}
	}
	return all
}

// refers reports whether there can be made-up records that belong to owners: all but contacts can.
func (st *state) refers() bool {
	for plural, place := range st.places {
		if place > 0 && plural != object.Contacts.Plural {
			return true
		}
	}
	return false
}

// export writes what is about the account, and the pipelines of object types that it exports.
func (all holdings) export(objects []store.ObjectSnapshot, write func(line) error) error {
	there := map[int64]bool{}
	for _, o := range objects {
		if o.Type.Own != "" {
			there[o.Number()] = true
		}
	}
	for _, c := range all.customs {
		if c.ArchivedAt == nil && !there[c.Number] {
			continue // it was defined after the records were looked at
		}
		if err := write(line{Kind: kindSchema, Schema: &c}); err != nil {
			return err
		}
	}
	for _, o := range all.owners {
		if err := write(line{Kind: kindOwner, Owner: &o}); err != nil {
			return err
		}
	}
	for _, o := range objects {
		for _, p := range all.pipelines[o.Type] {
			if err := write(line{Kind: kindPipeline, Pipeline: &p}.about(o.Type)); err != nil {
				return err
			}
		}
	}
	return nil
}

// customName is what an object type of the account's own may be called.
var customName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]{0,99}$`)

// maxNumber is the highest number of an object type of the account's own.
const maxNumber = 1_000_000_000_000

// takeSchema defines an object type of the account's own. Its properties have lines of their own.
func (all *imported) takeSchema(l line) error {
	c := l.Schema
	if c == nil || !customName.MatchString(c.Name) || c.Number < 1 || c.Number > maxNumber {
		return fmt.Errorf("a schema line needs a schema with a number between 1 and %d and a name that begins with a letter and holds only letters, digits and _",
			maxNumber)
	}
	err := errors.Join(times(moment{"schema.createdAt", c.CreatedAt}, moment{"schema.updatedAt", c.UpdatedAt}))
	if c.ArchivedAt != nil {
		err = errors.Join(err, times(moment{"schema.archivedAt", *c.ArchivedAt}))
	}
	for _, name := range c.Settings.Named() {
		err = errors.Join(err, bound.Text("a name in schema.settings", name, maxName))
	}
	for _, text := range []string{c.Settings.Singular, c.Settings.Plural, c.Settings.Description} {
		err = errors.Join(err, bound.Text("a text in schema.settings", text, maxText))
	}
	if err != nil {
		return err
	}
	_, err = all.into.account.DefineCustom(*c)
	return err
}

// maxText is the longest text in bytes that a schema has.
const maxText = 64 << 10

func (all *imported) takeOwner(l line) error {
	if l.Owner == nil {
		return errors.New("an owner line needs an owner")
	}
	if err := times(moment{"owner.createdAt", l.Owner.Created}, moment{"owner.updatedAt", l.Owner.Updated}); err != nil {
		return err
	}
	if len(all.owners) >= owner.MaxOwners {
		return fmt.Errorf("owner %d is one too many: there can be %d", l.Owner.ID, owner.MaxOwners)
	}
	all.owners = append(all.owners, *l.Owner)
	return nil
}

func (all *imported) takePipeline(o *store.Store, l line) error {
	switch {
	case l.Pipeline == nil:
		return errors.New("a pipeline line needs a pipeline")
	case o.Pipelines == nil:
		return fmt.Errorf("%s have no pipelines", o.Type.Plural)
	case len(all.pipelines[o]) >= pipeline.MaxPipelines:
		return fmt.Errorf("pipeline %q is one too many: %s can have %d", cut(l.Pipeline.ID), o.Type.Plural, pipeline.MaxPipelines)
	}
	all.pipelines[o] = append(all.pipelines[o], *l.Pipeline)
	return nil
}

// restoreHoldings puts owners and pipelines in the place of those of a fresh account, if the import has some.
func (all *imported) restoreHoldings() error {
	if len(all.owners) > 0 {
		if err := all.into.account.Owners.Replace(all.owners); err != nil {
			return err
		}
		all.into.ownersImported = true
	}
	for o, pipelines := range all.pipelines {
		if err := o.Pipelines.Replace(pipelines); err != nil {
			return fmt.Errorf("pipelines of %s: %w", o.Type.Plural, err)
		}
	}
	return nil
}
