package hub_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

func exported(t *testing.T, h *hub.Hub) string {
	t.Helper()
	var text strings.Builder
	if err := h.Export(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// Whoever reads an export slowly holds nobody up, and gets the state of the moment they asked.
func TestASlowReaderOfAnExportHoldsNobodyUp(t *testing.T) {
	h := newHub(t, 200, time.After)
	if _, err := h.Contacts().Update(1, map[string]string{"city": "Bergen"}, store.API); err != nil {
		t.Fatal(err)
	}
	before := exported(t, h)
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := h.Export(in)
		_ = in.CloseWithError(err)
		ended <- err
	}()
	begin := make([]byte, 1)
	if _, err := io.ReadFull(out, begin); err != nil {
		t.Fatal(err)
	}
	changed := make(chan error, 1)
	go func() {
		_, err := h.Contacts().Update(1, map[string]string{"city": "Oslo"}, store.API)
		h.Contacts().Archive(51)
		changed <- errors.Join(err, h.Reset())
	}()
	select {
	case err := <-changed:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("writes wait for a slow reader")
	}
	rest, err := io.ReadAll(out)
	if got := string(begin) + string(rest); err != nil || got != before {
		t.Errorf("%v; the export is not that of its beginning: %d bytes, want %d", err, len(got), len(before))
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// An import with a fault says in which line it is and changes nothing.
func TestImportsThatCannotBe(t *testing.T) {
	const account = `{"kind":"account","clock":"frozen","now":"2026-03-01T12:00:00Z"}`
	const contact = `{"kind":"contact","id":"7","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}`
	h := newHub(t, 20, time.After)
	before := exported(t, h)
	for name, test := range map[string]struct {
		lines []string
		says  string
	}{
		"nothing":             {nil, "is empty"},
		"no account":          {[]string{contact}, "line 1: the first line"},
		"account comes later": {[]string{contact, account}, "line 1: the first line"},
		"two accounts":        {[]string{account, contact, account}, "line 3: the first line, and no other"},
		"no time":             {[]string{`{"kind":"account","clock":"frozen"}`}, "line 1: clock"},
		"no clock":            {[]string{`{"kind":"account","now":"2026-03-01T12:00:00Z"}`}, `line 1: clock must be real or frozen, with the time in now, got ""`},
		"no JSON":             {[]string{account, "{"}, "line 2:"},
		"unknown member":      {[]string{account, `{"kind":"contact","colour":"red"}`}, "line 2:"},
		"unknown kind":        {[]string{account, contact, `{"kind":"deal","id":"1"}`}, `line 3: kind "deal"`},
		"no number":           {[]string{account, `{"kind":"contact","id":"x"}`}, `line 2: id must be a positive integer up to 9007199254740991, got "x"`},
		"no times":            {[]string{account, `{"kind":"contact","id":"7"}`}, "line 2: a contact needs"},
		"twice":               {[]string{account, contact, contact}, "record 7 is duplicated"},
		"merged in a circle":  {[]string{account, `{"kind":"merge","id":"1","into":"2"}`, `{"kind":"merge","id":"2","into":"1"}`}, "into itself"},
		"place below 0":       {[]string{`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z","place":-1}`}, "line 1: place must be between 0 and 1,000,000,000,000, got -1"},
		"place too large":     {[]string{`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z","place":9223372036854775807}`}, "line 1: place must be between"},
		"lastId too large":    {[]string{`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z","lastId":9223372036854775800}`}, "line 1: lastId must be between 0 and 9007199254740991"},
		"lastId below 0":      {[]string{`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z","lastId":-5}`}, "line 1: lastId must be between"},
		"at the epoch":        {[]string{`{"kind":"account","clock":"real","now":"1970-01-01T00:00:00Z"}`}, "line 1: now must be later than 1970-01-01T00:00:00Z and not after the year 9999"},
		"a contact's member":  {[]string{`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z","id":"7"}`}, "line 1: a line of kind account does not take id, only lastId, place, clock, now"},
		"an event's member":   {[]string{account, contact[:len(contact)-1] + `,"at":"2026-01-01T00:00:00Z"}`}, "line 2: a line of kind contact does not take at"},
		"id at the edge":      {[]string{account, strings.Replace(contact, `"7"`, `"9223372036854775806"`, 1)}, "line 2: id must be"},
		"id zero":             {[]string{account, strings.Replace(contact, `"7"`, `"0"`, 1)}, "line 2: id must be"},
		"id with a sign":      {[]string{account, strings.Replace(contact, `"7"`, `"+7"`, 1)}, "line 2: id must be"},
		"created too early":   {[]string{account, strings.Replace(contact, "2026", "1969", 1)}, "line 2: createdAt must be later than"},
		"archived at zero":    {[]string{account, contact[:len(contact)-1] + `,"archivedAt":"0001-01-01T00:00:00Z"}`}, "line 2: archivedAt must be later than"},
		"archived at epoch":   {[]string{account, contact[:len(contact)-1] + `,"archivedAt":"1970-01-01T00:00:00Z"}`}, "line 2: archivedAt must be later than"},
		"an empty name":       {[]string{account, contact[:len(contact)-1] + `,"properties":{"":"x"}}`}, "line 2: a name in properties must not be empty"},
		"a time as property":  {[]string{account, contact[:len(contact)-1] + `,"properties":{"lastmodifieddate":"2026-01-01T00:00:00Z"}}`}, "line 2: properties must not have lastmodifieddate"},
		"a null":              {[]string{account, contact[:len(contact)-1] + `,"properties":{"city":null}}`}, "line 2: properties.city must be a string, got null"},
		"a member twice":      {[]string{account, contact[:len(contact)-1] + `,"id":"8"}`}, `line 2: member "id" is given twice`},
		"two of an address":   {[]string{account, contact[:len(contact)-1] + `,"properties":{"email":"a@x.no"}}`, strings.Replace(contact[:len(contact)-1], "7", "8", 1) + `,"properties":{"email":"A@x.no"}}`}, `record 8: email "a@x.no" already belongs to record 7`},
		"event of nobody":     {[]string{account, `{"kind":"event","id":"9","name":"city","at":"2026-01-01T00:00:00Z"}`}, "event of record 9, but no such record"},
		"event at no time":    {[]string{account, contact, `{"kind":"event","id":"7","name":"city"}`}, "line 3: at must be later than"},
		"tie of nobody":       {[]string{account, `{"kind":"tie","id":"9","tie":{"object":"companies","id":"1","type":"contact_to_company"}}`}, "association of record 9, but no such record"},
		"tie to nothing":      {[]string{account, contact, `{"kind":"tie","id":"7","tie":{"object":"ghosts","id":"1","type":"x"}}`}, "line 3: tie: contacts have no association"},
		"merged and live":     {[]string{account, contact, `{"kind":"merge","id":"7","into":"9"}`}, "record 7 was merged into another and is live"},
		"merged twice":        {[]string{account, `{"kind":"merge","id":"1","into":"2"}`, `{"kind":"merge","id":"1","into":"3"}`}, "record 1 was merged twice"},
		"erased nobody":       {[]string{account, `{"kind":"erased"}`}, "line 2: id must be a positive integer"},
		"erased with a time":  {[]string{account, `{"kind":"erased","id":"9","at":"2026-01-01T00:00:00Z"}`}, "line 2: a line of kind erased does not take at, only id"},
		"erased and there":    {[]string{account, contact, `{"kind":"erased","id":"7"}`}, "record 7 was erased and is there"},
		"erased twice":        {[]string{account, `{"kind":"erased","id":"9"}`, `{"kind":"erased","id":"9"}`}, "record 9 was erased twice"},
		"erased and merged":   {[]string{account, `{"kind":"erased","id":"9"}`, `{"kind":"merge","id":"9","into":"8"}`}, "record 9 was erased and merged into another"},
		"blocked nothing":     {[]string{account, `{"kind":"blocked"}`}, "line 2: value must not be empty"},
		"property of no type": {[]string{account, `{"kind":"property","property":{"name":"a","type":"odd"}}`}, "line 2: property.type must be one of bool, date"},
		"property's name":     {[]string{account, `{"kind":"property","property":{"name":"Own","type":"string"}}`}, "line 2: property.name must begin with a lower-case letter"},
		"large property":      {[]string{account, `{"kind":"property","property":{"name":"own","type":"string","label":"` + strings.Repeat("x", 300_000) + `"}}`}, "line 2: \"own\": definition has more than"},
		"no such property":    {[]string{account, `{"kind":"property","property":{"name":"own","type":"number","hubspotDefined":true}}`}, "is not HubSpot's own"},
		"HubSpot's property":  {[]string{account, `{"kind":"property","property":{"name":"email","type":"number"}}`}, "is HubSpot's own"},
		"kind of another":     {[]string{account, strings.Replace(contact, `"contact"`, `"contact","object":"llamas"`, 1)}, `line 2: object "llamas" is unknown`},
		"nameless property":   {[]string{account, `{"kind":"property","property":{}}`}, "line 2: a property"},
	} {
		err := h.Import(strings.NewReader(strings.Join(test.lines, "\n")))
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q in it", name, err, test.says)
		}
		if exported(t, h) != before {
			t.Fatalf("%s: refused, and changed something all the same", name)
		}
	}
	if err := h.Import(strings.NewReader(account + "\n" + contact)); err != nil || h.Contacts().Len() != 1 || !h.Clock().Now().Equal(noon) {
		t.Errorf("%v; %d contacts at %s", err, h.Contacts().Len(), h.Clock().Now())
	}
}

// TestImportErrorsKeepTheirBytes holds that an unreadable line is reported in words of this program: those of the JSON
// package differ from one process to the next.
func TestImportErrorsKeepTheirBytes(t *testing.T) {
	h := newHub(t, 1, time.After)
	account := `{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z"}` + "\n"
	for text, want := range map[string]string{
		`[]`:                                       "line 1: must be a JSON object, got an array",
		account + `{"kind":"contact","id":5}`:      "line 2: id must be a string, got a number",
		account + `{"kind":"contact","soce":""}`:   `line 2: member "soce" is unknown; did you mean "source"?`,
		account + `{"kind":"event","at":["2026"]}`: `line 2: at must be a time such as "2026-03-01T12:00:00Z", got an array`,
	} {
		if err := h.Import(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// Nobody generates contacts beyond the last place that an import can name.
func TestGeneratedContactsEnd(t *testing.T) {
	h := newHub(t, 0, time.After)
	if err := h.Import(strings.NewReader(`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z","place":999999999998}`)); err != nil {
		t.Fatal(err)
	}
	const want = "contacts must be at most 2 to add: the sequence of generated contacts ends after 1000000000000"
	if err := h.Seed("contacts", 3, ""); err == nil || err.Error() != want || h.Contacts().Len() != 0 {
		t.Errorf("%v, want %s; %d contacts", err, want, h.Contacts().Len())
	}
	if err := h.Seed("contacts", 2, ""); err != nil || h.Import(strings.NewReader(exported(t, h))) != nil {
		t.Errorf("the last two: %v", err)
	}
}

// A contact that was erased does not come back as a sample contact.
func TestSamplesDoNotComeBack(t *testing.T) {
	h := newHub(t, 0, time.After)
	err := h.Import(strings.NewReader(`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z"}` + "\n" + `{"kind":"erased","id":"51"}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Seed("contacts", 3, ""); err != nil {
		t.Fatal(err)
	}
	if _, back := h.Contacts().Get(51); back || h.Contacts().Len() != 3 {
		t.Errorf("contact 51 is back: %v; %d contacts", back, h.Contacts().Len())
	}
}

// An account that took any import still works, and what it refused left no trace.
func FuzzImport(f *testing.F) {
	state, err := os.ReadFile(filepath.Join("testdata", "export.jsonl"))
	if err != nil {
		f.Fatal(err)
	}
	account, rest, _ := strings.Cut(string(state), "\n")
	f.Add(account, rest)
	for line := range strings.Lines(rest) {
		f.Add(account, line)
	}
	f.Add(`{"kind":"account","clock":"real","now":"9999-12-31T23:59:59.999Z","lastId":9007199254740991,"place":999999999997}`, "")
	f.Add(`{"kind":"account","clock":"real","now":"2026-03-01T12:00:00Z","lastId":9007199254740990}`, "")
	h, err := hub.New(hub.Config{
		Seed: 1, Contacts: 3, Frozen: noon, Lag: fixed, Logger: discard, Real: time.Now, After: time.After,
		Tokens: []token.Token{{Value: "secret"}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(h.Close)
	handler := h.Handler()
	f.Fuzz(func(t *testing.T, account, rest string) {
		before := exported(t, h)
		if err := h.Import(strings.NewReader(account + "\n" + rest)); err != nil {
			if after := exported(t, h); after != before && h.Clock().Frozen() {
				t.Fatalf("refused (%v), and changed something all the same:\n%s\nbefore\n%s", err, after, before)
			}
			return
		}
		h.Clock().Freeze()
		taken := exported(t, h)
		if err := h.Import(strings.NewReader(taken)); err != nil {
			t.Fatalf("its own export is refused: %v\n%s", err, taken)
		}
		if again := exported(t, h); again != taken {
			t.Fatalf("got\n%s\nwant\n%s", again, taken)
		}
		if err := h.Seed("contacts", 3, ""); err != nil && !strings.Contains(err.Error(), "the sequence of generated contacts ends") {
			t.Error(err)
		}
		for _, call := range [][3]string{
			{http.MethodGet, "/crm/v3/objects/contacts?limit=50&propertiesWithHistory=city"},
			{http.MethodGet, "/crm/v3/objects/contacts?archived=true"},
			{http.MethodPost, "/crm/v3/objects/contacts", `{"properties":{"city":"Oslo","firstname":"x"}}`},
			{http.MethodPost, "/crm/v3/objects/contacts/search", `{"sorts":["city"]}`},
		} {
			request := httptest.NewRequest(call[0], call[1], strings.NewReader(call[2]))
			request.Header.Set("Authorization", "Bearer secret")
			request.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, request)
			if w.Code >= http.StatusMultipleChoices || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%v: %d %s", call, w.Code, w.Body)
			}
		}
		if err := h.Import(strings.NewReader(exported(t, h))); err != nil {
			t.Errorf("with the new contacts its own export is refused: %v", err)
		}
	})
}
