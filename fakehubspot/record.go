package fakehubspot

import (
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Record is a copy of one record of an object type, as it was when it was read.
type Record struct {
	// ID is the record's ID, a decimal number.
	ID string
	// Properties holds the properties that have a value, including computed ones.
	Properties map[string]string
	// CreatedAt and UpdatedAt are the times of creation and of the last change, by the server's clock and in UTC.
	CreatedAt, UpdatedAt time.Time
	// Archived reports whether the record is archived.
	Archived bool
	// ArchivedAt is when it was archived; the zero time if it is not.
	ArchivedAt time.Time
}

// recordOf is a record as the store that has it knows its properties: an import or a reset brings another store.
func recordOf(of *store.Store, r *record.Record) Record {
	c := Record{
		ID: strconv.FormatInt(r.ID, 10), Properties: of.Schema.Named(r),
		CreatedAt: time.UnixMilli(r.Created).UTC(), UpdatedAt: time.UnixMilli(r.Modified).UTC(),
		Archived: r.Archived != 0,
	}
	if c.Archived {
		c.ArchivedAt = time.UnixMilli(r.Archived).UTC()
	}
	return c
}

// written returns what a write to a store returned.
func written(of *store.Store) func(*record.Record, error) (Record, error) {
	return func(r *record.Record, err error) (Record, error) {
		if err != nil {
			return Record{}, public(err)
		}
		return recordOf(of, r), nil
	}
}

func parseID(of *store.Store, id string) (int64, error) {
	number, err := hub.ParseID(of.Type.Singular+" id", id)
	return number, public(err)
}
