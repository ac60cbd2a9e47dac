package sesam

import (
	"fmt"
	"time"
)

// Entity is one element of the array that a pipe reads. Its byte slices are borrowed: they are valid until the next entity
// is requested.
type Entity struct {
	ID      []byte    // HubSpot's ID, or what identifies the entity: visible ASCII without quotes and backslashes
	Updated time.Time // what the node stores as its offset
	Deleted bool      // a tombstone: only ID and Updated are used

	// Record is HubSpot's own JSON object. Record[Head:Tail] is left out; equal offsets leave out nothing.
	Record     []byte
	Head, Tail int

	// Associations is the value of a member associations, which the record does not have; nil for none.
	Associations []byte
}

// AppendEntity appends e as JSON to dst: HubSpot's record byte for byte, with _id, _updated and associations in front. If
// offset is false, _updated is left out, so that the answer can never move a pipe's offset.
func AppendEntity(dst []byte, e Entity, offset bool) ([]byte, error) {
	dst, rest, err := appendHead(dst, e, offset)
	if err != nil {
		return dst, err
	}
	for _, part := range rest {
		dst = append(dst, part...)
	}
	return dst, nil
}

// parts are what is left to append of an entity: its associations, a comma or the end, and the parts of the record that are
// shown.
type parts [4][]byte

var comma, brace = []byte(","), []byte("}")

// appendHead appends what comes before the associations and the record's own members, and returns what is left to append.
func appendHead(dst []byte, e Entity, offset bool) (head []byte, rest parts, err error) {
	if !isPlain(e.ID) {
		return dst, rest, fmt.Errorf("id %s must be a text that JSON shows as it is", quoteShort(string(e.ID)))
	}
	dst = append(append(append(dst, `{"_id":"`...), e.ID...), '"')
	if e.Deleted {
		dst = append(dst, `,"_deleted":true`...)
	}
	if offset {
		dst = append(AppendTime(append(dst, `,"_updated":"`...), e.Updated), '"')
	}
	if e.Deleted {
		return append(append(append(dst, `,"id":"`...), e.ID...), `"}`...), rest, nil
	}
	n := len(e.Record)
	if n < 2 || e.Record[0] != '{' || e.Record[n-1] != '}' || e.Head < 0 || e.Head > e.Tail || e.Tail > n {
		return dst, rest, fmt.Errorf("record %s is not a JSON object", e.ID)
	}
	if e.Associations != nil {
		dst, rest[0] = append(dst, `,"associations":`...), e.Associations
	}
	switch rest[1] = comma; {
	case isBlank(e.Record[1 : n-1]):
		rest[1] = brace
	case e.Head == e.Tail:
		rest[2] = e.Record[1:]
	default:
		rest[2], rest[3] = e.Record[1:e.Head], e.Record[e.Tail:]
	}
	return dst, rest, nil
}

// isPlain reports whether id can be written into a JSON string as it is.
func isPlain(id []byte) bool {
	for _, c := range id {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return len(id) > 0
}

func isBlank(s []byte) bool {
	for _, c := range s {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}
