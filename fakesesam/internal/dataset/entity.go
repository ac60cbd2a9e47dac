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

// Entity is one entity as a sink takes it.
type Entity struct {
	// ID is the entity's _id.
	ID string
	// Deleted tells that the entity is gone.
	Deleted bool
	// Members are the entity's properties without those that begin with an underscore: canonical JSON object members,
	// sorted by key, without the braces around them; `"a":1,"b":"x"`.
	Members []byte

	// sum is the entity's hash when hashed is set: it is worked out beside the writer where that is possible.
	sum    [16]byte
	hashed bool
}

// Hash stands for the content of an entity: equal content, equal hash.
func (e *Entity) Hash() [16]byte {
	if e.hashed {
		return e.sum
	}
	text := make([]byte, 0, len(e.ID)+2+len(e.Members))
	text = append(text, e.ID...)
	text = append(text, 0, flagsOf(e.Deleted))
	return sumOf(append(text, e.Members...))
}

// sumOf hashes id, a zero byte, flags and members. A zero byte cannot be in JSON members, so id and members cannot be
// mistaken for each other.
func sumOf(text []byte) [16]byte {
	sum := sha256.Sum256(text)
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
	if e.Members, err = appendObject(nil, m, stored); err != nil {
		return Entity{}, fmt.Errorf("entity %q: %w", id, err)
	}
	return e, nil
}

// FromMembers takes an entity from the members of a JSON text; arena is where its bytes are put, and what is left of it
// is given back. The rules are those of FromMap. The members are put in order.
func FromMembers(members []Member, arena []byte) (Entity, []byte, error) {
	var id, deleted []byte
	own := members[:0]
	for _, m := range members {
		switch key := string(m.Key); {
		case key == "_id":
			id = m.Value
		case key == "_deleted":
			deleted = m.Value
		case stored(key):
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
		return Entity{}, arena, err
	}
	e := Entity{ID: text}
	switch string(deleted) {
	case "", "null", "false":
	case "true":
		e.Deleted = true
	default:
		return Entity{}, arena, fmt.Errorf("entity %q: _deleted must be true or false", text)
	}
	begin := len(arena)
	arena = append(arena, e.ID...)
	arena = append(arena, 0, flagsOf(e.Deleted))
	head := len(arena)
	arena = appendMembers(arena, own)
	e.Members = arena[head:len(arena):len(arena)]
	e.sum, e.hashed = sumOf(arena[begin:]), true
	return e, arena, nil
}

// stored tells whether a property is kept: those that begin with an underscore are the node's own.
func stored(key string) bool { return key == "" || key[0] != '_' }

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

// appendInt appends a JSON integer.
func appendInt(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) }
