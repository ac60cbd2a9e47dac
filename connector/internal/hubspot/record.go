package hubspot

import "github.com/hubspot-to-sesam/testbed/connector/internal/said"

// Record is one record: its bytes as they were received, and the few fields the connector needs, which borrow them. A
// field that is absent, null or empty is nil.
type Record struct {
	Raw        []byte // the whole JSON object
	ID         []byte // digits
	UpdatedAt  []byte
	ArchivedAt []byte
	Archived   bool
	Modified   []byte // value of Object.Modified
	Associated bool   // there is a member associations, which nobody asks a list or a search for
	Merged     []byte // value of Object.Merged: IDs separated by semicolons

	// Raw[MergedHead:MergedTail] is the member Object.Merged of the properties together with the comma that belongs to
	// it. Equal offsets mean that it is absent.
	MergedHead, MergedTail int
}

// The members of a record that matter, one bit each.
const (
	memberID known = 1 << iota
	memberProperties
	memberArchived
	memberArchivedAt
	memberUpdatedAt
)

// decode reads the record that follows.
func (r *Record) decode(w *walk, object *Object, mask *said.Mask) error {
	if w.kind() != '{' {
		w.value()
		return contractError(said.Words("an entry of results is not an object"))
	}
	start := w.at
	if err := r.locate(w, object, mask); err != nil {
		return err
	}
	r.Raw = w.text[start:w.at:w.at]
	r.MergedHead -= start
	r.MergedTail -= start
	if len(r.ID) == 0 {
		return contractError(said.Words("a record has no ID made of %s", idCharacters(object)))
	}
	if len(r.Raw) > maxRecord {
		return contractError(said.Words("record %s is larger than %s", mask.Text(string(r.ID)), said.Bytes(maxRecord)))
	}
	return nil
}

// locate goes over the record. MergedHead and MergedTail become offsets in the whole answer.
func (r *Record) locate(w *walk, object *Object, mask *said.Mask) error {
	var seen known
	r.MergedHead, r.MergedTail = w.at, w.at
	for more := w.open(); more; more = w.next() {
		name := w.name()
		member, err := r.member(w, name, object)
		if err != nil {
			return err
		}
		if seen.again(member) {
			return contractError(said.Words("a record has two members %s", mask.Text(string(name))))
		}
	}
	return nil
}

// member reads the value of one member. It returns the member, none if it does not matter.
func (r *Record) member(w *walk, name []byte, object *Object) (known, error) {
	switch string(name) {
	case "id":
		if text := w.str(); isDigits(text) || object.TextIDs && isPlain(text) {
			r.ID = text
		}
		return memberID, nil
	case "updatedAt":
		setText(&r.UpdatedAt, w.str())
		return memberUpdatedAt, nil
	case "archivedAt":
		setText(&r.ArchivedAt, w.str())
		return memberArchivedAt, nil
	case "archived":
		r.Archived = w.kind() == 't'
		w.value()
		return memberArchived, nil
	case "properties":
		if w.kind() == '{' {
			return memberProperties, r.properties(w, object)
		}
		w.value()
		return memberProperties, nil
	case "associations":
		r.Associated = true
		w.value()
		return 0, nil
	case "_id", "_updated", "_deleted":
		// It would follow the connector's own member in the entity and replace it.
		return 0, contractError(said.Words("a record has a member _id, _updated or _deleted, which has another meaning in Sesam"))
	default:
		w.value()
		return 0, nil
	}
}

// maxMerged is how long a list of merged IDs may be. HubSpot allows 250 of them.
const maxMerged = 64 << 10

// properties reads the object of the properties.
func (r *Record) properties(w *walk, object *Object) error {
	previous := -1 // end of the previous member
	for more := w.open(); more; more = w.next() {
		begin := w.at
		switch name := w.name(); string(name) {
		case object.Modified:
			setText(&r.Modified, w.str())
		case object.Merged:
			setText(&r.Merged, w.str())
			if len(r.Merged) > maxMerged {
				return contractError(said.Words("the list of IDs merged into a record is longer than %s bytes", said.Number(maxMerged)))
			}
			if previous < 0 {
				r.MergedHead, r.MergedTail = begin, w.afterComma()
			} else {
				r.MergedHead, r.MergedTail = previous, w.at
			}
		default:
			w.value()
		}
		previous = w.at
	}
	return nil
}

// setText sets to to text unless that is empty.
func setText(to *[]byte, text []byte) {
	if len(text) > 0 {
		*to = text
	}
}

// idCharacters is what the IDs of the object type are made of.
func idCharacters(object *Object) said.Text {
	if object.TextIDs {
		return said.Words("visible ASCII characters")
	}
	return said.Words("digits")
}

// isPlain reports whether a text can be an ID that is shown as it is, in JSON too.
func isPlain(value []byte) bool {
	for _, c := range value {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return len(value) > 0
}

func isDigits(value []byte) bool {
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(value) > 0
}

// Changed is when a live record was last changed, or when an archived one was archived.
func (r *Record) Changed(archived bool) []byte {
	if archived {
		return r.ArchivedAt
	}
	return r.Modified
}
