package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Whatever query is accepted says what it means: no parameter is passed over but Sesam's subset, and none is given twice.
func FuzzParams(f *testing.F) {
	for _, seed := range []string{"", "since=2026-01-01T00:00:00Z&limit=5", "subset=x", "sice=1", "since=1&since=2", "limit=", "%zz", "since=", "a;b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, err := parseParams(raw, readParams)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("an error without a text")
			}
			return
		}
		query, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatalf("accepted %q: %v", raw, err)
		}
		for name, values := range query {
			if name != subset && (!slices.Contains(readParams, name) || len(values) > 1) {
				t.Errorf("passed over %q in %q", name, raw)
			}
		}
		if (query.Get("since") != "") != p.since.After(time.Unix(0, 0)) || query.Has("limit") != (p.limit > 0) {
			t.Errorf("%q became %+v", raw, p)
		}
	})
}

// However much a client invents, the answer is short.
func TestOnlyTheFirstUnknownParametersAreNamed(t *testing.T) {
	query := url.Values{}
	for n := range 5000 {
		query.Set("p"+strconv.Itoa(n), "x")
	}
	if _, err := parseParams(query.Encode(), readParams); err == nil || len(err.Error()) > 1500 || !strings.HasSuffix(err.Error(), "4990 more unknown parameters") {
		t.Errorf("%.2000s", err)
	}
}
