//go:build mutants

package mutants

const (
	linkWriteFile  = "internal/push/linkwrite.go"
	linkFollowFile = "internal/push/linkfollow.go"
	linkCallFile   = "internal/hubspot/linkwrite.go"
)

// linkMutants are those that break a promise about writing associations.
var linkMutants = []mutant{
	{"an association that is there is written again", []edit{
		{linkWriteFile, "slices.ContainsFunc(present, isPlainLink), len(l.named) > 0", "slices.ContainsFunc(present, isPlainLink) && w == nil, len(l.named) > 0"},
	}},
	{"a write of associations without an answer is believed", []edit{
		{linkWriteFile, "return bisect(writes, func(some []linkWrite) error {", "_ = bisect(writes, func(some []linkWrite) error {"},
		{linkWriteFile, "w.of.tried = w.as\n\t})", "w.of.settle(w.as, \"\")\n\t})\n\treturn nil"},
	}},
	{"what HubSpot refuses of several associations is taken for written", []edit{
		{linkCallFile, "written[n].Refused = s.client.mask.Text(failure.Message)", "written[n].Done = true"},
	}},
	{"labels that an association has are not named again", []edit{
		{linkWriteFile, "slices.Concat(missing, present), len(missing)", "missing, len(missing)"},
	}},
	{"types are named to an ID that was merged away", []edit{
		{linkFollowFile, "w.as == Created && !w.of.found", "w.as == Created && !w.of.found && ctx == nil"},
	}},
	{"several associations of the same records are written at once", []edit{
		{linkWriteFile, "if waiting[l.pair()] || l.deleted && making", "if l.deleted && making"},
	}},
}
