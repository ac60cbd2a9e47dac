package fault

import (
	"maps"
	"slices"
)

// kind is one way to break an answer.
type kind struct {
	// text says in a sentence what it does.
	text string
	// parameters are the parameters of a Fault that it takes, as JSON names them.
	parameters []string
	// last is set if it answers by itself, so that no later fault strikes the same request.
	last bool
	// strike answers one request. It returns false if it found nothing to break, which then does not count as a strike.
	strike func(*call) bool
}

// kinds are all kinds of fault.
var kinds = map[string]kind{
	"status": {
		text:       "Answers as HubSpot does with an error status; nothing is read or written.",
		parameters: []string{"status", "variant", "retryAfter"}, last: true, strike: strikeStatus,
	},
	"html": {
		text: "Answers 200 with an HTML page, as a proxy or a captive portal does.",
		last: true, strike: strikeHTML,
	},
	"delay": {
		text:       "Waits, then lets the call go on.",
		parameters: []string{"delay"}, strike: strikeDelay,
	},
	"hang": {
		text:       "Stops answering until the fault is removed or the client gives up.",
		parameters: []string{"afterBytes"}, strike: strikeHang,
	},
	"trickle": {
		text:       "Sends the whole answer a few bytes at a time, with pauses.",
		parameters: []string{"delay", "chunk"}, strike: strikeTrickle,
	},
	"cut": {
		text:       "Closes the connection within the body of the answer.",
		parameters: []string{"afterBytes"}, strike: strikeCut,
	},
	"reset": {
		text:       "Resets the connection (RST) within the body, as a crashed peer does.",
		parameters: []string{"afterBytes"}, strike: strikeReset,
	},
	"lost": {
		text:       "Lets a write be done, then loses its answer. Reads and refused writes pass.",
		parameters: []string{"loss", "status", "variant", "retryAfter", "afterBytes"}, strike: strikeLost,
	},
	"length": {
		text:       "Sends a Content-Length that is wrong.",
		parameters: []string{"delta"}, strike: strikeLength,
	},
	"malformed": {
		text:       "Ends the body with text that makes it invalid JSON.",
		parameters: []string{"afterBytes"}, strike: strikeMalformed,
	},
	"repeat-cursor": {
		text:   "Makes a page point back at itself: its next cursor is the one of the call.",
		strike: strikeRepeatCursor,
	},
	"empty-page": {
		text:   "Sends a page without results that says there are more.",
		strike: strikeEmptyPage,
	},
	"duplicate-row": {
		text:       "Sends one result of a page twice.",
		parameters: []string{"row"}, strike: strikeDuplicateRow,
	},
	"missing-row": {
		text:       "Leaves one result of a page out.",
		parameters: []string{"row"}, strike: strikeMissingRow,
	},
}

// Kind describes a kind of fault.
type Kind struct {
	// Name identifies the kind; Text says in a sentence what it does.
	Name, Text string
	// Parameters are the parameters of a fault that it takes, as JSON names them.
	Parameters []string
}

// Describe returns what there is to know about a kind; ok is false if there is no such kind.
func Describe(name string) (description Kind, ok bool) {
	one, ok := kinds[name]
	return Kind{Name: name, Text: one.text, Parameters: one.parameters}, ok
}

// Kinds returns the names of all kinds of fault, sorted.
func Kinds() []string {
	return slices.Sorted(maps.Keys(kinds))
}
