package pump

import (
	"encoding/json"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// entityError is one entity that could not be transformed, or that no dataset can take.
type entityError struct {
	entity json.RawMessage // as the source gave it
	place  int             // counted from 1; 0 for one that had waited
	err    error
	// noted tells that the entity waits for another try, and the log says so.
	noted bool
}

func (e *entityError) Error() string {
	if e.place == 0 {
		return fmt.Sprintf("entity %s, tried again: %v", nameOf(e.entity), e.err)
	}
	return fmt.Sprintf("source entity %d: %v", e.place, e.err)
}

func (e *entityError) Unwrap() error { return e.err }

// longestName leaves room for what the log puts before it.
const longestName = dataset.MaxID - len(eventWriteError+":")

// nameOf is a source entity's _id, or stands for one that has none a dataset could take.
func nameOf(entity []byte) string {
	var named struct {
		ID any `json:"_id"`
	}
	if err := json.Unmarshal(entity, &named); err == nil {
		if id, ok := named.ID.(string); ok && id != "" && len(id) <= longestName {
			return id
		}
	}
	return "without-id:" + sumOf(entity)
}
