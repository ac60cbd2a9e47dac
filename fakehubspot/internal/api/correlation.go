package api

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// Correlation makes correlation IDs: UUIDs of version 7, from the clock's milliseconds and then chance from the seed. Same
// seed and same calls give the same IDs.
type Correlation struct {
	mu     sync.Mutex
	chance *rand.Rand
}

// NewCorrelation returns a sequence of correlation IDs at its beginning.
func NewCorrelation(seed uint64) *Correlation {
	return &Correlation{chance: rand.New(rand.NewPCG(seed, 0x636f7272656c6174))} // #nosec G404 -- ids of a fake, wanted reproducible
}

func (c *Correlation) draw() (high, low uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.chance.Uint64(), c.chance.Uint64()
}

// Wrap returns a handler that sets on each answer its correlation ID and its Date, before anything else may answer.
func (c *Correlation) Wrap(now func() time.Time, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := now()
		high, low := c.draw()
		w.Header().Set(refusal.CorrelationHeader, uuid7(at, high, low))
		w.Header().Set("Date", at.UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	})
}

// uuid7 lays a UUID of version 7 out as RFC 9562 has it.
func uuid7(at time.Time, high, low uint64) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMilli())<<16|high&0xfff)
	binary.BigEndian.PutUint64(b[8:], low)
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
