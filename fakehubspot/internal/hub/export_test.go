package hub_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

var update = flag.Bool("update", false, "write testdata/export.jsonl from the present export")

// A seed means the same contacts in every release, whatever their profile.
func TestSeedsKeepTheirBytes(t *testing.T) {
	want := map[string]string{
		"large":    "b30351b46c74d1f0e8f462da9ad555b996a928ae093c578e125f2a7839da2d2f",
		"ordinary": "a3eb7025e8b46618d0c478bda2395f7b291ded8beda28c92d98af796dc1245e0",
		"ties":     "dcebd9924f335efcfab870f9b52a6c7d198e19e23b5be44fc78dfd4d8cfd6e8a",
		"unicode":  "98cf86b5fbe5443aed6e8b62808171a6d19873b24ee2c7af45781113ddd2e5bf",
	}
	for _, profile := range seed.Profiles() {
		h := newHub(t, 0, time.After)
		if err := h.Seed("contacts", 2_000, profile); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(exported(t, h)))
		if got := hex.EncodeToString(sum[:]); got != want[profile] {
			t.Errorf("%s: the export has the digest %s, want %s", profile, got, want[profile])
		}
	}
}

// The export of an account in which everything happened keeps its bytes, and loads to the same bytes again.
func TestExportByteForByte(t *testing.T) {
	h := eventful(t)
	path := filepath.Join("testdata", "export.jsonl")
	got := exported(t, h)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	other := newHub(t, 7, time.After)
	if err := other.Import(strings.NewReader(string(want))); err != nil {
		t.Fatal(err)
	}
	if again := exported(t, other); again != string(want) {
		t.Errorf("after an import:\ngot\n%s\nwant\n%s", again, want)
	}
}

// An export from when the associations stood among the records loads, and means what it meant.
func TestAnExportOfFormerTimesLoads(t *testing.T) {
	former, err := os.ReadFile(filepath.Join("testdata", "former.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHub(t, 7, time.After)
	if err := h.Import(bytes.NewReader(former)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(exported(t, h)) {
		if strings.Contains(line, `"kind":"tie"`) {
			got = append(got, line)
		}
	}
	want := []string{
		`{"kind":"tie","id":"57000000169","tie":{"object":"companies","id":"900","type":"contact_to_company"}}` + "\n",
		`{"kind":"tie","id":"57000000169","tie":{"object":"companies","id":"900","type":"contact_to_company_unlabeled"}}` + "\n",
		`{"kind":"tie","id":"57000000232","tie":{"object":"companies","id":"900","type":"contact_to_company"}}` + "\n",
		`{"kind":"tie","id":"57000000232","tie":{"object":"companies","id":"900","type":"contact_to_company_unlabeled"}}` + "\n",
		`{"kind":"tie","id":"57000000169","tie":{"object":"deals","id":"77","type":"contact_to_deal"}}` + "\n",
		`{"kind":"tie","id":"57000000169","tie":{"object":"tickets","id":"5","type":"contact_to_ticket"}}` + "\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// tieUp associates contacts with records of other types.
func tieUp(t *testing.T, h *hub.Hub) {
	t.Helper()
	ties := h.Account().Associations
	friend, err := ties.CreateLabel("0-1", "0-2", association.Label{Name: "friend", Text: "Friend", Inverse: "Befriended"})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		contact int64
		object  string
		id      int64
		kinds   []association.Kind
	}{
		{57_000_000_169, "companies", 900, []association.Kind{{Category: association.HubSpotDefined, ID: 1}, friend[0].Kind}},
		{57_000_000_169, "deals", 77, nil},
		{57_000_000_169, "tickets", 5, nil},
		{57_000_000_232, "companies", 900, nil},
		{51, "companies", 900, nil},
	} {
		s, known := h.Account().Object(one.object)
		if !known {
			t.Fatalf("there are no %s", one.object)
		}
		if _, there := s.Get(one.id); !there {
			s.Load([]*record.Record{{ID: one.id, Created: noon.UnixMilli(), Modified: noon.UnixMilli()}})
		}
		if err := ties.Add(h.Contacts().Ref(one.contact), s.Ref(one.id), one.kinds...); err != nil {
			t.Fatal(err)
		}
	}
	ties.Hide(h.Contacts().Ref(51))
}

// eventful is an account with every kind of line in its export.
func eventful(t *testing.T) *hub.Hub {
	t.Helper()
	h, err := hub.New(hub.Config{
		Seed: 1, Contacts: 8, Frozen: noon, Lag: fixed, Logger: discard, Real: time.Now, After: time.After,
		Tokens: []token.Token{{Value: "secret"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	handler := h.Handler()
	const contacts = "/crm/v3/objects/contacts"
	for _, call := range [][3]string{
		{http.MethodPost, "/crm/v3/properties/contacts", `{"name":"shirt","label":"x","type":"string","fieldType":"text","groupName":"contactinformation","hasUniqueValue":true}`},
		{http.MethodPost, contacts, `{"properties":{"email":"a@x.no","firstname":"Åse","shirt":"L"}}`},
		{http.MethodPost, contacts + "/batch/create", `{"inputs":[{"properties":{"email":"b@x.no"}}]}`},
		{http.MethodPost, contacts, `{"properties":{"email":"c@x.no"}}`},
		{http.MethodPost, contacts, `{"properties":{"email":"d@x.no"}}`},
		{http.MethodPatch, contacts + "/1", `{"properties":{"hs_additional_emails":"m@x.no","zip":"7","firstname":"Mia","email":"maria@x.no","address":"x"}}`},
		{http.MethodPatch, contacts + "/1", `{"properties":{"firstname":"","city":"Oslo"}}`},
		{http.MethodPatch, contacts + "/51", `{"properties":{"hs_additional_emails":"n@x.no","zip":"7","firstname":"Bo","email":"bo@x.no","address":"x"}}`},
		{http.MethodPost, contacts + "/merge", `{"primaryObjectId":"57000000085","objectIdToMerge":"1"}`},
		{http.MethodPost, contacts + "/merge", `{"primaryObjectId":"57000000193","objectIdToMerge":"57000000187"}`},
		{http.MethodPost, contacts + "/gdpr-delete", `{"objectId":"d@x.no","idProperty":"email"}`},
		{http.MethodPost, contacts + "/gdpr-delete", `{"objectId":"gone@x.no","idProperty":"email"}`},
		{http.MethodPost, contacts + "/batch/archive", `{"inputs":[{"id":"51"}]}`},
	} {
		if _, err := h.Clock().Advance(1_001 * time.Millisecond); err != nil {
			t.Fatal(err)
		}
		request := httptest.NewRequest(call[0], call[1], strings.NewReader(call[2]))
		request.Header.Set("Authorization", "Bearer secret")
		request.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request)
		if w.Code >= http.StatusMultiStatus && w.Code != http.StatusNotFound {
			t.Fatalf("%v: %d %s", call, w.Code, w.Body)
		}
	}
	if _, err := h.Change("contacts", hub.Change{Count: 2}); err != nil {
		t.Fatal(err)
	}
	tieUp(t, h)
	return h
}

// llamas are an object type without rules.
var llamas = &object.Type{
	Names:  object.Names{Plural: "llamas", Singular: "llama", TypeID: "2-7"},
	Schema: schema.Definition{Created: "createdate", Modified: "hs_lastmodifieddate"},
}

// Lines about other object types than contacts name theirs, and load into accounts that have it.
func TestExportOfAnotherObjectType(t *testing.T) {
	herd := func() *hub.Hub {
		h, err := hub.New(hub.Config{
			Types: []*object.Type{object.Contacts, llamas}, Seed: 1, Contacts: 2, Frozen: noon, Lag: fixed, Logger: discard,
			Real: time.Now, After: time.After,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(h.Close)
		return h
	}
	first, second := herd(), herd()
	kept, _ := first.Account().Object("llamas")
	if _, err := kept.Create(map[string]string{"name": "Dolly"}, store.API); err != nil {
		t.Fatal(err)
	}
	text := exported(t, first)
	if !strings.Contains(text, `{"kind":"record","object":"llamas","id":"57000000043"`) {
		t.Errorf("no line about the llama in %s", text)
	}
	if err := second.Import(strings.NewReader(text)); err != nil || exported(t, second) != text {
		t.Errorf("%v; after an import:\n%s\nwant\n%s", err, exported(t, second), text)
	}
	err := newHub(t, 1, time.After).Import(strings.NewReader(text))
	if err == nil || !strings.Contains(err.Error(), `object "llamas" is unknown`) {
		t.Errorf("an account without llamas: %v", err)
	}
}
