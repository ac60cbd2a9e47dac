package ui

import (
	"regexp"
	"strings"
)

// timestamp matches a time as sources and connectors write it, such as 2026-11-29T09:44:19.458Z: its date and the rest.
var timestamp = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)$`)

// timeParts returns the parts of a time that is shown in a narrow column: a line may end between them, but not at the hyphens. For
// another text it returns nil.
func timeParts(text string) []string {
	match := timestamp.FindStringSubmatch(text)
	if match == nil {
		return nil
	}
	return match[1:]
}

// mostBroken is the length in bytes of the longest text in which breaks looks for places.
const mostBroken = 400

// breaks returns the pieces of a text between which a line is best ended: after the signs that divide addresses and names. A long
// word is otherwise broken wherever the line ends, such as before its last letter.
func breaks(text string) []string {
	if len(text) > mostBroken {
		return []string{text}
	}
	var out []string
	for {
		end := strings.IndexAny(text, "@._/:") + 1
		if end == 0 || end == len(text) {
			return append(out, text)
		}
		out, text = append(out, text[:end]), text[end:]
	}
}
