package refusal

import (
	"fmt"
	"strings"
)

// NotAtLeast is the 400 for a query parameter of versions 1 and 2 that is no whole number, or a smaller one than least. The
// wording is ours.
func NotAtLeast(parameter, value string, least int) Refusal {
	return validation(fmt.Sprintf("Invalid value for query parameter %s: %s is not a whole number from %d up", parameter, quoted(value), least))
}

// NotOneOf is the 400 for a query parameter whose value is none of those that it can have. The wording is ours.
func NotOneOf(parameter, value string, options ...string) Refusal {
	return validation(fmt.Sprintf("Invalid value for query parameter %s: %s is none of %s", parameter, quoted(value), strings.Join(options, ", ")))
}

// BeyondReach is the 400 for a page of recently modified records that lies beyond those that can be reached.
func BeyondReach(most int) Refusal {
	return validation(fmt.Sprintf("Cannot fetch more than %d total records for this endpoint", most))
}
