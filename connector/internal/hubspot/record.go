package hubspot

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// Record is one contact: its bytes as they came, and the few fields the
// connector needs, which borrow them. A field that is absent, null or empty
// is nil.
type Record struct {
	Raw          []byte // the whole JSON object
	ID           []byte // digits
	UpdatedAt    []byte
	ArchivedAt   []byte
	Archived     bool
	LastModified []byte // properties.lastmodifieddate
	Merged       []byte // properties.hs_merged_object_ids, ids apart by semicolons

	// Raw[MergedHead:MergedTail] is the member hs_merged_object_ids together
	// with the comma that goes with it; equal offsets mean it is not there.
	MergedHead, MergedTail int
}

// MergedProperty names the ids that were merged into a record.
const MergedProperty = "hs_merged_object_ids"

// decode reads the record that follows in body.
func (r *Record) decode(dec *jsontext.Decoder, body []byte) error {
	if dec.PeekKind() != '{' {
		if err := dec.SkipValue(); err != nil {
			return err
		}
		return contractError("results holds something that is not an object")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	start := int(dec.InputOffset()) - 1
	err := eachMember(dec, func(name []byte, _ int) error { return r.member(dec, body, start, name) })
	if err != nil {
		return err
	}
	if len(r.ID) == 0 {
		return contractError("a record has no id made of digits")
	}
	r.Raw = body[start:dec.InputOffset()]
	if len(r.Raw) > maxRecord {
		return contractError("record %s is larger than %d bytes", r.ID, maxRecord)
	}
	return nil
}

func (r *Record) member(dec *jsontext.Decoder, body []byte, start int, name []byte) error {
	switch string(name) {
	case "id":
		return field(dec, body, &r.ID, digits)
	case "updatedAt":
		return field(dec, body, &r.UpdatedAt, plain)
	case "archivedAt":
		return field(dec, body, &r.ArchivedAt, plain)
	case "archived":
		r.Archived = dec.PeekKind() == 't'
	case "properties":
		if dec.PeekKind() == '{' {
			return r.properties(dec, body, start)
		}
	case "_id", "_updated", "_deleted":
		// It would come after ours in the entity and win.
		return contractError("a record has a member %s, which means something else to Sesam", name)
	}
	return dec.SkipValue()
}

func (r *Record) properties(dec *jsontext.Decoder, body []byte, start int) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	first := true
	previous := 0 // end of the member before
	return eachMember(dec, func(name []byte, begin int) error {
		var err error
		switch string(name) {
		case "lastmodifieddate":
			err = field(dec, body, &r.LastModified, plain)
		case MergedProperty:
			err = field(dec, body, &r.Merged, plain)
			end := int(dec.InputOffset())
			if first {
				r.MergedHead, r.MergedTail = begin-start, afterComma(body, end)-start
			} else {
				r.MergedHead, r.MergedTail = previous-start, end-start
			}
		default:
			err = dec.SkipValue()
		}
		first, previous = false, int(dec.InputOffset())
		return err
	})
}

// afterComma is the offset behind the comma at i or later, or i where the
// object ends.
func afterComma(body []byte, i int) int {
	for j := i; j < len(body); j++ {
		switch body[j] {
		case ',':
			return j + 1
		case '}':
			return i
		}
	}
	return i
}

// field stores the string that follows, without its quotes, if it suits.
func field(dec *jsontext.Decoder, body []byte, to *[]byte, suits func([]byte) bool) error {
	raw, err := dec.ReadValue()
	if err != nil || raw.Kind() != '"' {
		return err
	}
	end := int(dec.InputOffset())
	value := body[end-len(raw)+1 : end-1]
	if bytes.IndexByte(value, '\\') >= 0 {
		value = inner(raw)
	}
	if suits(value) {
		*to = value
	}
	return nil
}

func plain(value []byte) bool { return len(value) > 0 }

func digits(value []byte) bool {
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(value) > 0
}
