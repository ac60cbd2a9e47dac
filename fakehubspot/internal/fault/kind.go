package fault

import (
	"maps"
	"slices"
)

// kind is one way to break an answer.
type kind struct {
	// parameters are the parameters of a Fault that it takes, as JSON names them.
	parameters []string
	// last is set if it answers by itself, so that no later fault strikes the same request.
	last bool
	// strike answers one request. It returns false if it found nothing to break, which then does not count as a strike.
	strike func(*call) bool
}

// kinds are all kinds of fault.
var kinds = map[string]kind{
	"status":        {parameters: []string{"status", "variant", "retryAfter"}, last: true, strike: strikeStatus},
	"html":          {last: true, strike: strikeHTML},
	"delay":         {parameters: []string{"delay"}, strike: strikeDelay},
	"hang":          {parameters: []string{"afterBytes"}, strike: strikeHang},
	"trickle":       {parameters: []string{"delay", "chunk"}, strike: strikeTrickle},
	"cut":           {parameters: []string{"afterBytes"}, strike: strikeCut},
	"reset":         {parameters: []string{"afterBytes"}, strike: strikeReset},
	"lost":          {parameters: []string{"loss", "status", "variant", "retryAfter", "afterBytes"}, strike: strikeLost},
	"length":        {parameters: []string{"delta"}, strike: strikeLength},
	"malformed":     {parameters: []string{"afterBytes"}, strike: strikeMalformed},
	"repeat-cursor": {strike: strikeRepeatCursor},
	"empty-page":    {strike: strikeEmptyPage},
	"duplicate-row": {parameters: []string{"row"}, strike: strikeDuplicateRow},
	"missing-row":   {parameters: []string{"row"}, strike: strikeMissingRow},
}

// Kinds returns the names of all kinds of fault, sorted.
func Kinds() []string {
	return slices.Sorted(maps.Keys(kinds))
}
