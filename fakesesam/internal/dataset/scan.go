package dataset

import "bytes"

// scanner finds the end of a value in JSON that is known to be valid, and finds out on the way whether the value is canonical
// as it stands: as what Sesam's microservices return mostly is. It is then stored byte for byte. A canonical value may be
// taken for one that is not, but never the other way round.
type scanner struct {
	raw []byte
	// escapes means that there may be escapes; without them the end of a string is its next quote.
	escapes bool
}

func newScanner(raw []byte) scanner { return scanner{raw, bytes.IndexByte(raw, '\\') >= 0} }

// valueEnd returns the index after the value that begins at i.
func (s scanner) valueEnd(i int) (end int, canonical bool) {
	switch s.raw[i] {
	case '"':
		return s.stringEnd(i)
	case '{':
		return s.objectEnd(i)
	case '[':
		return s.listEnd(i)
	default:
		return literalEnd(s.raw, i), true
	}
}

func (s scanner) stringEnd(i int) (end int, canonical bool) {
	if s.escapes {
		return stringEnd(s.raw, i)
	}
	return i + 2 + bytes.IndexByte(s.raw[i+1:], '"'), true
}

func (s scanner) objectEnd(i int) (end int, canonical bool) {
	raw := s.raw
	i++
	if empty := skip(raw, i); raw[empty] == '}' {
		return empty + 1, empty == i
	}
	canonical = true
	var before []byte
	for raw[i] != '}' {
		begin := skip(raw, i)
		end, plain := s.stringEnd(begin)
		key := raw[begin+1 : end-1]
		ordered := before == nil || bytes.Compare(before, key) < 0
		before = key
		value := skip(raw, skip(raw, end)+1)
		after, same := s.valueEnd(value)
		next := skip(raw, after)
		canonical = canonical && plain && ordered && same && begin == i && value == end+1 && next == after
		if i = next; raw[i] == ',' {
			i++
		}
	}
	return i + 1, canonical
}

func (s scanner) listEnd(i int) (end int, canonical bool) {
	raw := s.raw
	i++
	if empty := skip(raw, i); raw[empty] == ']' {
		return empty + 1, empty == i
	}
	canonical = true
	for raw[i] != ']' {
		begin := skip(raw, i)
		after, same := s.valueEnd(begin)
		next := skip(raw, after)
		canonical = canonical && same && begin == i && next == after
		if i = next; raw[i] == ',' {
			i++
		}
	}
	return i + 1, canonical
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

// skip returns the index of the next byte that is not white space.
func skip(raw []byte, i int) int {
	for raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r' {
		i++
	}
	return i
}
