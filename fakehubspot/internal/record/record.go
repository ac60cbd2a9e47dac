// Package record is the form of one record in memory: small, and never changed once made.
package record

import (
	"strconv"
	"strings"
	"time"
)

// StampFormat is the format of every instant HubSpot sends: UTC, whole milliseconds.
const StampFormat = "2006-01-02T15:04:05.000Z"

// Key identifies a property by a number instead of its name. Each schema assigns its own, so that a million records need not repeat the
// names.
type Key uint16

// The keys of the properties that every record has; every schema assigns them to the names that its object type uses.
const (
	KeyID Key = iota
	KeyCreated
	KeyModified
	KeyMerged
)

// Record is one version of one record. A write makes a new Record; readers may keep old ones as long as they like.
type Record struct {
	ID int64
	// Created, Modified and Archived are milliseconds since 1970. Archived is 0 while the record is live.
	Created, Modified, Archived int64
	// Seq orders all writes of one account: of two versions the one with the larger Seq is newer.
	Seq uint64
	// Values holds what is not in a field above.
	Values Values
}

// Get returns a property that the record holds. What its object type computes is read by a Getter of the schema.
func (r *Record) Get(key Key) (string, bool) {
	switch key {
	case KeyID:
		return strconv.FormatInt(r.ID, 10), true
	case KeyCreated:
		return Stamp(r.Created), true
	case KeyModified:
		return Stamp(r.Modified), true
	default:
		return r.Values.Get(key)
	}
}

// Getter reads one property of a record, held or computed; false means that it is unset.
type Getter func(*Record) (string, bool)

// MergedIDs are the IDs of the records that were merged into this one.
func (r *Record) MergedIDs() []string {
	merged, ok := r.Values.Get(KeyMerged)
	if !ok {
		return nil
	}
	return strings.Split(merged, ";")
}

// Stamp returns milliseconds since 1970 as HubSpot writes them.
func Stamp(ms int64) string {
	return string(AppendStamp(nil, ms))
}

// AppendStamp appends milliseconds since 1970 as HubSpot writes them.
func AppendStamp(b []byte, ms int64) []byte {
	return time.UnixMilli(ms).UTC().AppendFormat(b, StampFormat)
}
