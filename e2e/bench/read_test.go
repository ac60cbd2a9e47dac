package bench

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestEntitiesAreCountedHoweverTheBodyIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{
			entityMark, `{"_id":`, `{"`, `"_id":"`, `{{"_id":"`, `1","x":"\"_id\":\""},`, "[", "]", " ",
		}), 0, 40).Draw(t, "parts")
		body := strings.Join(parts, "")
		counter := entityCounter{mark: []byte(entityMark)}
		for rest := body; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			counter.write([]byte(rest[:n]))
			rest = rest[n:]
		}
		if want := strings.Count(body, entityMark); counter.count != want {
			t.Fatalf("%d entities in %q, want %d", counter.count, body, want)
		}
	})
}

func TestReadContactsBelievesWholeArraysOnly(t *testing.T) {
	const two = `[{"_id":"1","_updated":"x"},{"_id":"2","_updated":"x"}]`
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string // in the error; "" for none
	}{
		"whole":          {say(two + "\n"), ""},
		"too few":        {say(`[{"_id":"1"}]`), "1 entities, want 2"},
		"open":           {say(strings.TrimSuffix(two, "]")), "not an array"},
		"an object":      {say(`{"results":` + two + `}`), "not an array"},
		"nothing":        {say(""), "not an array"},
		"an error":       {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "broken", http.StatusBadGateway) }, "status 502: broken"},
		"cut on the way": {func(w http.ResponseWriter, r *http.Request) { say(two)(w, r); flushAndCut(w) }, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(c.answer)
			defer server.Close()
			r, err := readContacts(t.Context(), server.URL, time.Time{}, 2)
			switch {
			case c.want == "" && (err != nil || r.entities != 2 || r.bytes != int64(len(two))+1 || r.took < r.firstByte || r.firstByte <= 0):
				t.Errorf("%+v, %v", r, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestReadContactsAsksSince(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.URL.Query().Get("since"); got != "2026-01-02T03:04:05.678Z" {
			t.Errorf("since %q", got)
		}
		_, _ = w.Write([]byte("[]"))
	}))
	defer server.Close()
	if _, err := readContacts(t.Context(), server.URL, time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC), 0); err != nil {
		t.Error(err)
	}
}

func say(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
}

func flushAndCut(w http.ResponseWriter) {
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
