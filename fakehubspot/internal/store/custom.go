package store

import (
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Custom is an object type of an account's own, apart from its properties and records: what the schemas API makes one
// of, and what an export keeps.
type Custom struct {
	// Number follows "2-" in the type ID; 0 takes the next free one.
	Number int64 `json:"number"`
	// Name is what the account calls it, such as car.
	Name     string          `json:"name"`
	Settings object.Settings `json:"settings"`
	// CreatedAt and UpdatedAt are now if they are zero. ArchivedAt is nil for a live one.
	CreatedAt  time.Time  `json:"createdAt"`
	UpdatedAt  time.Time  `json:"updatedAt"`
	ArchivedAt *time.Time `json:"archivedAt,omitempty"`
}

// firstNumber is that of the first object type that an account defines.
const firstNumber = 3_465_404

// DefineCustom adds an object type of the account's own with properties. The error is that of Define or, for a property, a
// *schema.DefinitionError; the account is unchanged then.
func (a *Account) DefineCustom(c Custom, properties ...schema.Property) (*Store, error) {
	a.defining.Lock()
	defer a.defining.Unlock()
	number := c.Number
	if number == 0 {
		number = max(firstNumber, a.lastNumber+1)
	}
	s := a.newStore(object.Custom(number, c.Name, c.Settings))
	for _, p := range properties {
		if _, err := s.Schema.Create(p); err != nil {
			return nil, err
		}
	}
	d := Definition{Settings: c.Settings, Created: s.millis()}
	if !c.CreatedAt.IsZero() {
		d.Created = c.CreatedAt.UnixMilli()
	}
	d.Updated = d.Created
	if !c.UpdatedAt.IsZero() {
		d.Updated = c.UpdatedAt.UnixMilli()
	}
	if c.ArchivedAt != nil {
		d.Archived = c.ArchivedAt.UnixMilli()
	}
	s.defined.Store(&d)
	if err := a.add(s); err != nil {
		return nil, err
	}
	a.lastNumber = max(a.lastNumber, number)
	return s, nil
}

// Customs are the object types of the account's own, archived ones last. DefineCustom makes them again in another account.
func (s Snapshot) Customs() []Custom {
	var list []Custom
	for _, o := range s.Objects {
		if o.Type.Own == "" {
			continue
		}
		c := Custom{
			Number: o.Number(), Name: o.Type.Own, Settings: o.defined.Settings,
			CreatedAt: time.UnixMilli(o.defined.Created).UTC(), UpdatedAt: time.UnixMilli(o.defined.Updated).UTC(),
		}
		if o.defined.Archived != 0 {
			at := time.UnixMilli(o.defined.Archived).UTC()
			c.ArchivedAt = &at
		}
		list = append(list, c)
	}
	return list
}

// Number is what follows the hyphen in the type ID.
func (s *Store) Number() int64 {
	_, digits, _ := strings.Cut(s.Type.TypeID, "-")
	number, _ := strconv.ParseInt(digits, 10, 64) // every type ID has one
	return number
}
