// Package publish writes entities as CSV and XML, for the publishers of pipes.
//
// Entities are those of encoding/json with UseNumber: map[string]any, with values nil, bool, string, json.Number, []any
// and map[string]any. Typed strings have a transit prefix ("~t2026-01-01T00:00:00Z").
package publish

// Format writes entities one after another: what comes before them, each of them, what comes after them. It keeps no state
// between calls, so one Format may write many responses concurrently.
type Format interface {
	// ContentType returns the media type.
	ContentType() string
	AppendBegin(dst []byte) []byte
	// AppendEntity appends one entity. After an error, what it has appended must not be used. The error names the entity by
	// its _id and quotes none of its values.
	AppendEntity(dst []byte, entity map[string]any) ([]byte, error)
	AppendEnd(dst []byte) []byte
}

// byteOrderMark is U+FEFF in UTF-8. Without it, some spreadsheets assume another encoding than UTF-8.
const byteOrderMark = "\xef\xbb\xbf"
