package dataset

import "bytes"

// The functions of this file find the end of a value in JSON that is known to be valid, and find out on the way whether the
// value is canonical as it stands: as what Sesam's microservices return mostly is. It is then stored byte for byte. They may
// say that a canonical value is not, but never the other way round.

// skip returns the index of the next byte that is not white space.
func skip(raw []byte, i int) int {
	for raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r' {
		i++
	}
	return i
}

// valueEnd returns the index after the value that begins at i.
func valueEnd(raw []byte, i int) (end int, canonical bool) {
	switch raw[i] {
	case '"':
		return stringEnd(raw, i)
	case '{':
		return objectEnd(raw, i)
	case '[':
		return listEnd(raw, i)
	default:
		return literalEnd(raw, i), true
	}
}

// stringEnd takes each string with an escape for one that is not canonical.
func stringEnd(raw []byte, i int) (end int, canonical bool) {
	canonical = true
	for i++; ; i++ {
		switch raw[i] {
		case '"':
			return i + 1, canonical
		case '\\':
			i++
			canonical = false
		}
	}
}

// literalEnd is for numbers, true, false and null.
func literalEnd(raw []byte, i int) int {
	for ; i < len(raw); i++ {
		switch raw[i] {
		case ',', '}', ']', ' ', '\n', '\t', '\r':
			return i
		}
	}
	return i
}

func objectEnd(raw []byte, i int) (end int, canonical bool) {
	i++
	if empty := skip(raw, i); raw[empty] == '}' {
		return empty + 1, empty == i
	}
	canonical = true
	var before []byte
	for raw[i] != '}' {
		begin := skip(raw, i)
		end, plain := stringEnd(raw, begin)
		key := raw[begin+1 : end-1]
		ordered := before == nil || bytes.Compare(before, key) < 0
		before = key
		value := skip(raw, skip(raw, end)+1)
		after, same := valueEnd(raw, value)
		next := skip(raw, after)
		canonical = canonical && plain && ordered && same && begin == i && value == end+1 && next == after
		if i = next; raw[i] == ',' {
			i++
		}
	}
	return i + 1, canonical
}

func listEnd(raw []byte, i int) (end int, canonical bool) {
	i++
	if empty := skip(raw, i); raw[empty] == ']' {
		return empty + 1, empty == i
	}
	canonical = true
	for raw[i] != ']' {
		begin := skip(raw, i)
		after, same := valueEnd(raw, begin)
		next := skip(raw, after)
		canonical = canonical && same && begin == i && next == after
		if i = next; raw[i] == ',' {
			i++
		}
	}
	return i + 1, canonical
}
