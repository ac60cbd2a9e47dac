package scenarios

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// What becomes of each entity that a pipe sends, through a sink and through a transform: what HubSpot has then, what the node says, that
// each record is written once although a batch with an entity that fails is sent again and again, and that sending everything a
// second time writes nothing.
func TestWhatBecomesOfEntities(t *testing.T) {
	scenario(t, stack.Options{Contacts: 3, Seed: 84, Environment: writing}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		account(ctx, t, s)
		for _, road := range []road{{"push", pushes}, {"transform", transforms}} {
			for _, sort := range sorts {
				b := &becoming{Stack: s, sort: sort, road: road}
				b.furnish(ctx, t)
				b.send(ctx, t)
				must(t, s.HubSpot.ForgetRequests(ctx))
				road.run(ctx, t, b, false)
				b.asExpected(ctx, t)
				b.writtenOnce(ctx, t, false)

				before := b.snapshot(ctx, t)
				must(t, s.HubSpot.ForgetRequests(ctx))
				must(t, s.Sesam.Reset(ctx, b.pipe()))
				road.run(ctx, t, b, true)
				if after := b.snapshot(ctx, t); !slices.EqualFunc(after, before, sameRecord) {
					t.Errorf("%s: sent again, it has changed HubSpot's %s", b.pipe(), sort.object)
				}
				b.writtenOnce(ctx, t, true)
			}
		}
		unlikely(ctx, t, s)
	})
}

// account defines what the rows are about.
func account(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	for _, p := range []stack.Property{
		{Name: "amount", Type: "number", FieldType: "number"},
		{Name: "born", Type: "date", FieldType: "date"},
		{Name: "met", Type: "datetime", FieldType: "date"},
		{Name: "vip", Type: "bool", FieldType: "booleancheckbox", Options: []string{"true", "false"}},
		{Name: "colours", Type: "enumeration", FieldType: "checkbox", Options: []string{"red", "green", "blue"}},
	} {
		must(t, s.HubSpot.Object("contacts").Define(ctx, "contactinformation", p))
	}
	unique := stack.Property{Name: "erp_id", Type: "string", FieldType: "text", Unique: true}
	must(t, s.HubSpot.Object("companies").Define(ctx, "companyinformation", unique))
	_, err := s.HubSpot.Create(ctx, map[string]string{"email": taken})
	must(t, err)
}

// becoming is the rows of a sort on a road.
type becoming struct {
	*stack.Stack
	sort
	road
	records []fixture // one for each row
}

// fixture is what stands for the names in a row.
type fixture struct{ key, second, id, old string }

func (b *becoming) receiver() string { return b.sort.name + "-" + b.road.name }
func (b *becoming) pipe() string     { return b.receiver() + "-share" }

// entity is the _id of an entity.
func (b *becoming) entity(row, n int) string { return fmt.Sprintf("%s:%d-%d", b.receiver(), row, n) }

// fill puts the names of a record into a text.
func (f fixture) fill(text string) string {
	return strings.NewReplacer("{id}", f.id, "{key}", f.key, "{KEY}", strings.ToUpper(f.key), "{old}", f.old, "{second}", f.second).Replace(text)
}

// furnish makes the records that there are before.
func (b *becoming) furnish(ctx context.Context, t *testing.T) {
	t.Helper()
	object := b.HubSpot.Object(b.object)
	create := func(key string) string {
		properties := maps.Clone(b.has)
		properties[b.key] = key
		record, err := object.Create(ctx, properties)
		must(t, err)
		return record.ID
	}
	for i, row := range b.rows {
		f := fixture{key: fmt.Sprintf("%s-%d%s", b.receiver(), i, b.prefix)}
		switch row.before {
		case liveRecord:
			f.id = create(f.key)
		case archivedRecord:
			f.id = create(f.key)
			must(t, object.Archive(ctx, f.id))
		case mergedRecord:
			f.second = "second." + f.key
			f.old = create(f.second)
			record, err := object.Merge(ctx, create(f.key), f.old)
			must(t, err)
			f.id = record.ID
		case noRecord:
		}
		b.records = append(b.records, f)
	}
}

// send sends the entities to the node.
func (b *becoming) send(ctx context.Context, t *testing.T) {
	t.Helper()
	must(t, b.Sesam.AddReceiver(ctx, b.receiver()))
	var list []map[string]any
	for i, row := range b.rows {
		for n, members := range row.send {
			list = append(list, entityOf(t, fmt.Sprintf(`"_id":%q,%s`, b.entity(i, n), b.records[i].fill(members))))
		}
	}
	must(t, b.Sesam.Send(ctx, b.receiver(), list...))
}

// entityOf returns an entity with these members, each exactly as it is written.
func entityOf(t *testing.T, members string) map[string]any {
	t.Helper()
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte("{"+members+"}"), &raw); err != nil {
		t.Fatalf("%s: %v", members, err)
	}
	entity := map[string]any{}
	for name, value := range raw {
		entity[name] = value
	}
	return entity
}
