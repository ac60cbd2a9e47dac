package push

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// link is an association as it was sent, and what becomes of it.
type link struct {
	from, to uint64
	named    []namedType // none: the type that every association has; of one that is deleted, all types
	deleted  bool

	types   []hubspot.LinkType // those named
	verdict Verdict
	settled bool
	tried   Status // what HubSpot has been asked for without an answer, "" for nothing
	astray  bool   // perhaps there are no such records
	refusal string // why HubSpot has not done what it was asked for, if it says so
	found   bool   // there are such records
}

func (l *link) settle(status Status, reason string) {
	l.settled = true
	l.verdict.Status, l.verdict.Reason = status, reason
}

// between sets the two records.
func (l *link) between(from, to uint64) {
	l.from, l.to = from, to
	l.verdict.ID = strconv.FormatUint(from, 10) + ":" + strconv.FormatUint(to, 10)
}

// pair is the same for all associations of two records, from whichever side: records of one object type have one.
func (l *link) pair() [2]uint64 { return [2]uint64{min(l.from, l.to), max(l.from, l.to)} }

// parse reads an element of what a pipe sends: {"from","to","types"?,"_deleted"?}. If it can become no association, the error
// says why. One that is deleted and of no two records is ignored.
func (l *link) parse(text []byte) error {
	root, err := membersOf(text)
	if err != nil {
		return err
	}
	if key := root.sesam[memberKey]; key.Kind() == '"' {
		l.verdict.Key = unquoted(key)
	}
	if root.twice != "" {
		return fmt.Errorf("it has two members %.60q", root.twice)
	}
	deleted, replaced, err := root.deleted()
	if err != nil {
		return err
	}
	l.deleted = deleted
	from, err := endOf(root.data, "from")
	if err != nil {
		return err
	}
	to, err := endOf(root.data, "to")
	if err != nil {
		return err
	}
	if from == 0 && to == 0 && l.deleted {
		from, to = endsIn(l.verdict.Key)
	}
	switch none := from == 0 || to == 0; {
	case l.deleted && (none || replaced):
		l.settle(Ignored, "")
		return nil
	case from == 0:
		return errors.New("it has no from, the ID of a record in HubSpot")
	case to == 0:
		return errors.New("it has no to, the ID of a record in HubSpot")
	}
	l.between(from, to)
	l.named, err = namedTypes(root.data["types"])
	return err
}

// endOf reads the ID of one of the two records, 0 for none.
func endOf(data map[string]jsontext.Value, name string) (uint64, error) {
	text, err := recordID(data[name])
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	id, _ := strconv.ParseUint(text, 10, 64) // recordID has read a number, or nothing
	return id, nil
}

// endsIn returns the two records of an _id as the connector makes them: of what is deleted, a pipe may keep nothing else. A
// namespace may come before it.
func endsIn(key string) (from, to uint64) {
	parts := strings.Split(key, ":")
	if len(parts) < 2 {
		return 0, 0
	}
	from, errFrom := strconv.ParseUint(parts[len(parts)-2], 10, 63)
	to, errTo := strconv.ParseUint(parts[len(parts)-1], 10, 63)
	if errFrom != nil || errTo != nil {
		return 0, 0
	}
	return from, to
}
