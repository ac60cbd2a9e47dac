package fault

import (
	"maps"
	"slices"
)

// kind is one way to break an answer.
type kind struct {
	// parameters are the fields of a Fault that have a meaning for it.
	parameters []string
	// last is set when it answers by itself: no fault behind it strikes the same
	// request.
	last bool
	// strike answers one request. It reports false when it found nothing to
	// break; the fault is then not a strike poorer.
	strike func(*call) bool
}

// kinds is the list of all faults there are.
var kinds = map[string]kind{
	"status":        {parameters: []string{"status", "variant", "retryAfter"}, last: true, strike: strikeStatus},
	"html":          {last: true, strike: strikeHTML},
	"delay":         {parameters: []string{"delay"}, strike: strikeDelay},
	"hang":          {parameters: []string{"afterBytes"}, strike: strikeHang},
	"trickle":       {parameters: []string{"delay", "chunk"}, strike: strikeTrickle},
	"cut":           {parameters: []string{"afterBytes"}, strike: strikeCut},
	"reset":         {parameters: []string{"afterBytes"}, strike: strikeReset},
	"length":        {parameters: []string{"delta"}, strike: strikeLength},
	"malformed":     {parameters: []string{"afterBytes"}, strike: strikeMalformed},
	"repeat-cursor": {strike: strikeRepeatCursor},
	"empty-page":    {strike: strikeEmptyPage},
	"duplicate-row": {parameters: []string{"row"}, strike: strikeDuplicateRow},
	"missing-row":   {parameters: []string{"row"}, strike: strikeMissingRow},
}

// Kinds names all kinds of fault, sorted.
func Kinds() []string {
	return slices.Sorted(maps.Keys(kinds))
}
