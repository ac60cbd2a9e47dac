package demo

import (
	"fmt"
	"io"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Teller writes the story.
type Teller struct {
	out  io.Writer
	step int
}

// NewTeller returns a Teller that writes to out.
func NewTeller(out io.Writer) *Teller { return &Teller{out: out} }

// Say writes a line of its own.
func (t *Teller) Say(format string, values ...any) {
	_, _ = fmt.Fprintf(t.out, format+"\n", values...) // a lost terminal is no reason to stop
}

// Step opens a step of the story.
func (t *Teller) Step(title string) {
	t.step++
	t.Say("\n%d. %s", t.step, title)
}

// Saw writes what a step has shown.
func (t *Teller) Saw(format string, values ...any) { t.Say("   "+format, values...) }

// Addresses tells what to open next.
func (t *Teller) Addresses(s *stack.Stack) {
	t.Say(`
All of it is still running. Open

   %s   Sesam: pipes, runs, datasets
   %s   HubSpot: contacts, clock, faults, journal

or ask

   curl '%s/get_contacts?limit=3'

Ctrl-C stops everything.`, s.SesamURL(), s.HubSpotURL(), s.ConnectorURL())
}
