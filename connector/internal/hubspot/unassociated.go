package hubspot

import (
	"bytes"
	"slices"
	"strings"
)

// HubSpot reports a record without associations as an error of its part of the batch.
const (
	categoryNotFound = "OBJECT_NOT_FOUND"
	noAssociations   = "NO_ASSOCIATIONS_FOUND" // the end of the subcategory
)

// none reads the errors of an answer, which begin where w is, and notes which records have no associations and which HubSpot
// does not know. It reports false if anything else is among them, or an error names no record of the batch, or one twice.
func (a *associations) none(w *walk) bool {
	all := true
	for more := w.openArray(); more; more = w.nextElement() {
		all = a.noneOf(w) && all
	}
	return all
}

// noneOf reads one error.
func (a *associations) noneOf(w *walk) bool {
	if w.kind() != '{' {
		w.value()
		return false
	}
	var category, subCategory []byte
	var ids []uint64
	for more := w.open(); more; more = w.next() {
		switch string(w.name()) {
		case "category":
			category = w.str()
		case "subCategory":
			subCategory = w.str()
		case "context":
			ids = append(ids, w.contextIDs()...)
		default:
			w.value()
		}
	}
	if string(category) != categoryNotFound || len(ids) == 0 {
		return false
	}
	for _, id := range ids {
		i, err := a.account(id)
		if err != nil {
			return false
		}
		a.of[i].Unknown = !bytes.HasSuffix(subCategory, []byte(noAssociations))
	}
	return true
}

// contextIDs reads the IDs that the context of an error names.
func (w *walk) contextIDs() (ids []uint64) {
	if w.kind() != '{' {
		w.value()
		return nil
	}
	for more := w.open(); more; more = w.next() {
		name := string(w.name())
		switch isList := w.kind() == '['; {
		case isList && (name == "fromObjectId" || name == "ids" || name == "id"):
			for more := w.openArray(); more; more = w.nextElement() {
				ids = append(ids, w.id())
			}
		case name == "fromObjectId":
			ids = append(ids, w.id())
		default:
			w.value()
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids) // two members may name the same record
}

// isComplete reports whether the status of a batch is that of a complete one.
func isComplete(status string) bool { return strings.EqualFold(status, "COMPLETE") }
