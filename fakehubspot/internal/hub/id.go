package hub

import (
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

// MaxID is the largest ID that a record can be given: the largest whole number that every JSON client reads exactly. Far
// more than enough of the 64 bits are left above it for the records that come after.
const MaxID = 1<<53 - 1

// ParseID reads an ID as HubSpot writes it: a decimal number without sign or zeros before it.
func ParseID(what, text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(id, 10) != text || id < 1 || id > MaxID {
		return 0, fmt.Errorf("%s must be a positive integer up to %d, got %q", what, MaxID, cut(text))
	}
	return id, nil
}

// errNoIDs is the error of a selection without records.
func errNoIDs(t *object.Type) error { return fmt.Errorf("ids must name at least one %s", t.Singular) }

// ParseIDs reads the IDs of a selection of records, which names at least one and none twice.
func ParseIDs(t *object.Type, texts []string) ([]int64, error) {
	if len(texts) == 0 {
		return nil, errNoIDs(t)
	}
	ids := make([]int64, len(texts))
	at := make(map[int64]int, len(texts))
	for i, text := range texts {
		id, err := ParseID(fmt.Sprintf("ids[%d]", i), text)
		if err != nil {
			return nil, err
		}
		if first, twice := at[id]; twice {
			return nil, fmt.Errorf("ids[%d] repeats ids[%d]: %d", i, first, id)
		}
		ids[i], at[id] = id, i
	}
	return ids, nil
}

// cut shortens what a caller sent to a length that fits into a sentence.
func cut(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}
