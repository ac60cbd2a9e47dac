package journal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

var instant = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// record sends requests, each "METHOD /path?query body", through a fresh
// journal whose handler answers 200, or 404 under /missing.
func record(t *testing.T, capacity int, requests ...string) *journal.Journal {
	t.Helper()
	j := journal.New(capacity, at(instant))
	send(j, requests...)
	return j
}

func send(j *journal.Journal, requests ...string) {
	handler := j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/missing") {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	for _, request := range requests {
		method, rest, _ := strings.Cut(request, " ")
		target, body, _ := strings.Cut(rest, " ")
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, target, strings.NewReader(body)))
	}
}

func seqs(requests []journal.Request) string {
	var text []string
	for _, r := range requests {
		text = append(text, fmt.Sprint(r.Seq))
	}
	return strings.Join(text, " ")
}

func TestFindAndCount(t *testing.T) {
	j := record(t, 10,
		`GET /contacts?limit=100&properties=a&properties=b`,
		`POST /contacts/search {"after":"20"}`,
		`GET /contacts/1`,
		`GET /missing`,
	)
	tests := []struct {
		name   string
		filter journal.Filter
		want   string
	}{
		{"all", journal.Filter{}, "1 2 3 4"},
		{"method, any case", journal.Filter{Method: "post"}, "2"},
		{"exact path", journal.Filter{Path: "/contacts"}, "1"},
		{"prefix", journal.Filter{Path: "/contacts*"}, "1 2 3"},
		{"status", journal.Filter{Status: 404}, "4"},
		{"query", journal.Filter{Query: "properties=b"}, "1"},
		{"query, two values", journal.Filter{Query: "properties=b&limit=100"}, "1"},
		{"query, wrong value", journal.Filter{Query: "limit=10"}, ""},
		{"body", journal.Filter{Body: `"after":"20"`}, "2"},
		{"together", journal.Filter{Method: "GET", Path: "/contacts*", Status: 200}, "1 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := j.Find(tt.filter)
			if got := seqs(found); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			if got := j.Count(tt.filter); got != len(found) {
				t.Errorf("counted %d of %d", got, len(found))
			}
		})
	}
}

func TestTheNewestAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 6).Draw(t, "capacity")
		j := journal.New(capacity, at(instant))
		var model []uint64
		var seq, dropped uint64
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			if rapid.IntRange(0, 9).Draw(t, "step") == 0 {
				j.Reset()
				model, dropped = nil, 0
				continue
			}
			send(j, "GET /x")
			seq++
			model = append(model, seq)
			if len(model) > capacity {
				model = model[1:]
				dropped++
			}
		}
		var want []string
		for _, n := range model {
			want = append(want, fmt.Sprint(n))
		}
		if got := seqs(j.Find(journal.Filter{})); got != strings.Join(want, " ") {
			t.Fatalf("kept %q, want %v", got, want)
		}
		if j.Dropped() != dropped {
			t.Fatalf("dropped %d, want %d", j.Dropped(), dropped)
		}
	})
}

func TestNearMissRanksAndExplains(t *testing.T) {
	j := record(t, 10,
		`GET /elsewhere`,
		`GET /contacts/1?limit=10`,
		`POST /contacts/search {"limit":100}`,
	)
	wanted := journal.Filter{Method: "POST", Path: "/contacts/search", Body: `"limit":200`}
	misses := j.NearMiss(wanted)
	var order []uint64
	for _, miss := range misses {
		order = append(order, miss.Request.Seq)
	}
	if fmt.Sprint(order) != "[3 2 1]" {
		t.Fatalf("order %v: one reason, then the longer common path, then the rest", order)
	}
	if got := strings.Join(misses[0].Reasons, "|"); got != `body is "{\"limit\":100}", wanted "\"limit\":200" in it` {
		t.Errorf("reasons: %s", got)
	}
	text := j.Explain(wanted)
	for _, part := range []string{"0 recorded", "#3 POST /contacts/search → 200", "path is /elsewhere, wanted /contacts/search; method is GET, wanted POST"} {
		if !strings.Contains(text, part) {
			t.Errorf("the explanation lacks %q:\n%s", part, text)
		}
	}
	if misses := j.NearMiss(journal.Filter{}); len(misses) != 0 {
		t.Errorf("requests that fit are near misses: %v", misses)
	}
	if text := journal.New(1, at(instant)).Explain(wanted); !strings.Contains(text, "nothing was recorded") {
		t.Errorf("empty journal: %s", text)
	}
}

func TestNearMissIsShort(t *testing.T) {
	j := journal.New(100, at(instant))
	for range 20 {
		send(j, "GET /a")
	}
	misses := j.NearMiss(journal.Filter{Path: "/b"})
	if len(misses) != 5 || misses[0].Request.Seq != 20 {
		t.Fatalf("%d misses, the first is #%d", len(misses), misses[0].Request.Seq)
	}
}
