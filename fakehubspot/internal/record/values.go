package record

import (
	"encoding/binary"
	"iter"
	"maps"
	"slices"
)

// Values are the property values of a record, packed into one string: for each value its key, its length and its
// bytes, numbers as varints, in the order of the keys. One string instead of a map is what lets a million records
// fit. Values that are unset are absent.
type Values string

// Pack makes Values; empty strings count as unset.
func Pack(values map[Key]string) Values {
	size := 0
	for _, value := range values {
		size += len(value) + 2*binary.MaxVarintLen16
	}
	packed := make([]byte, 0, size)
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		if value == "" {
			continue
		}
		packed = binary.AppendUvarint(packed, uint64(key))
		packed = binary.AppendUvarint(packed, uint64(len(value)))
		packed = append(packed, value...)
	}
	return Values(packed)
}

// With is a copy with the changes applied; an empty string unsets.
func (v Values) With(changes map[Key]string) Values {
	all := maps.Collect(v.All())
	maps.Copy(all, changes)
	return Pack(all)
}

// All returns keys and values in the order of the keys.
func (v Values) All() iter.Seq2[Key, string] {
	return func(yield func(Key, string) bool) {
		for rest := v; rest != ""; {
			key, value, next := rest.first()
			if !yield(key, value) {
				return
			}
			rest = next
		}
	}
}

// Get returns one value.
func (v Values) Get(key Key) (string, bool) {
	for rest := v; rest != ""; {
		at, value, next := rest.first()
		if at == key {
			return value, true
		}
		if at > key {
			break
		}
		rest = next
	}
	return "", false
}

// first unpacks the first value.
func (v Values) first() (key Key, value string, rest Values) {
	at, n := uvarint(v)
	length, m := uvarint(v[n:])
	start := n + m
	end := start + int(length)
	return Key(at), string(v[start:end]), v[end:]
}

// uvarint is binary.Uvarint for strings.
func uvarint(v Values) (n uint64, length int) {
	var shift uint
	for i := range len(v) {
		b := v[i]
		if b < 0x80 {
			return n | uint64(b)<<shift, i + 1
		}
		n |= uint64(b&0x7f) << shift
		shift += 7
	}
	panic("record: values end inside a varint") // Pack is the only maker of Values
}
