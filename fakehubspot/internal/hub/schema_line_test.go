package hub_test

import (
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Object types of an account's own survive an export and an import, archived ones too, with their properties, records and
// associations, and new ones get other numbers afterwards.
func TestExportOfCustomObjects(t *testing.T) {
	h := newHub(t, 2, nil)
	a := h.Account()
	text := schema.Property{Name: "vin", Label: "VIN", Type: schema.String, FieldType: "text", GroupName: "car_information"}
	cars, err := a.DefineCustom(store.Custom{Name: "car", Settings: object.Settings{
		Singular: "Car", Plural: "Cars", Primary: "vin", Required: []string{"vin"}, Searchable: []string{"vin"}, Description: "What drives.",
	}}, text)
	if err != nil {
		t.Fatal(err)
	}
	car, err := cars.Create(map[string]string{"vin": "A1"}, store.API)
	if err != nil {
		t.Fatal(err)
	}
	a.Associations.Relate(cars.Type.TypeID, "0-1", "car_to_contact", "contact_to_car")
	if err := a.Associations.Add(cars.Ref(car.ID), h.Contacts().Ref(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.DefineCustom(store.Custom{Name: "bus", Settings: object.Settings{Singular: "Bus", Plural: "Buses"}}); err != nil {
		t.Fatal(err)
	}
	if err := a.ArchiveType("p_bus", false); err != nil {
		t.Fatal(err)
	}
	text1 := exported(t, h)
	for _, piece := range []string{
		`{"kind":"schema","schema":{"number":3465404,"name":"car","settings":{"singular":"Car","plural":"Cars","description":"What drives.","primary":"vin"`,
		`"name":"bus"`, `"archivedAt"`, `{"kind":"property","object":"p62515_car"`, `{"kind":"record","object":"p62515_car"`, `"name":"car_to_contact"`,
	} {
		if !strings.Contains(text1, piece) {
			t.Errorf("no %s in %s", piece, text1)
		}
	}
	other := newHub(t, 1, nil)
	if err := other.Import(strings.NewReader(text1)); err != nil {
		t.Fatal(err)
	}
	if again := exported(t, other); again != text1 {
		t.Errorf("after an import:\n%s\nwant\n%s", again, text1)
	}
	if archived := other.Account().ArchivedObjects(); len(archived) != 1 || archived[0].Type.Own != "bus" {
		t.Errorf("archived: %v", archived)
	}
	lorries, err := other.Account().DefineCustom(store.Custom{Name: "lorry", Settings: object.Settings{Singular: "Lorry", Plural: "Lorries"}})
	if err != nil || lorries.Type.TypeID != "2-3465406" {
		t.Errorf("the next one: %v, %v", lorries.Type.TypeID, err)
	}
}

func TestImportOfSchemasThatCannotBe(t *testing.T) {
	const first = `{"kind":"account","clock":"real","now":"2026-01-01T00:00:00Z"}` + "\n"
	const good = `{"kind":"schema","schema":{"number":7,"name":"car","settings":{"singular":"Car","plural":"Cars"},` +
		`"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}` + "\n"
	for _, one := range []struct{ old, with, want string }{
		{`"name":"car"`, `"name":"1"`, "schema.name must begin with a letter"},
		{`"number":7`, `"number":0`, "schema.number"},
		{`"updatedAt":"2026-01-01T00:00:00Z"`, `"updatedAt":"0001-01-01T00:00:00Z"`, "schema needs createdAt and updatedAt"},
		{`,"schema":{`, `,"object":"car","schema":{`, "takes no object"},
		{"}}\n", "}}\n" + good, `line 3: an object type by the name of "p62515_car" exists`},
	} {
		err := newHub(t, 1, nil).Import(strings.NewReader(first + strings.Replace(good, one.old, one.with, 1)))
		if err == nil || !strings.Contains(err.Error(), one.want) {
			t.Errorf("%s: %v", one.with, err)
		}
	}
	if err := newHub(t, 1, nil).Import(strings.NewReader(first + good)); err != nil {
		t.Error(err)
	}
}
