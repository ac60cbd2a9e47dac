package fakehubspot_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// writes are calls that an export must carry over, whatever became of the contacts.
var writes = []string{
	`POST /crm/v3/objects/contacts {"properties":{"email":"kari@x.no"}}`,
	`POST /crm/v3/objects/contacts/ {"properties":{"city":"Oslo"}}`,
	`POST /crm/v3/objects/contacts/batch/create {"inputs":[{"properties":{"city":"Bergen"}},{"properties":{"city":"Bodø"}}]}`,
	`POST /crm/v3/objects/contacts/batch/archive {"inputs":[{"id":"51"}]}`,
	`POST /_fake/contacts/change {"ids":["1","51"],"properties":{"city":"Voss"}}`,
	`POST /_fake/seed {"contacts":3}`,
	`POST /_fake/clock/advance {"by":"10s"}`,
	`POST /_fake/clock/advance {"by":"8h"}`,
	`DELETE /crm/v3/objects/contacts/1`,
}

// quirks are the options that decide what a state becomes.
var quirks = []fakehubspot.Option{
	fakehubspot.TouchedAfterCreation(), fakehubspot.IDsFollowCreation(), fakehubspot.MergedAreArchived(), fakehubspot.ArchivingModifies(),
}

// An account goes on after an import as the one that was exported: with the same IDs for new contacts, and with the touches
// that were still to come.
func TestAnImportGoesOnAsTheExported(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := []fakehubspot.Option{fakehubspot.Contacts(20), fakehubspot.Frozen(noon), fakehubspot.Seed(7)}
		for i, one := range quirks {
			if rapid.Bool().Draw(t, fmt.Sprint("quirk ", i)) {
				options = append(options, one)
			}
		}
		open := func() *fakehubspot.Server {
			hub, err := fakehubspot.New(options...)
			if err != nil {
				t.Fatal(err)
			}
			return hub
		}
		first, second := open(), open()
		defer func() { _, _ = first.Close(), second.Close() }()
		some := rapid.SliceOfN(rapid.SampledFrom(writes), 1, 10)
		made := 0
		for _, call := range some.Draw(t, "before") {
			do(first, call)
			if ids := livingIDs(first); len(ids) > 2 && rapid.Bool().Draw(t, "ends") {
				one, other := rapid.SampledFrom(ids), rapid.SampledFrom(ids)
				made++
				endOf(t, first, made, one.Draw(t, "one"), other.Draw(t, "other"))
			}
		}
		for _, call := range some.Draw(t, "in the second") {
			do(second, call)
		}
		if err := second.Import(strings.NewReader(exportOf(t, first))); err != nil {
			t.Fatal(err)
		}
		for _, call := range some.Draw(t, "after") {
			do(first, call)
			do(second, call)
			if a, b := exportOf(t, first), exportOf(t, second); a != b {
				t.Fatalf("after %s: %s", call, difference(a, b))
			}
		}
	})
}

// do makes a call.
func do(hub *fakehubspot.Server, call string) {
	method, rest, _ := strings.Cut(call, " ")
	path, body, _ := strings.Cut(rest, " ")
	direct(hub, method, path, body)
}

// endOf merges two contacts or erases one.
func endOf(t *rapid.T, hub *fakehubspot.Server, turn int, one, other string) {
	path, body := "gdpr-delete", fmt.Sprintf(`{"objectId":%q}`, one)
	if turn%2 == 0 && one != other {
		path, body = "merge", fmt.Sprintf(`{"primaryObjectId":%q,"objectIdToMerge":%q}`, one, other)
	}
	if w := direct(hub, http.MethodPost, "/crm/v3/objects/contacts/"+path, body); w.Code >= http.StatusMultiStatus {
		t.Fatal(path, body, w.Code, w.Body)
	}
}

func livingIDs(hub *fakehubspot.Server) []string {
	var ids []string
	for _, one := range hub.Contacts() {
		ids = append(ids, one.ID)
	}
	return slices.Clip(ids)
}

func exportOf(t *rapid.T, hub *fakehubspot.Server) string {
	var state bytes.Buffer
	if err := hub.Export(&state); err != nil {
		t.Fatal(err)
	}
	return state.String()
}
