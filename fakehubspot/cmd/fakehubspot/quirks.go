package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// quirks are the library's options for behaviour that sources disagree about, by the names that --quirks takes.
var quirks = map[string]fakehubspot.Option{
	"archiving-modifies":          fakehubspot.ArchivingModifies(),
	"merged-are-archived":         fakehubspot.MergedAreArchived(),
	"equal-writes-modify":         fakehubspot.EqualWritesModify(),
	"normalizes-values":           fakehubspot.NormalizesValues(),
	"stages-go-forward":           fakehubspot.StagesGoForward(),
	"trace-ids-in-results":        fakehubspot.TraceIDsInResults(),
	"unordered-results":           fakehubspot.UnorderedResults(),
	"upsert-conflicts-refuse-all": fakehubspot.UpsertConflictsRefuseAll(),
	"refused-upserts-write":       fakehubspot.RefusedUpsertsWrite(),
	"archived-lag":                fakehubspot.ArchivedLag(),
	"ids-follow-creation":         fakehubspot.IDsFollowCreation(),
	"ids-as-text":                 fakehubspot.IDsAsText(),
	"touched-after-creation":      fakehubspot.TouchedAfterCreation(),
	"epoch-fails":                 fakehubspot.EpochFails(),
}

func quirkNames() string {
	return strings.Join(slices.Sorted(maps.Keys(quirks)), ", ")
}

// parseQuirks reads comma-separated names.
func parseQuirks(text string) ([]fakehubspot.Option, error) {
	var options []fakehubspot.Option
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		option, known := quirks[name]
		if !known {
			return nil, fmt.Errorf("quirks: %q is unknown; use one or more of %s", name, quirkNames())
		}
		options = append(options, option)
	}
	return options, nil
}
