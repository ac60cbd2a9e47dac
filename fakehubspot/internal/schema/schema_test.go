package schema_test

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

func text(name string, unique bool) schema.Property {
	return schema.Property{Name: name, Label: "x", Type: schema.String, FieldType: "text", GroupName: "contactinformation", HasUniqueValue: unique}
}

// Contacts hold keys for as long as they live: a key stays its name's through archiving.
func TestKeysStay(t *testing.T) {
	s := newSchema()
	s.AnyKey("rank") // an earlier key, which nobody may take over
	if _, err := s.Create(text("score", true)); err != nil {
		t.Fatal(err)
	}
	key, ok := s.Key("score")
	if !ok || s.Name(key) != "score" || !slices.Equal(s.Unique(), []record.Key{key}) {
		t.Fatalf("key %d, %v; unique %v", key, ok, s.Unique())
	}
	if err := s.Archive("score"); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Key("score"); ok || len(s.Unique()) != 0 {
		t.Error("an archived property can still be used")
	}
	if custom := s.Custom(); len(custom) != 1 || !custom[0].Archived {
		t.Errorf("an export would lose the archived property: %v", custom)
	}
	if again, err := s.Create(text("score", false)); err != nil || again.Archived || len(s.Unique()) != 0 {
		t.Errorf("%v, %v", again, err)
	}
	if after, _ := s.Key("score"); after != key {
		t.Errorf("key %d, want the %d from before", after, key)
	}
}

// However many write at once, no two names share a key.
func TestKeysAreOfOneNameEach(t *testing.T) {
	s := newSchema()
	const writers, names = 8, 40
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for i := range names {
				s.AnyKey("lost_" + strconv.Itoa(i))
			}
		})
	}
	all.Wait()
	seen := map[record.Key]string{}
	for i := range names {
		name := "lost_" + strconv.Itoa(i)
		key := s.AnyKey(name)
		if other, taken := seen[key]; taken || s.Name(key) != name {
			t.Errorf("key %d stands for %s, %q and %q", key, name, other, s.Name(key))
		}
		seen[key] = name
	}
}

func TestDefinitionsThatCannotBe(t *testing.T) {
	s := newSchema()
	for fault, spoil := range map[string]func(*schema.Property){
		"name":          func(p *schema.Property) { p.Name = "Score" },
		"no label":      func(p *schema.Property) { p.Label = "" },
		"type":          func(p *schema.Property) { p.Type = "json" },
		"field":         func(p *schema.Property) { p.FieldType = "number" },
		"group":         func(p *schema.Property) { p.GroupName = "nowhere" },
		"no options":    func(p *schema.Property) { p.Type, p.FieldType = schema.Enumeration, "select" },
		"twice":         func(p *schema.Property) { p.Options = []schema.Option{{Value: "a"}, {Value: "a"}} },
		"HubSpot's own": func(p *schema.Property) { p.Name = "email" },
	} {
		p := text("score", false)
		spoil(&p)
		if _, err := s.Create(p); err == nil {
			t.Errorf("%s: taken", fault)
		}
		if _, made := s.Property("score"); made {
			t.Fatalf("%s: refused, and made all the same", fault)
		}
	}
	if s.Archive("email") == nil || s.Archive("nothing") != nil {
		t.Error("only HubSpot's own properties refuse to be archived")
	}
	if _, err := s.Update("email", func(p *schema.Property) { p.Label = "x" }); err == nil {
		t.Error("HubSpot's own property was changed")
	}
}

// There are few properties with unique values: one that is archived makes room for another.
func TestFewPropertiesAreUnique(t *testing.T) {
	s := newSchema()
	for i := range schema.MaxUnique {
		if _, err := s.Create(text("u"+strconv.Itoa(i), true)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Create(text("more", true))
	if wrong, ok := errors.AsType[*schema.DefinitionError](err); !ok || wrong.Problem != schema.TooManyUnique {
		t.Errorf("one too many: %v", err)
	}
	if _, err := s.Create(text("more", false)); err != nil {
		t.Errorf("one that is not unique: %v", err)
	}
	if err := s.Archive("u0"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Create(text("again", true)); err != nil {
		t.Errorf("one was archived: %v", err)
	}
}

// However many properties and groups a client defines, there is an end: each name has a key for good.
func TestDefinitionsHaveAnEnd(t *testing.T) {
	s := newSchema()
	tooMany := func(err error, problem schema.Problem) bool {
		wrong, ok := errors.AsType[*schema.DefinitionError](err)
		return ok && wrong.Problem == problem
	}
	for i := range schema.MaxCustom {
		if _, err := s.Create(text("p"+strconv.Itoa(i), false)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Create(text("more", false)); !tooMany(err, schema.TooMany) {
		t.Errorf("one too many: %v", err)
	}
	if err := s.Archive("p0"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Create(text("more", false)); err != nil {
		t.Errorf("one was archived: %v", err)
	}
	var err error
	for i := 0; err == nil && i < 2*schema.MaxNames; i++ {
		name := "q" + strconv.Itoa(i)
		if err = s.Archive("more"); err == nil {
			if _, err = s.Create(text(name, false)); err == nil {
				err = s.Archive(name)
			}
		}
	}
	if !tooMany(err, schema.TooMany) {
		t.Errorf("names without end: %v", err)
	}
	for i := 0; ; i++ {
		if err := s.CreateGroup(schema.Group{Name: "g" + strconv.Itoa(i), Label: "x"}); err != nil {
			if !tooMany(err, schema.TooManyGroups) || i < 900 {
				t.Errorf("group %d: %v", i, err)
			}
			break
		}
		if i > schema.MaxGroups {
			t.Fatal("groups without end")
		}
	}
}
