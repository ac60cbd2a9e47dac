package index

import (
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// View reads one state of the index. It is good only inside the function that Read calls.
type View struct{ x *Index }

// Read brings the index up to its lag and calls read with it; no write comes in between.
func (x *Index) Read(read func(View)) {
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	read(View{x})
}

// Len is the number of records.
func (v View) Len() int { return v.x.grid.size }

// Get is the version of a record that the index knows, or nil.
func (v View) Get(id int64) *record.Record { return v.x.grid.get(id) }

// Tie places a record among those with an equal sort key.
func (v View) Tie(id int64) uint32 { return v.x.Tie(id) }

// Count is how many records lie in the box; it costs the same wherever the box lies.
func (v View) Count(box Box) int { return v.x.grid.count(box) }

// ScanID gives the records of the box in the order of their numbers until yield refuses.
func (v View) ScanID(box Box, descending bool, yield func(*record.Record) bool) {
	v.x.grid.scan(box, descending, yield)
}

// ScanModified gives the records modified from low to high in that order until yield refuses.
func (v View) ScanModified(low, high int64, descending bool, yield func(*record.Record) bool) {
	v.x.byModified.scan(low, high, descending, yield)
}

// CountModified is how many records were modified from low to high.
func (v View) CountModified(low, high int64) int { return v.x.byModified.count(low, high) }

// ScanCreated gives the records created from low to high in that order until yield refuses.
func (v View) ScanCreated(low, high int64, descending bool, yield func(*record.Record) bool) {
	v.x.byCreated.scan(low, high, descending, yield)
}

// CountCreated is how many records were created from low to high.
func (v View) CountCreated(low, high int64) int { return v.x.byCreated.count(low, high) }

// ScanEmail gives the records that have the address, in lower case, as their own or as an additional one.
func (v View) ScanEmail(email string, yield func(*record.Record) bool) {
	v.x.byEmail.scan(email, email, false, yield)
}
