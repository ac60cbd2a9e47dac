package publish

import (
	"errors"
	"strings"
)

// placed is a fault somewhere inside an entity. Tags may lie thousands deep, so its text is made once, and not at each of
// them.
type placed struct {
	// tags are those around the fault, the innermost first.
	tags []string
	err  error
}

// shownTags is how many tags an error names.
const shownTags = 8

// Error begins with the outermost tags.
func (p *placed) Error() string {
	var text strings.Builder
	for i := range len(p.tags) {
		if i == shownTags {
			text.WriteString("…: ")
			break
		}
		text.WriteString(p.tags[len(p.tags)-1-i])
		text.WriteString(": ")
	}
	return text.String() + p.err.Error()
}

// Unwrap gives the fault without its place.
func (p *placed) Unwrap() error { return p.err }

// inside tells that a fault lies inside a tag.
func inside(tag string, err error) error {
	p, ok := errors.AsType[*placed](err)
	if !ok {
		p = &placed{err: err}
	}
	p.tags = append(p.tags, tag)
	return p
}
