// Package record is the form of one record in memory: small, and never changed once made.
package record

import (
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Record is one version of one contact. A write makes a new Record; readers may keep old ones as long as they like.
type Record struct {
	// ID is the record's number.
	ID int64
	// Created, Modified and Archived are milliseconds since 1970. Archived is 0 while the contact is live.
	Created, Modified, Archived int64
	// Seq orders all writes of one account: of two versions the one with the larger Seq is newer.
	Seq uint64
	// Values holds what is not in a field above.
	Values Values
}

// Get is the value of a property, also of those that the record computes: its number, its times, its e-mail domain.
func (r *Record) Get(key schema.Key) (string, bool) {
	switch key {
	case schema.KeyObjectID:
		return strconv.FormatInt(r.ID, 10), true
	case schema.KeyCreateDate:
		return Stamp(r.Created), true
	case schema.KeyLastModified:
		return Stamp(r.Modified), true
	case schema.KeyIsContact:
		return "true", true
	case schema.KeyAllVids:
		return r.allVids(), true
	case schema.KeyEmailDomain:
		email, ok := r.Values.Get(schema.KeyEmail)
		if !ok {
			return "", false
		}
		return email[strings.LastIndexByte(email, '@')+1:], true
	default:
		return r.Values.Get(key)
	}
}

// allVids is the record's own number followed by those merged into it.
func (r *Record) allVids() string {
	own := strconv.FormatInt(r.ID, 10)
	if merged, ok := r.Values.Get(schema.KeyMergedIDs); ok {
		return own + ";" + merged
	}
	return own
}

// Computed are the keys that Get answers without a stored value.
var Computed = []schema.Key{
	schema.KeyObjectID, schema.KeyCreateDate, schema.KeyLastModified,
	schema.KeyIsContact, schema.KeyAllVids, schema.KeyEmailDomain,
}

// Emails are the addresses under which the contact can be found: its own and the additional ones, in lower case.
func (r *Record) Emails() []string {
	var all []string
	if email, ok := r.Values.Get(schema.KeyEmail); ok {
		all = append(all, email)
	}
	if more, ok := r.Values.Get(schema.KeyAdditionalEmails); ok {
		for email := range strings.SplitSeq(strings.ToLower(more), ";") {
			if email != "" {
				all = append(all, email)
			}
		}
	}
	return all
}

// MergedIDs are the numbers of the contacts that were merged into this one.
func (r *Record) MergedIDs() []string {
	merged, ok := r.Values.Get(schema.KeyMergedIDs)
	if !ok {
		return nil
	}
	return strings.Split(merged, ";")
}

// Stamp writes milliseconds since 1970 as the vendor does.
func Stamp(ms int64) string {
	return string(AppendStamp(nil, ms))
}

// AppendStamp appends milliseconds since 1970 as the vendor writes them.
func AppendStamp(b []byte, ms int64) []byte {
	return time.UnixMilli(ms).UTC().AppendFormat(b, schema.Stamp)
}
