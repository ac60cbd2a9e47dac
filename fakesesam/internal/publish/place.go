package publish

import (
	"errors"
	"strings"
)

// placed is an error somewhere inside an entity. Tags may be nested thousands deep, so its text is built once, not at each
// of them.
type placed struct {
	// tags are those around the error, the innermost first.
	tags []string
	err  error
}

// shownTags is the number of tags that an error names.
const shownTags = 8

// Error returns the outermost tags and the error.
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

// Unwrap returns the error without its place.
func (p *placed) Unwrap() error { return p.err }

// inside returns an error that is inside a tag.
func inside(tag string, err error) error {
	p, ok := errors.AsType[*placed](err)
	if !ok {
		p = &placed{err: err}
	}
	p.tags = append(p.tags, tag)
	return p
}
