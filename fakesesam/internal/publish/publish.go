// Package publish writes entities in the formats of a pipe's publisher: CSV and XML.
//
// Entities are those of encoding/json with UseNumber: map[string]any, with values nil, bool, string, json.Number, []any
// and map[string]any. Typed strings have their transit prefix ("~t2026-01-01T00:00:00Z").
package publish

// Format writes entities one after another: what stands before them, each of them, what stands behind them. It keeps
// nothing between two calls, so many answers may be written with one Format at once.
type Format interface {
	// ContentType is the media type of the whole.
	ContentType() string
	AppendBegin(dst []byte) []byte
	// AppendEntity appends one entity. On an error, which names the entity by its _id and quotes no value of it, what
	// was appended of it must not be used.
	AppendEntity(dst []byte, entity map[string]any) ([]byte, error)
	AppendEnd(dst []byte) []byte
}

// byteOrderMark is U+FEFF in UTF-8. Some spreadsheets take text without it for something else than UTF-8.
const byteOrderMark = "\xef\xbb\xbf"
