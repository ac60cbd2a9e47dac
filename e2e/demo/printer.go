package demo

import (
	"fmt"
	"io"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Printer prints the walkthrough.
type Printer struct {
	out  io.Writer
	step int
}

// NewPrinter returns a Printer that writes to out.
func NewPrinter(out io.Writer) *Printer { return &Printer{out: out} }

// Say prints a line.
func (p *Printer) Say(format string, values ...any) {
	_, _ = fmt.Fprintf(p.out, format+"\n", values...) // a closed terminal is no reason to stop
}

// Step prints the heading of a step.
func (p *Printer) Step(title string) {
	p.step++
	p.Say("\n%d. %s", p.step, title)
}

// Saw prints what a step has observed.
func (p *Printer) Saw(format string, values ...any) { p.Say("   "+format, values...) }

// URLs prints what to open next, and why both sides are not the same by now.
func (p *Printer) URLs(s *stack.Stack) {
	p.Say(`
All programs are still running. Open either of these, and take the guided tour

   %[1]s   Sesam: pipes, runs, datasets, systems
   %[2]s   HubSpot: records, requests, clock, faults

or run

   curl '%[3]s/get_contacts?limit=3'
   curl '%[3]s/get_deals?associations=companies&limit=3'

or send a person from the ERP to HubSpot, where you find her among the contacts: %[2]s/?q=ida@example.com

   curl -d '[{"_id":"erp:ida","email":"ida@example.com","firstname":"Ida"}]' %[1]s/api/receivers/%[4]s/entities
   curl -d operation=start %[1]s/api/pipes/%[5]s/pump
   curl -H 'Authorization: Bearer %[6]s' '%[2]s/crm/v3/objects/contacts/ida@example.com?idProperty=email'

HubSpot has contacts that Sesam lacks, the rows called Person from the ERP: here, pipes run only when they are started, so start %[7]s.
Sesam has of a contact what HubSpot gives unless it is asked for more: the names and the e-mail address. To see a change of another
property, such as the city, edit the pipe on its page: "url": "get_contacts?properties=*".
HubSpot's clock is ahead, because the walkthrough has moved it past the five minutes by which its search may be late.

Ctrl-C stops everything.`, s.SesamURL(), s.HubSpotURL(), s.ConnectorURL(), stack.PersonsPipe, stack.PushPipe, stack.Token, stack.Pipe)
}
