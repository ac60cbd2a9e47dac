//go:build mutants

// Package mutants breaks the connector on purpose, one promise at a time, and
// requires that the convergence proof fails. `make mutants` runs it.
package mutants

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// mutant is the connector with one promise broken.
type mutant struct {
	name  string
	edits []edit
}

// edit replaces old, which must occur exactly once in a file of the connector.
type edit struct{ file, old, new string }

const (
	horizonFile  = "internal/extract/horizon.go"
	sinceFile    = "internal/extract/since.go"
	pagingFile   = "internal/extract/searchparts.go"
	seamFile     = "internal/extract/seam.go"
	archiveFile  = "internal/extract/archive.go"
	archivesFile = "internal/extract/archives.go"
	gravesFile   = "internal/extract/tombstones.go"
	linksFile    = "internal/extract/associations.go"
	linkedFile   = "internal/hubspot/associations.go"
	searchFile   = "internal/hubspot/search.go"
	standardFile = "internal/hubspot/standard.go"
	readFile     = "internal/server/read.go"
)

// mutants are those that break a promise about reading.
var mutants = []mutant{
	{"the horizon is off", []edit{
		{horizonFile, "h.limit = began.Add(-settle)", "h.limit = began.Add(24*time.Hour - settle)"},
	}},
	{"_updated is not capped", []edit{
		{horizonFile, "if t.After(h.limit) {", "if t.After(h.limit) && t.IsZero() {"},
	}},
	{"the settle window is forgotten", []edit{
		{horizonFile, "if since.IsZero() {", "if h.limit.IsZero() {"},
	}},
	{"the search is paged by offset", []edit{
		{searchFile, `Limit        int           `, "After        string        `json:\"after,omitempty\"`\n\t\tLimit        int           "},
		{searchFile, `filters = append(filters, filter{PropertyID, "GT", q.AfterID})`, `_ = "by offset"`},
		{searchFile, "Limit:        SearchLimit,", "Limit:        SearchLimit,\n\t\tAfter:        q.AfterID,"},
		{pagingFile, "q.AfterID = strconv.FormatUint(p.after, 10)", "q.AfterID = p.offset"},
		{pagingFile, "left  int    // records", "offset string\n\tleft  int    // records"},
		{pagingFile, "p.begun, p.after, p.width = true, last, widthOf(ids)", "p.begun, p.after, p.width, p.offset = true, last, widthOf(ids), page.Next"},
	}},
	{"a part ends at the made-up cursor of the next one", []edit{
		{seamFile, "kept, met := slices.BinarySearch(ids, p.right.head)", "kept, met := slices.BinarySearch(ids, p.right.start)\n\tmet = met || kept < len(ids) || !page.HasNext"},
	}},
	{"a part ends a record before the head of the next one", []edit{
		{seamFile, "kept, met := slices.BinarySearch(ids, p.right.head)", "kept, met := slices.BinarySearch(ids, p.right.head)\n\tkept = max(kept-1, 0)"},
	}},
	{"the last part ends at the ID at which nothing was found", []edit{
		{seamFile, "return len(ids), page.HasNext\n", "return len(ids), page.HasNext && (len(ids) == 0 || ids[len(ids)-1] < p.of.end)\n"},
	}},
	{"a range begins after its first ID", []edit{
		{pagingFile, "after: best.at, upTo: best.of.upTo", "after: best.at + 1, upTo: best.of.upTo"},
	}},
	{"a range ends before its last ID", []edit{
		{pagingFile, "last = id; id <= p.upTo {", "last = id; id < p.upTo {"},
	}},
	{"the last range of a search ends where that is expected", []edit{
		{pagingFile, "best.of.upTo = best.at", "best.of.upTo = best.at\n\tp.upTo = min(p.upTo, best.at+2*uint64(best.records))"},
	}},
	{"a broken array is closed", []edit{
		{readFile, "if err != nil {\n\t\t\treturn err\n\t\t}\n\t\tif err := array.Add", "if err != nil {\n\t\t\tbreak\n\t\t}\n\t\tif err := array.Add"},
	}},
	{"companies are searched by the contacts' time of change", []edit{
		{standardFile, "Modified: modified, Merged:", "Modified: modifiedContact, Merged:"},
	}},
	{"while the archive is remembered, deletions are told from the offset on only", []edit{
		{gravesFile, "return r.horizon.start.Add(-r.opts.Archives.interval)", "return r.horizon.start"},
	}},
	{"of what is remembered of the archive, only the pipe hears that has read it", []edit{
		{gravesFile, "for e := range r.opts.Archives.archivedIn(known, r.reports) {", "for e := range r.opts.Archives.archivedIn(known, func(time.Time) bool { return false }) {"},
	}},
	{"a part of the archive is remembered as if it were all", []edit{
		{archivesFile, "if !reading.whole {\n\t\t\tdelete(a.last, reading.object)", "if !reading.whole {\n\t\t\treading.close()"},
	}},
	{"what is remembered of the archive buries what was restored", []edit{
		{archiveFile, "if a.gone[i].at < alive.at {", "if a.gone[i].at > alive.at {"},
	}},
	{"of associations, only the first page is read", []edit{
		{linksFile, "case told.Next == \"\":", "case told.Next == \"\" || len(one.list) > 0:"},
	}},
	{"in a batch of associations that is partial, all records count as having none", []edit{
		{linkedFile, "switch reported := a.reported.explanation(); {", "if len(a.reported.errors) > 0 {\n\t\tclear(a.of)\n\t}\n\tswitch reported := a.reported.explanation(); {"},
	}},
	{"a record that a batch of associations leaves out has none", []edit{
		{linkedFile, "a.of[i].Absent = !accounted; !accounted && a.goesOn {", "a.of[i].Absent = false; !accounted && !a.goesOn && a.goesOn {"},
	}},
	{"tombstones come before live records", []edit{
		{sinceFile, `import "context"`, "import (\n\t\"context\"\n\t\"slices\"\n\n\t\"github.com/hubspot-to-sesam/testbed/connector/internal/sesam\"\n)"},
		{sinceFile, "\tfor page, err := range r.searchPages(ctx) {", "\tvar live []sesam.Entity\n\tfor page, err := range r.searchPages(ctx) {"},
		{sinceFile, "if !yield(entity, nil) {\n\t\t\t\treturn errStopped\n\t\t\t}", "entity.ID, entity.Record = slices.Clone(entity.ID), slices.Clone(entity.Record)\n\t\t\tlive = append(live, entity)"},
		{sinceFile, "r.complete = true", "for _, entity := range live {\n\t\tif !yield(entity, nil) {\n\t\t\treturn errStopped\n\t\t}\n\t}\n\tr.complete = true"},
	}},
}

// histories is how many random histories of contacts, and of every object, are played if the known ones let a mutant live.
const histories = "300"

func TestEveryMutantDies(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) { m.dies(t, "./e2e/convergence", "^TestKnownHistories", "^TestConvergence") })
	}
	for _, m := range writingMutants {
		t.Run(m.name, func(t *testing.T) { m.dies(t, "./e2e/writing", "^TestKnownHistories", "^TestConvergence") })
	}
	for _, m := range linkMutants {
		t.Run(m.name, func(t *testing.T) { m.dies(t, "./e2e/writing", "^TestLinksConverge") })
	}
}

// dies requires that one of the tests in a package fails, which are tried in their order.
func (m mutant) dies(t *testing.T, proof string, tests ...string) {
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	overlay := m.overlay(t, root)
	for _, name := range tests {
		test := exec.CommandContext(t.Context(), "go", "test", "-tags", "nomsgpack", "-overlay", overlay, "-timeout=30m",
			"-count=1", "-failfast", "-run", name, proof, "-rapid.checks="+histories, "-rapid.nofailfile")
		test.Dir = root
		output, err := test.CombinedOutput()
		switch {
		case err == nil:
			continue
		case !strings.Contains(string(output), "--- FAIL: Test"):
			t.Errorf("the test failed, but not because of a history:\n%s", output)
		default:
			t.Logf("died:\n%s", firstLines(string(output), 12))
		}
		return
	}
	t.Errorf("%s survived the known histories and %s random ones", m.name, histories)
}

// overlay writes the changed files, and returns the overlay file that makes the go
// command use them.
func (m mutant) overlay(t *testing.T, root string) string {
	t.Helper()
	dir := t.TempDir()
	replace := map[string]string{}
	for _, e := range m.edits {
		file := filepath.Join(root, "connector", filepath.FromSlash(e.file))
		changed, edited := replace[file]
		if !edited {
			changed = filepath.Join(dir, strings.ReplaceAll(e.file, "/", "-"))
		}
		source := read(t, file)
		if edited {
			source = read(t, changed)
		}
		if n := strings.Count(source, e.old); n != 1 {
			t.Fatalf("%s contains %q %d times, want once: update the mutant to match the code", e.file, e.old, n)
		}
		write(t, changed, strings.Replace(source, e.old, e.new, 1))
		replace[file] = changed
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	write(t, overlay, string(text))
	return overlay
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func firstLines(text string, n int) string {
	return strings.Join(strings.SplitN(text, "\n", n+1)[:min(n, strings.Count(text, "\n"))], "\n")
}
