package hub_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
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
		"no clock":            {[]string{`{"kind":"account","now":"2026-03-01T12:00:00Z"}`}, `line 1: clock ""`},
		"no JSON":             {[]string{account, "{"}, "line 2:"},
		"unknown member":      {[]string{account, `{"kind":"contact","colour":"red"}`}, "line 2:"},
		"unknown kind":        {[]string{account, contact, `{"kind":"deal","id":"1"}`}, `line 3: kind "deal"`},
		"no number":           {[]string{account, `{"kind":"contact","id":"x"}`}, `line 2: id "x"`},
		"no times":            {[]string{account, `{"kind":"contact","id":"7"}`}, "line 2: a contact needs"},
		"twice":               {[]string{account, contact, contact}, "record 7 is duplicated"},
		"merged in a circle":  {[]string{account, `{"kind":"merge","id":"1","into":"2"}`, `{"kind":"merge","id":"2","into":"1"}`}, "into itself"},
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
		`[]`:                                       "line 1: must be a JSON object",
		account + `{"kind":"contact","id":5}`:      "line 2: /id has the wrong JSON type",
		account + `{"kind":"contact","soce":""}`:   "line 2: /soce: unknown object member name",
		account + `{"kind":"event","at":["2026"]}`: "line 2: /at has the wrong JSON type",
	} {
		if err := h.Import(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
