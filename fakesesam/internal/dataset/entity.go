package dataset

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// MaxID is the longest _id that can be stored, in bytes.
const MaxID = 32 << 10

// Entity is an entity as a sink writes it.
type Entity struct {
	// ID is the entity's _id.
	ID string
	// Deleted reports whether the entity is deleted.
	Deleted bool
	// Members are the entity's properties except those that begin with an underscore, as canonical JSON without the braces:
	// `"a":1,"b":"x"`.
	Members []byte

	// sum is the entity's hash if hashed is set: where possible, it is computed outside the writing goroutine.
	sum    [16]byte
	hashed bool
}

// Hash returns a hash of the content of an entity: equal content has an equal hash.
func (e *Entity) Hash() [16]byte {
	if e.hashed {
		return e.sum
	}
	text := make([]byte, 0, len(e.ID)+2+len(e.Members))
	text = append(text, e.ID...)
	text = append(text, 0, flagsOf(e.Deleted))
	return sumOf(append(text, e.Members...))
}

// sumOf hashes ID, a zero byte, flags and members. JSON members contain no zero byte, so ID and members cannot be
// confused.
func sumOf(text []byte) [16]byte {
	sum := sha256.Sum256(text)
	return [16]byte(sum[:16])
}

// AppendJSON appends the entity as a JSON object that has, besides its own properties, others that begin with an underscore.
func (e *Entity) AppendJSON(dst []byte, reserved ...Member) []byte {
	dst = append(dst, `{"_id":`...)
	dst = appendString(dst, e.ID)
	dst = append(dst, `,"_deleted":`...)
	dst = strconv.AppendBool(dst, e.Deleted)
	for _, m := range reserved {
		dst = append(dst, ',')
		dst = appendString(dst, m.Key)
		dst = append(dst, ':')
		dst = append(dst, m.Value...)
	}
	if len(e.Members) > 0 {
		dst = append(dst, ',')
		dst = append(dst, e.Members...)
	}
	return append(dst, '}')
}

// FromMap returns the entity of a decoded JSON object (with values as from Decode). _id must be a string that is not empty,
// and _deleted, if set, true or false; other properties that begin with an underscore are left out.
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
	if e.Members, err = appendObject(nil, m, stored[string]); err != nil {
		return Entity{}, fmt.Errorf("entity %q: %w", id, err)
	}
	return e, nil
}

// FromMembers returns the entity with the members of a JSON text. Its bytes are put into memory. The rules are those of
// FromMap. The members are sorted in place.
func FromMembers(members []Member, memory *Memory) (Entity, error) {
	var id, deleted []byte
	size := 2
	own := members[:0]
	for _, m := range members {
		size += len(m.Key) + len(m.Value) + len(`"":,`)
		switch {
		case string(m.Key) == "_id":
			id = m.Value
		case string(m.Key) == "_deleted":
			deleted = m.Value
		case stored(m.Key):
			own = append(own, m)
		}
	}
	text, isText := Text(id)
	if !isText || text == "" || len(text) > MaxID {
		var value any
		if id != nil {
			value, _ = Decode(id) // it is valid
		}
		_, err := checkID(value)
		return Entity{}, err
	}
	e := Entity{ID: text}
	switch string(deleted) {
	case "", "null", "false":
	case "true":
		e.Deleted = true
	default:
		return Entity{}, fmt.Errorf("entity %q: _deleted must be true or false", text)
	}
	hashed := append(append(memory.begin(size), e.ID...), 0, flagsOf(e.Deleted))
	head := len(hashed)
	hashed = memory.end(appendMembers(hashed, own))
	e.Members = hashed[head:]
	e.sum, e.hashed = sumOf(hashed), true
	return e, nil
}

// stored reports whether a property is stored: those that begin with an underscore are reserved for the node.
func stored[T ~string | ~[]byte](key T) bool { return len(key) == 0 || key[0] != '_' }

func checkID(v any) (string, error) {
	switch id := v.(type) {
	case nil:
		return "", errors.New("the entity has no _id")
	case string:
		if id == "" {
			return "", errors.New("the entity's _id is empty")
		}
		if len(id) > MaxID {
			return "", fmt.Errorf("the entity's _id must have at most %[2]d bytes, got %[1]d", len(id), MaxID)
		}
		return id, nil
	default:
		text, err := json.Marshal(v)
		if err != nil || len(text) > 80 {
			text = fmt.Appendf(nil, "a %T", v)
		}
		return "", fmt.Errorf("the entity's _id must be a string, got %s", text)
	}
}

// appendInt appends a JSON integer.
func appendInt(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) }
