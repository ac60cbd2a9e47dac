package push

// Status is what has become of an entity.
type Status string

// What becomes of entities.
const (
	Created   Status = "created"
	Updated   Status = "updated"
	Unchanged Status = "unchanged" // HubSpot has it already
	Archived  Status = "archived"
	Ignored   Status = "ignored"   // there is nothing to do, or nothing that could be addressed
	Conflict  Status = "conflict"  // HubSpot's values are no longer those that the change was made from
	Refused   Status = "refused"   // it cannot become a record, or HubSpot refuses it
	Unwritten Status = "unwritten" // HubSpot is away, or refuses the connector: it may be written or not
)

// Statuses are all of them.
var Statuses = []Status{Created, Updated, Unchanged, Archived, Ignored, Conflict, Refused, Unwritten}

// Usual reports whether the status is one of those that ordinary entities have.
func (s Status) Usual() bool { return s == Created || s == Updated || s == Unchanged }

// Verdict is what has become of one entity.
type Verdict struct {
	Index  int
	Key    string // _id, "" if there is none
	Text   []byte // the entity as it came, nil if it is larger than allowed
	Status Status
	ID     string // of the record in HubSpot, "" if it is not known
	Reason string // of a failure
}

// Failed reports whether HubSpot does not have the entity as it should be.
func (v Verdict) Failed() bool {
	switch v.Status {
	case Conflict, Refused, Unwritten:
		return true
	default:
		return false
	}
}
