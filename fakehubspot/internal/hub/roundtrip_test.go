package hub_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Whatever happened to the records of several object types, their associations, owners, pipelines and schemas: an export
// loads into another account, of another seed too, and is exported with the same bytes.
func TestExportsLoadToTheSameBytes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := world(t, 0)
		steps := map[string]func() error{
			"seed":     func() error { return h.Seed(drawObject(rt), rapid.IntRange(1, 5).Draw(rt, "records"), "") },
			"change":   func() error { _, err := h.Change(drawObject(rt), hub.Change{Count: 3}); return err },
			"archive":  func() error { return drawStore(rt, h, func(o *store.Store, id int64) { o.Archive(id) }) },
			"erase":    func() error { return drawStore(rt, h, func(o *store.Store, id int64) { o.Erase(id) }) },
			"merge":    func() error { return mergeTwo(rt, h) },
			"tie":      func() error { return tieTwo(rt, h) },
			"label":    func() error { return label(rt, h) },
			"limit":    func() error { return limit(rt, h) },
			"restore":  func() error { return restoreOne(rt, h) },
			"schema":   func() error { return define(rt, h) },
			"owner":    func() error { return addOwner(rt, h) },
			"pipeline": func() error { return addPipeline(rt, h) },
			"advance":  func() error { _, err := h.Clock().Advance(time.Minute); return err },
		}
		names := []string{"seed", "change", "archive", "erase", "merge", "tie", "label", "limit", "restore", "schema", "owner", "pipeline", "advance"}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			name := rapid.SampledFrom(names).Draw(rt, "step")
			if err := steps[name](); err != nil {
				rt.Fatalf("%s: %v", name, err)
			}
		}
		text := exported(t, h)
		other := newHub(t, 3, time.After) // of another seed
		if err := other.Import(strings.NewReader(text)); err != nil {
			rt.Fatalf("%v in\n%s", err, text)
		}
		if again := exported(t, other); again != text {
			rt.Fatalf("got\n%s\nwant\n%s", again, text)
		}
	})
}

func drawObject(rt *rapid.T) string {
	return rapid.SampledFrom([]string{"contacts", "companies", "deals", "notes"}).Draw(rt, "object")
}

// drawStore does something to a record, if there is one.
func drawStore(rt *rapid.T, h *hub.Hub, do func(*store.Store, int64)) error {
	o, err := h.Object(drawObject(rt))
	if err != nil {
		return err
	}
	for _, id := range o.Draw(1) {
		do(o, id)
	}
	return nil
}

func mergeTwo(rt *rapid.T, h *hub.Hub) error {
	o, err := h.Object(drawObject(rt))
	if err != nil {
		return err
	}
	if ids := o.Draw(2); len(ids) == 2 {
		_, err = o.Merge(ids[0], ids[1])
	}
	return err
}

func tieTwo(rt *rapid.T, h *hub.Hub) error {
	var refs []hub.Ref
	for _, name := range []string{"contacts", "deals"} {
		o, err := h.Object(name)
		if err != nil {
			return err
		}
		for _, id := range o.Draw(1) {
			refs = append(refs, hub.Ref{Object: name, ID: text(id)})
		}
	}
	if len(refs) < 2 {
		return nil
	}
	var types []hub.AssociationType
	for _, t := range h.Account().Associations.Types("0-1", "0-3") {
		if rapid.Bool().Draw(rt, "type") {
			types = append(types, hub.AssociationType{Category: t.Category, TypeID: t.ID})
		}
	}
	if rapid.IntRange(0, 3).Draw(rt, "apart") == 0 {
		return h.Dissociate(refs[0], refs[1], types)
	}
	err := h.Associate(refs[0], refs[1], types)
	if _, full := errors.AsType[*association.LimitError](err); full {
		return nil
	}
	return err
}

func label(rt *rapid.T, h *hub.Hub) error {
	if len(h.Account().Associations.Types("0-1", "0-3")) > 5 {
		return nil
	}
	name := fmt.Sprintf("label_%d", len(h.Account().Associations.Own()))
	_, _, err := h.DefineLabel("contacts", "deals", name, name, rapid.SampledFrom([]string{"", name + " back"}).Draw(rt, "inverse"))
	return err
}

// limit limits a type, whatever records have by now.
func limit(rt *rapid.T, h *hub.Hub) error {
	ties := h.Account().Associations
	ties.SetLimit(rapid.SampledFrom(ties.Types("0-3", "0-1")).Draw(rt, "limited").Kind, rapid.IntRange(1, 3).Draw(rt, "most"))
	return nil
}

// first is the first result of a call that has two.
func first[T, U any](one T, _ U) T { return one }

// restoreOne brings a record back that was archived, if there is one.
func restoreOne(rt *rapid.T, h *hub.Hub) error {
	o, err := h.Object(drawObject(rt))
	if err != nil {
		return err
	}
	for _, r := range first(o.List(store.Start{}, 1, true)) {
		_, err = o.Restore(r.ID)
	}
	return err
}

// define makes an object type with a record, or archives one without.
func define(rt *rapid.T, h *hub.Hub) error {
	name := fmt.Sprintf("car%d", len(h.Account().Customs()))
	o, err := h.Account().DefineCustom(
		store.Custom{Name: name, Settings: object.Settings{Singular: "Car", Plural: "Cars", Primary: "vin", Required: []string{"vin"}}},
		schema.Property{Name: "vin", Label: "VIN", Type: schema.String, FieldType: "text", GroupName: name + "_information"},
	)
	if err != nil {
		return err
	}
	if rapid.Bool().Draw(rt, "archived") {
		return h.Account().ArchiveType(o.Type.Plural, false)
	}
	return h.Seed(o.Type.Plural, 2, "")
}

func addOwner(rt *rapid.T, h *hub.Hub) error {
	email := fmt.Sprintf("owner%d@x.no", len(h.Account().Owners.All()))
	added, err := h.Account().Owners.Add(owner.Owner{Type: owner.Person, Email: email, FirstName: "New"})
	if err != nil || rapid.Bool().Draw(rt, "stays") {
		return err
	}
	_, err = h.Account().Owners.Change(added.ID, func(o *owner.Owner) { o.Archived = true })
	return err
}

func addPipeline(rt *rapid.T, h *hub.Hub) error {
	deals, err := h.Object("deals")
	if err != nil {
		return err
	}
	p, err := deals.Pipelines.Create(pipeline.Input{
		Label:  fmt.Sprintf("Pipeline %d", len(deals.Pipelines.All())),
		Stages: []pipeline.StageInput{{Label: "All", Metadata: map[string]string{"probability": "0.5"}}},
	})
	if err != nil || rapid.Bool().Draw(rt, "stays") {
		return err
	}
	return deals.Pipelines.Archive(p.ID)
}
