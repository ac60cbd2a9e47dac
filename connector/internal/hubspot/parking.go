package hubspot

import "golang.org/x/sync/semaphore"

// associationsPart is what the associations of records may take beside the memory for pages: so much for answers about them,
// and as much for pages that wait until theirs are known.
const associationsPart = 4

// parking bounds what pages take that wait for something else to be read. They do not count in the memory for answers: whoever
// holds some of that must not wait for an answer, which may need it. Nobody waits for a place.
type parking struct{ bytes *semaphore.Weighted }

func newParking(total int64) *parking { return &parking{semaphore.NewWeighted(total)} }

// take takes n bytes if they are free, and reports whether they were.
func (p *parking) take(n int) bool { return p.bytes.TryAcquire(int64(n)) }

// give returns n bytes.
func (p *parking) give(n int) { p.bytes.Release(int64(n)) }

// Park lets the page wait until something else has been read, without taking memory from answers. It reports false if too many
// pages wait already: the page must then be passed on before another one is read.
func (p *Page) Park() bool { return p.body.park(p.parking) }
