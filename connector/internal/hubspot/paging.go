package hubspot

import "github.com/hubspot-to-sesam/testbed/connector/internal/said"

// maxCursor is how many bytes the cursor of a next page may have.
const maxCursor = 4 << 10

// The objects in which the cursor is, as errors call them.
var paging, pagingNext = said.Words("paging"), said.Words("paging.next")

// paging reads {"next":{"after":"…"}}. Null on either level means that this is the last page.
func (w *walk) paging() (cursor string, hasNext bool, err error) {
	more, err := w.openOrNull(paging)
	for ; more; more = w.next() {
		if string(w.name()) != "next" {
			w.value()
		} else if cursor, hasNext, err = w.pagingNext(); err != nil {
			return "", false, err
		}
	}
	return cursor, hasNext, err
}

// pagingNext reads {"after":"…"}, or null.
func (w *walk) pagingNext() (cursor string, hasNext bool, err error) {
	last := w.kind() == 'n'
	more, err := w.openOrNull(pagingNext)
	for ; more; more = w.next() {
		name := w.name()
		value := w.value()
		if string(name) != "after" {
			continue
		}
		if len(value) > maxCursor {
			return "", false, contractError(said.Words("the cursor of the next page is longer than %s bytes", said.Number(maxCursor)))
		}
		cursor = text(value)
	}
	if err != nil || last {
		return "", false, err
	}
	if cursor == "" {
		return "", false, contractError(said.Words("paging.next has no after"))
	}
	return cursor, true, nil
}
