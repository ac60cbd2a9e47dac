package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxID is the longest _id that can be stored, in bytes.
const MaxID = 32 << 10

// Entity is one entity as a sink takes it.
type Entity struct {
	// ID is the entity's _id.
	ID string
	// Deleted tells that the entity is gone.
	Deleted bool
	// Members are the entity's properties without those that begin with an underscore: canonical JSON object members,
	// sorted by key, without the braces around them; `"a":1,"b":"x"`.
	Members []byte
}

// Hash stands for the content of an entity: equal content, equal hash.
func (e *Entity) Hash() [16]byte {
	head := make([]byte, 0, len(e.ID)+2+len(e.Members))
	head = append(head, e.ID...)
	// A zero byte cannot be in JSON members, so id and members cannot be mistaken for each other.
	head = append(head, 0, flagsOf(e.Deleted))
	sum := sha256.Sum256(append(head, e.Members...))
	return [16]byte(sum[:16])
}

// AppendJSON appends the entity as a JSON object that has, beside its own properties, one more of the given JSON.
func (e *Entity) AppendJSON(dst []byte, key string, value []byte) []byte {
	dst = append(dst, `{"_id":`...)
	dst = appendString(dst, e.ID)
	dst = append(dst, `,"_deleted":`...)
	dst = strconv.AppendBool(dst, e.Deleted)
	dst = append(dst, ',')
	dst = appendString(dst, key)
	dst = append(dst, ':')
	dst = append(dst, value...)
	if len(e.Members) > 0 {
		dst = append(dst, ',')
		dst = append(dst, e.Members...)
	}
	return append(dst, '}')
}

// FromMap takes an entity from decoded JSON (values as encoding/json with UseNumber gives them). _id must be text that
// is not empty and _deleted, when given, true or false; other properties that begin with an underscore are left out.
func FromMap(m map[string]any) (Entity, error) {
	id, err := checkID(m["_id"])
	if err != nil {
		return Entity{}, err
	}
	e := Entity{ID: id}
	if deleted, there := m["_deleted"]; there && deleted != nil {
		if e.Deleted, there = deleted.(bool); !there {
			return Entity{}, fmt.Errorf("entity %q: _deleted must be true or false", id)
		}
	}
	stored := make(map[string]any, len(m))
	for k, v := range m {
		if k == "" || k[0] != '_' {
			stored[k] = v
		}
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(stored); err != nil {
		return Entity{}, fmt.Errorf("entity %q: %w", id, err)
	}
	body, err := Canonical(bytes.TrimSpace(buf.Bytes()))
	if err != nil {
		return Entity{}, fmt.Errorf("entity %q: %w", id, err)
	}
	e.Members = body[1 : len(body)-1]
	return e, nil
}

func checkID(v any) (string, error) {
	switch id := v.(type) {
	case nil:
		return "", errors.New("the entity has no _id")
	case string:
		if id == "" {
			return "", errors.New("the entity's _id is empty")
		}
		if len(id) > MaxID {
			return "", fmt.Errorf("the entity's _id has %d bytes, %d are possible", len(id), MaxID)
		}
		return id, nil
	default:
		text, err := json.Marshal(v)
		if err != nil || len(text) > 80 {
			text = fmt.Appendf(nil, "a %T", v)
		}
		return "", fmt.Errorf("the entity's _id must be a string, it is %s", text)
	}
}

// Canonical gives a JSON value in the form that equal values share: keys sorted at every depth, no space, the shortest
// escapes, numbers as they were written. It may change and return the slice it was given.
func Canonical(raw []byte) ([]byte, error) {
	v := jsontext.Value(raw)
	err := v.Format(
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
		jsontext.CanonicalizeRawInts(false),
		jsontext.CanonicalizeRawFloats(false),
		jsontext.PreserveRawStrings(false),
		jsontext.ReorderRawObjects(true),
	)
	return v, err
}

// appendString appends a JSON string.
func appendString(dst []byte, s string) []byte {
	out, err := jsontext.AppendQuote(dst, s)
	if err != nil {
		// Only invalid UTF-8 gives an error, and it is mended in the output.
		return out
	}
	return out
}

// appendInt appends a JSON integer.
func appendInt(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) }
