package dataset

import (
	"encoding/binary"
	"encoding/hex"
)

// A version in the log: flags (1 byte), _ts (8), _previous+1 (8, 0 for none), hash (16), length of the id (2), id,
// members. A latest entry: offset (8), flags (1), hash (16).
const (
	versionHead = 1 + 8 + 8 + 16 + 2
	latestSize  = 8 + 1 + 16

	flagDeleted = 1
)

func flagsOf(deleted bool) byte {
	if deleted {
		return flagDeleted
	}
	return 0
}

// Version is one stored version of an entity.
type Version struct {
	Entity
	// Offset is the version's _updated.
	Offset int64
	// Previous is the offset of the previous version, -1 if there is none.
	Previous int64
	// Timestamp is the version's _ts, in microseconds since 1970.
	Timestamp int64
	// Sum is the version's _hash.
	Sum [16]byte
}

func offsetKey(offset int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(offset)) }

// size is the number of bytes that append appends.
func (v *Version) size() int { return versionHead + len(v.ID) + len(v.Members) }

// append appends the version as the log has it.
func (v *Version) append(out []byte) []byte {
	out = append(out, flagsOf(v.Deleted))
	out = binary.BigEndian.AppendUint64(out, uint64(v.Timestamp))
	out = binary.BigEndian.AppendUint64(out, uint64(v.Previous+1))
	out = append(out, v.Sum[:]...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(v.ID)))
	out = append(out, v.ID...)
	return append(out, v.Members...)
}

// decodeVersion reads a version; its members are part of raw, not a copy.
func decodeVersion(key, raw []byte) (Version, error) {
	if len(key) != 8 || len(raw) < versionHead {
		return Version{}, damaged("a version at %x has %d bytes", key, len(raw))
	}
	v := Version{
		Offset:    int64(binary.BigEndian.Uint64(key)),
		Timestamp: int64(binary.BigEndian.Uint64(raw[1:])),
		Previous:  int64(binary.BigEndian.Uint64(raw[9:])) - 1,
		Sum:       [16]byte(raw[17:33]),
	}
	if v.Previous < -1 || v.Previous >= v.Offset {
		return Version{}, damaged("the version at %d names a previous one at %d", v.Offset, v.Previous)
	}
	v.Deleted = raw[0]&flagDeleted != 0
	end := versionHead + int(binary.BigEndian.Uint16(raw[33:]))
	if len(raw) < end {
		return Version{}, damaged("the version at %d is truncated", v.Offset)
	}
	v.ID, v.Members = string(raw[versionHead:end]), raw[end:]
	return v, nil
}

// intact returns an error if the version is not what was written. Whoever takes its members apart relies on that. The
// scratch is memory to compute in, which grows with its use.
func (v *Version) intact(scratch *[]byte) error {
	text := append(append((*scratch)[:0], v.ID...), 0, flagsOf(v.Deleted))
	*scratch = append(text, v.Members...)
	if sumOf(*scratch) != v.Sum {
		return damaged("the version at %d does not have the hash that it was written with", v.Offset)
	}
	return nil
}

// AppendJSON appends the version as the node shows it: first the reserved properties, then its own.
func (v *Version) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"_id":`...)
	dst = appendString(dst, v.ID)
	if v.Deleted {
		dst = append(dst, `,"_deleted":true,"_updated":`...)
	} else {
		dst = append(dst, `,"_deleted":false,"_updated":`...)
	}
	dst = appendInt(dst, v.Offset)
	dst = append(dst, `,"_previous":`...)
	if v.Previous < 0 {
		dst = append(dst, "null"...)
	} else {
		dst = appendInt(dst, v.Previous)
	}
	dst = append(dst, `,"_ts":`...)
	dst = appendInt(dst, v.Timestamp)
	dst = append(dst, `,"_hash":"`...)
	dst = hex.AppendEncode(dst, v.Sum[:])
	dst = append(dst, '"')
	if len(v.Members) > 0 {
		dst = append(dst, ',')
		dst = append(dst, v.Members...)
	}
	return append(dst, '}')
}

// latestEntry is the entry of an ID in the index.
type latestEntry struct {
	offset  int64
	deleted bool
	sum     [16]byte
}

// append appends the entry as the index has it: latestSize bytes.
func (l latestEntry) append(out []byte) []byte {
	out = binary.BigEndian.AppendUint64(out, uint64(l.offset))
	out = append(out, flagsOf(l.deleted))
	return append(out, l.sum[:]...)
}

// decodeLatest reads an entry of the dataset's index.
func (l *log) decodeLatest(raw []byte) (latestEntry, error) {
	if len(raw) != latestSize {
		return latestEntry{}, damaged("an index entry has %d bytes", len(raw))
	}
	entry := latestEntry{
		offset:  int64(binary.BigEndian.Uint64(raw)),
		deleted: raw[8]&flagDeleted != 0,
		sum:     [16]byte(raw[9:]),
	}
	if entry.offset < 0 || entry.offset >= l.meta.Next {
		return latestEntry{}, damaged("the index has the version %d of %d", entry.offset, l.meta.Next)
	}
	return entry, nil
}
