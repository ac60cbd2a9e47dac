//go:build mutants

package mutants

const (
	batchFile  = "internal/push/batch.go"
	bisectFile = "internal/push/bisect.go"
	decideFile = "internal/push/decide.go"
	makeFile   = "internal/push/make.go"
	writeFile  = "internal/hubspot/write.go"
)

// writingMutants are those that break a promise about writing.
var writingMutants = []mutant{
	{"a creation without an answer is repeated without a look", []edit{
		{batchFile, "if targets, err = b.look(ctx, b.parted(targets)); err != nil {", "if err = nil; targets[0].tried != Created {\n\t\t\ttargets, err = b.look(ctx, b.parted(targets))\n\t\t}\n\t\tif err != nil {"},
	}},
	{"what is so already is written", []edit{
		{decideFile, "rest := b.definitions.differing(t.record.Values, values)", "rest := values"},
	}},
	{"the errors of a batch that is partial are dropped", []edit{
		{writeFile, "written[n].Refused, written[n].Elsewhere = p.mask.Text(failure.text()), failure.elsewhere()", "written[n].Done, written[n].ID = true, w.Key"},
	}},
	{"what an answer leaves out is taken for written", []edit{
		{makeFile, "case told.Refused.String() != \"\":", "case told.Refused.String() == \"\":\n\t\tsettleAll(w.of, w.as, w.target.id, \"\")\n\tdefault:"},
	}},
	{"a batch that is refused is not made in halves", []edit{
		{bisectFile, "case failed && failure.Rejected():\n", "case failed && failure.Rejected():\n\t\tfor _, w := range writes {\n\t\t\trefused(w, err.Error(), false)\n\t\t}\n\t\treturn nil\n\tcase failed && failure.Rejected() && writes == nil:\n"},
	}},
	{"conflicts are ignored", []edit{
		{decideFile, "if conflicts := b.definitions.conflicting(stored, basis, s.values); len(conflicts) > 0 {", "if conflicts := b.definitions.conflicting(stored, basis, s.values); len(conflicts) > 0 && s == nil {"},
	}},
	{"a deletion follows a merge", []edit{
		{decideFile, "case b.mergedAway(s, t.record):", "case b.mergedAway(s, t.record) && s == nil:"},
	}},
	{"a batch does not wait for another one of the same record", []edit{
		{batchFile, "for _, other := range before {", "for _, other := range before[:0] {"}, {batchFile, "if again {", "if again && b == nil {"},
	}},
	{"what an entity was found by is written", []edit{
		{decideFile, "if name == b.run.match && s.ID == \"\" && t.record != nil {", "if name == b.run.match && s == nil {"},
	}},
}
