package fakehubspot_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// killed starts a server from what the first one would leave behind if it were killed now.
func killed(t *testing.T, stateFile string) caller {
	t.Helper()
	left, err := os.ReadFile(stateFile)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "state.jsonl")
	if err := os.WriteFile(copied, left, 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, fakehubspot.Contacts(7), fakehubspot.StateFile(copied))
}

func export(t *testing.T, c caller) string {
	t.Helper()
	var text bytes.Buffer
	if err := c.hub.Export(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// Whatever a call has changed is in the state file when it is answered, whichever of the two APIs it went to, and so is a write
// whose answer got lost.
func TestAKilledServerForgetsNothing(t *testing.T) {
	stateFile := filepath.Join(t.TempDir(), "state.jsonl")
	c := start(t, fakehubspot.Contacts(5), fakehubspot.Records("companies", 2), fakehubspot.StateFile(stateFile))
	if got := export(t, killed(t, stateFile)); got != export(t, c) {
		t.Errorf("at the start, the file has\n%s", got)
	}
	for _, call := range []string{
		`POST /crm/v3/objects/contacts {"properties":{"email":"kari@x.no"}}`,
		`PATCH /crm/v3/objects/contacts/51 {"properties":{"city":"Bergen"}}`,
		`DELETE /crm/v3/objects/contacts/51`,
		`POST /_fake/contacts/51/restore`,
		`POST /crm/v3/objects/contacts/merge {"primaryObjectId":"1","objectIdToMerge":"51"}`,
		`POST /_fake/objects/companies/change {"count":1}`,
		`POST /_fake/owners {"email":"kim@x.no"}`,
		`POST /_fake/clock/advance {"by":"1h"}`,
	} {
		before := export(t, c)
		if status, answer := c.call(call); status >= 300 {
			t.Fatalf("%s: %d %s", call, status, answer)
		}
		after := export(t, c)
		if after == before {
			t.Fatalf("%s has changed nothing", call)
		}
		if got := export(t, killed(t, stateFile)); got != after {
			t.Errorf("%s: it is not in the state file", call)
		}
	}

	if err := c.hub.AddFault(fakehubspot.Fault{Kind: fakehubspot.FaultLost, Loss: "cut"}); err != nil {
		t.Fatal(err)
	}
	if !lose(c.hub, http.MethodPost, "/crm/v3/objects/contacts", `{"properties":{"email":"lost@x.no"}}`) {
		t.Fatal("the answer did not get lost")
	}
	if got := export(t, killed(t, stateFile)); !strings.Contains(got, "lost@x.no") {
		t.Error("a write whose answer got lost is not in the state file")
	}
}

// Associations are changed while the records at both ends are held, which the state file needs, too.
func TestAKilledServerForgetsNoAssociation(t *testing.T) {
	stateFile := filepath.Join(t.TempDir(), "state.jsonl")
	c := start(t, fakehubspot.Contacts(5), fakehubspot.Records("companies", 1), fakehubspot.StateFile(stateFile))
	_, listed := c.call("GET /crm/v3/objects/companies?limit=1")
	_, company, _ := strings.Cut(listed, `"id":"`)
	company, _, _ = strings.Cut(company, `"`)
	const one, typed = "/crm/v4/objects/contacts/51/associations/", `"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279`
	c.call("DELETE " + one + "companies/" + company) // if it was seeded with one
	for _, call := range []string{
		"PUT " + one + "default/companies/" + company,
		"DELETE " + one + "companies/" + company,
		"PUT " + one + "companies/" + company + " [{" + typed + "}]",
		"DELETE /crm/v3/objects/contacts/51/associations/companies/" + company + "/contact_to_company_unlabeled",
		`POST /crm/v4/associations/contacts/companies/batch/create {"inputs":[{"from":{"id":"51"},"to":{"id":"` + company + `"},"types":[{` + typed + `}]}]}`,
		`POST /crm/v4/associations/contacts/companies/batch/archive {"inputs":[{"from":{"id":"51"},"to":[{"id":"` + company + `"}]}]}`,
	} {
		before := export(t, c)
		if status, answer := c.call(call); status >= 300 {
			t.Fatalf("%s: %d %s", call, status, answer)
		}
		after := export(t, c)
		if after == before {
			t.Errorf("%s has changed nothing", call)
		}
		if got := export(t, killed(t, stateFile)); got != after {
			t.Errorf("%s: it is not in the state file", call)
		}
	}
}

// What changes without a call is in the state file once the server is closed.
func TestAClosedServerForgetsNothing(t *testing.T) {
	stateFile := filepath.Join(t.TempDir(), "state.jsonl")
	c := start(t, fakehubspot.Contacts(5), fakehubspot.StateFile(stateFile))
	if _, err := c.hub.Change(2); err != nil {
		t.Fatal(err)
	}
	want := export(t, c)
	if err := c.hub.Close(); err != nil {
		t.Fatal(err)
	}
	if got := export(t, killed(t, stateFile)); got != want {
		t.Errorf("the file has\n%s\nwant\n%s", got, want)
	}
}

// A call whose changes cannot be kept is not answered as if they were.
func TestAStateFileThatCannotBeWritten(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "there")
	stateFile := filepath.Join(folder, "state.jsonl")
	if _, err := fakehubspot.New(fakehubspot.StateFile(stateFile)); err == nil || !strings.Contains(err.Error(), "state file") || !strings.Contains(err.Error(), stateFile) {
		t.Errorf("a folder that does not exist: %v", err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	c := start(t, fakehubspot.Contacts(3), fakehubspot.StateFile(stateFile))
	away := folder + " away"
	if err := os.Rename(folder, away); err != nil {
		t.Fatal(err)
	}
	for _, call := range []string{
		`PATCH /crm/v3/objects/contacts/51 {"properties":{"city":"Bergen"}}`, "GET /crm/v3/objects/contacts/51", `POST /_fake/contacts/change {"count":1}`,
	} {
		if status, answer := c.call(call); status != http.StatusInternalServerError || !strings.Contains(answer, "state file: ") {
			t.Errorf("%s: %d %s, want a 500 that says why", call, status, answer)
		}
	}
	if err := os.Rename(away, folder); err != nil {
		t.Fatal(err)
	}
	if _, answer := c.call("GET /crm/v3/objects/contacts/51?properties=city"); !strings.Contains(answer, "Bergen") {
		t.Errorf("once it can be written: %s", answer)
	}

	if err := os.WriteFile(stateFile, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := fakehubspot.New(fakehubspot.StateFile(stateFile)); err == nil || !strings.Contains(err.Error(), stateFile+": line 1: ") {
		t.Errorf("a file that is no export: %v", err)
	}
}
