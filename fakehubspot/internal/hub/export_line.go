package hub

import (
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// line is one line of an export; which fields have a meaning depends on Kind. Those about the account
// alone apart, lines are about the object type in Object; without it they are about contacts, as in exports from before there were others.
type line struct {
	Kind       string             `json:"kind"`
	Object     string             `json:"object,omitzero"`
	LastID     int64              `json:"lastId,omitzero"`
	Place      int                `json:"place,omitzero"`
	Clock      string             `json:"clock,omitzero"`
	Now        time.Time          `json:"now,omitzero"`
	Machine    time.Time          `json:"machine,omitzero"`
	Property   *schema.Property   `json:"property,omitzero"`
	ID         string             `json:"id,omitzero"`
	Properties map[string]string  `json:"properties,omitzero"`
	CreatedAt  time.Time          `json:"createdAt,omitzero"`
	UpdatedAt  time.Time          `json:"updatedAt,omitzero"`
	ArchivedAt *time.Time         `json:"archivedAt,omitzero"`
	Name       string             `json:"name,omitzero"`
	Value      string             `json:"value,omitzero"`
	At         time.Time          `json:"at,omitzero"`
	Source     string             `json:"source,omitzero"`
	SourceID   string             `json:"sourceId,omitzero"`
	Into       string             `json:"into,omitzero"`
	Tie        tie                `json:"tie,omitzero"`
	Type       tieType            `json:"type,omitzero"`
	Limit      tieLimit           `json:"limit,omitzero"`
	Schema     *store.Custom      `json:"schema,omitzero"`
	Owner      *owner.Owner       `json:"owner,omitzero"`
	Pipeline   *pipeline.Pipeline `json:"pipeline,omitzero"`
	Rule       *schema.Rule       `json:"rule,omitzero"`
}

// The kinds of lines.
const (
	kindAccount  = "account"  // the first line: LastID, Place, Clock, Now and, in a state file with a running clock, Machine
	kindSchema   = "schema"   // an object type that the account defined
	kindOwner    = "owner"    // one owner: with one of them, all stand there
	kindPipeline = "pipeline" // one pipeline: with one of an object type, all of it stand there
	kindProperty = "property" // a property that a fresh account does not have, or has otherwise
	kindRule     = "rule"     // a validation rule of a property (Name)
	kindContact  = "contact"  // one contact, live or archived
	kindRecord   = "record"   // one record of another object type
	kindEvent    = "event"    // one remembered value of a record's property
	kindTie      = "tie"      // one type by which a record is associated with another
	kindType     = "type"     // one type of association that the account added
	kindLimit    = "limit"    // the most records that a record can be associated with by a type
	kindSeeded   = "seeded"   // how many records (Place) of another object type than contacts were generated
	kindBlocked  = "blocked"  // an email address (Value) that privacy deletions keep out
	kindErased   = "erased"   // a record (ID) that a privacy deletion removed
	kindMerge    = "merge"    // a record that was merged away (ID) and what it became (Into)
)

// The clock of an account line.
const (
	clockReal   = "real"
	clockFrozen = "frozen"
)

// about says of which object type a line is.
func (l line) about(t *object.Type) line {
	if t != object.Contacts {
		l.Object = t.Plural
	}
	return l
}

// recordKind is the kind of the lines with the records of an object type.
func recordKind(t *object.Type) string {
	if t == object.Contacts {
		return kindContact
	}
	return kindRecord
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
