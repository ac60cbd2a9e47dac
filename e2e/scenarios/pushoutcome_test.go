package scenarios

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// properties are those that rows are about.
func (b *becoming) properties() []string {
	names := map[string]bool{b.key: true}
	for name := range b.has {
		names[name] = true
	}
	for _, row := range b.rows {
		for name := range row.then {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// snapshot is HubSpot's records, the archived ones first.
func (b *becoming) snapshot(ctx context.Context, t *testing.T) []stack.Record {
	t.Helper()
	var all []stack.Record
	for _, archived := range []bool{true, false} {
		some, err := b.HubSpot.Object(b.object).Showing(ctx, archived, b.properties()...)
		must(t, err)
		all = append(all, some...)
	}
	return all
}

func sameRecord(a, b stack.Record) bool {
	return a.ID == b.ID && a.Archived == b.Archived && a.UpdatedAt.Equal(b.UpdatedAt) && maps.Equal(a.Properties, b.Properties)
}

// asExpected compares HubSpot's records with what the rows say.
func (b *becoming) asExpected(ctx context.Context, t *testing.T) {
	t.Helper()
	all := b.snapshot(ctx, t)
	for i, row := range b.rows {
		f, live, gone := b.records[i], 0, 0
		want := b.values(row, f)
		for _, record := range all {
			switch {
			case record.ID != f.id && record.Properties[b.key] != f.key:
			case record.Archived:
				gone++
			default:
				live++
				for _, name := range b.properties() {
					if record.Properties[name] != want[name] {
						t.Errorf("%s: %s: %s is %q, want %q", b.pipe(), row.name, name, record.Properties[name], want[name])
					}
				}
			}
		}
		if wantLive, wantGone := row.left(); live != wantLive || gone != wantGone {
			t.Errorf("%s: %s: HubSpot has %d records, and %d in the archive, want %d and %d", b.pipe(), row.name, live, gone, wantLive, wantGone)
		}
	}
}

// values are what the live record has in the end.
func (b *becoming) values(row row, f fixture) map[string]string {
	values := map[string]string{}
	if row.want != "created" {
		maps.Copy(values, b.has)
	}
	values[b.key] = f.key
	for name, value := range row.then {
		values[name] = f.fill(value)
	}
	return values
}

// left is how many live records there are in the end, and how many in the archive.
func (r row) left() (live, gone int) {
	switch r.before {
	case archivedRecord:
		gone = 1
	case noRecord:
	case liveRecord, mergedRecord:
		live = 1
	}
	switch r.want {
	case "created":
		live++
	case "archived":
		live, gone = 0, 1
	}
	return live, gone
}

// writtenOnce requires that each record was written once, if there was anything to write, and none if all of it was sent again.
func (b *becoming) writtenOnce(ctx context.Context, t *testing.T, again bool) {
	t.Helper()
	writes := b.writes(ctx, t)
	for i, row := range b.rows {
		f := b.records[i]
		want, n := 0, writes[f.id]+writes[f.key]
		if slices.Contains([]string{"created", "updated", "archived"}, row.want) && !again {
			want = 1
		}
		if n != want && !row.asked {
			t.Errorf("%s: %s: written %d times, want %d; sent again: %t", b.pipe(), row.name, n, want, again)
		}
		delete(writes, f.id)
		delete(writes, f.key)
	}
	for what, n := range writes {
		t.Errorf("%s: %s was written %d times, and no row is about it", b.pipe(), what, n)
	}
}

// writes returns how often each record was written, by its ID, or its key if HubSpot has created it.
func (b *becoming) writes(ctx context.Context, t *testing.T) map[string]int {
	t.Helper()
	written := map[string]int{}
	for _, op := range []string{"create", "update", "upsert", "archive"} {
		requests, err := b.HubSpot.Requests(ctx, http.MethodPost, "/crm/v3/objects/"+b.object+"/batch/"+op)
		must(t, err)
		for _, request := range requests {
			if request.Status >= 300 {
				continue
			}
			var body struct {
				Inputs []struct {
					ID         string
					Properties map[string]string
				}
			}
			if request.BodyCut {
				t.Fatalf("the journal has only a part of what was sent to batch/%s: split the rows", op)
			}
			must(t, json.Unmarshal([]byte(request.Body), &body))
			for _, input := range body.Inputs {
				if op == "create" {
					input.ID = input.Properties[b.key]
				}
				written[strings.ToLower(input.ID)]++
			}
		}
	}
	return written
}
