package hub

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/decode"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// maxLine is the longest line an import takes.
const maxLine = 64 << 20

// maxLines is how many lines an import takes.
const maxLines = 100_000_000

// imported is what the lines of an import add up to.
type imported struct {
	account    line
	into       *state // a new one
	state      store.State
	properties map[*store.Store][]schema.Property
	rules      []namedRule
	names      map[string]bool // of all properties
	owners     []owner.Owner
	pipelines  map[*store.Store][]pipeline.Pipeline
}

// Import replaces records, properties, object types, owners, pipelines and clock by those of an export. An error in any line, which it names, leaves
// everything as it was.
func (h *Hub) Import(r io.Reader) error {
	_, err := h.read(r)
	return err
}

// load is Import of a state file, whose clock has gone on running since it was saved.
func (h *Hub) load(r io.Reader) error {
	saved, err := h.read(r)
	if err != nil || saved.Machine.IsZero() {
		return err
	}
	_, err = h.Clock().Advance(max(0, h.config.Real().Sub(saved.Machine)))
	return err
}

// read imports and returns the first line.
func (h *Hub) read(r io.Reader) (line, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	into, err := h.emptyState(h.config.Lag)
	if err != nil {
		return line{}, err
	}
	all := &imported{
		into:       into,
		state:      store.State{Objects: map[string]*store.ObjectState{}},
		properties: map[*store.Store][]schema.Property{},
		names:      map[string]bool{},
		pipelines:  map[*store.Store][]pipeline.Pipeline{},
	}
	number := 0
	for lines.Scan() {
		if number++; number > maxLines {
			return line{}, fmt.Errorf("line %d: a state has at most %d lines", number, maxLines)
		}
		var l line
		if err := decode.Object(lines.Bytes(), &l); err != nil {
			return line{}, fmt.Errorf("line %d: %w", number, err)
		}
		if first := number == 1; first != (l.Kind == kindAccount) {
			return line{}, fmt.Errorf("line %d: the first line, and no other, must be of kind %q", number, kindAccount)
		}
		if err := all.take(l); err != nil {
			return line{}, fmt.Errorf("line %d: %w", number, err)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return line{}, fmt.Errorf("line %d: must have at most 64 MiB", number+1)
	case err != nil:
		return line{}, fmt.Errorf("the state could not be read beyond line %d", number)
	case number == 0:
		return line{}, fmt.Errorf("the state is empty; its first line must be of kind %q", kindAccount)
	}
	return all.account, h.replace(all)
}

// replace puts the imported state in the place of the present one.
func (h *Hub) replace(all *imported) error {
	st := all.into
	for o, properties := range all.properties {
		for _, p := range properties {
			o.Schema.Restore(p)
		}
	}
	if err := all.restoreRules(); err != nil {
		return err
	}
	if err := all.restoreHoldings(); err != nil {
		return err
	}
	if err := st.account.Import(all.state); err != nil {
		return err
	}
	h.changing.Lock()
	defer h.changing.Unlock()
	present := h.session.Load()
	lag, _ := present.state.Load().lag()
	if err := st.setLag(lag); err != nil {
		return err
	}
	if err := all.account.set(st.clock); err != nil {
		return err
	}
	st.account.Resume()
	present.state.Store(st)
	return nil
}

// set makes a clock show what an account line says.
func (l line) set(c *clock.Clock) error {
	if l.Clock == clockFrozen {
		return c.Set(l.Now)
	}
	return c.RunFrom(l.Now)
}
