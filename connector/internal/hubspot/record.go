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
	Merged     []byte // value of Object.Merged: IDs separated by semicolons

	// Raw[MergedHead:MergedTail] is the member Object.Merged of the properties together with the comma that belongs to
	// it. Equal offsets mean that it is absent.
	MergedHead, MergedTail int
}

// recordMembers are the members of a record that matter.
var recordMembers = []string{"id", "properties", "archived", "archivedAt", "updatedAt"}

// decode reads the record that follows.
func (r *Record) decode(s scanner, object *Object, mask *said.Mask) error {
	if s.dec.PeekKind() != '{' {
		if err := s.dec.SkipValue(); err != nil {
			return err
		}
		return contractError(said.Words("an entry of results is not an object"))
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	start := s.offset() - 1
	var seen known
	err := s.members(func(name []byte, _ int) error {
		if seen.again(name, recordMembers) {
			return contractError(said.Words("a record has two members %s", mask.Text(string(name))))
		}
		return r.member(s, object, start, name)
	})
	if err != nil {
		return err
	}
	if len(r.ID) == 0 {
		return contractError(said.Words("a record has no ID made of digits"))
	}
	r.Raw = s.body[start:s.offset()]
	if len(r.Raw) > maxRecord {
		return contractError(said.Words("record %s is larger than %s", mask.Text(string(r.ID)), said.Bytes(maxRecord)))
	}
	return nil
}

func (r *Record) member(s scanner, object *Object, start int, name []byte) error {
	switch string(name) {
	case "id":
		return s.str(&r.ID, isDigits)
	case "updatedAt":
		return s.str(&r.UpdatedAt, isNotEmpty)
	case "archivedAt":
		return s.str(&r.ArchivedAt, isNotEmpty)
	case "archived":
		r.Archived = s.dec.PeekKind() == 't'
	case "properties":
		if s.dec.PeekKind() == '{' {
			return r.properties(s, object, start)
		}
	case "_id", "_updated", "_deleted":
		// It would follow the connector's own member in the entity and replace it.
		return contractError(said.Words("a record has a member _id, _updated or _deleted, which has another meaning in Sesam"))
	}
	return s.dec.SkipValue()
}

// maxMerged is how long a list of merged IDs may be. HubSpot allows 250 of them.
const maxMerged = 64 << 10

func (r *Record) properties(s scanner, object *Object, start int) error {
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	first := true
	previous := 0 // end of the previous member
	return s.members(func(name []byte, begin int) error {
		var err error
		switch string(name) {
		case object.Modified:
			err = s.str(&r.Modified, isNotEmpty)
		case object.Merged:
			err = s.str(&r.Merged, isNotEmpty)
			if len(r.Merged) > maxMerged {
				return contractError(said.Words("the list of IDs merged into a record is longer than %s bytes", said.Number(maxMerged)))
			}
			end := s.offset()
			if first {
				r.MergedHead, r.MergedTail = begin-start, s.commaAfter(end)-start
			} else {
				r.MergedHead, r.MergedTail = previous-start, end-start
			}
		default:
			err = s.dec.SkipValue()
		}
		first, previous = false, s.offset()
		return err
	})
}

func isNotEmpty(value []byte) bool { return len(value) > 0 }

func isDigits(value []byte) bool {
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(value) > 0
}
