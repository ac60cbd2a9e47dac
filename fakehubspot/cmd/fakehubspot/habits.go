package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// habits are the library's options for what no source settles, by the names that --habits takes.
var habits = map[string]fakehubspot.Option{
	"archiving-modifies":  fakehubspot.ArchivingModifies(),
	"merged-are-archived": fakehubspot.MergedAreArchived(),
	"archived-lag":        fakehubspot.ArchivedLag(),
	"ids-as-text":         fakehubspot.IDsAsText(),
	"epoch-fails":         fakehubspot.EpochFails(),
}

func habitNames() string {
	return strings.Join(slices.Sorted(maps.Keys(habits)), ", ")
}

// parseHabits reads names parted by commas.
func parseHabits(text string) ([]fakehubspot.Option, error) {
	var options []fakehubspot.Option
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		option, known := habits[name]
		if !known {
			return nil, fmt.Errorf("habits: %q is unknown, want one or more of %s", name, habitNames())
		}
		options = append(options, option)
	}
	return options, nil
}
