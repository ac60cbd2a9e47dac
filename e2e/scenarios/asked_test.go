package scenarios

import (
	"context"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A pipe's url says which object is read, and with which properties.
func TestPropertiesInAPipesURL(t *testing.T) {
	const companies = 60
	options := stack.Options{Records: map[string]int{"companies": companies}, Seed: 51, Environment: map[string]string{"properties": "email"}}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f := flow{s, "companies", "companies-short"}
		must(t, s.Sesam.AddPipe(ctx, f.pipe, stack.Source{URL: "get_companies?properties=domain,city", SupportsSince: true}))
		f.completed(ctx, t, "full", companies, companies)
		changed, err := s.HubSpot.Object("companies").Update(ctx, f.records(ctx, t)[7].ID, map[string]string{"city": "Oslo"})
		must(t, err)
		settle(ctx, t, s)
		f.completed(ctx, t, "incremental", 1, 1)
		got := propertiesOf(f.live(ctx, t)[changed.ID])
		if got["city"] != "Oslo" || got["domain"] == "" {
			t.Errorf("the dataset has %v, want the city and the domain", got)
		}
		if _, there := got["name"]; there {
			t.Errorf("the dataset has %v, want no property that the url does not name", got)
		}
	})
}

// Whatever is wrong with what a pipe asks for, its pump fails, and the execution log says what would be right.
func TestPipesThatAskForTheWrongThing(t *testing.T) {
	scenario(t, stack.Options{Contacts: 10, Records: map[string]int{"companies": 10, "deals": 10}, Seed: 52}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		for pipe, wrong := range map[string]struct {
			url  string
			says []string
		}{
			"unknown-object":      {"get_compnies", []string{"404", "compnies", "companies"}},
			"unknown-property":    {"get_companies?properties=domain,citty", []string{"400", "citty", "city"}},
			"unknown-parameter":   {"get_companies?propertes=city", []string{"400", "propertes", "properties"}},
			"unknown-association": {"get_deals?associations=compnies", []string{"40", "compnies", "companies"}},
			"half-a-pair":         {"get_associations?from=contacts", []string{"400", "to"}},
			"of-nothing":          {"get_pipelines", []string{"400", "object"}},
		} {
			f := flow{s, "companies", pipe}
			must(t, s.Sesam.AddPipe(ctx, pipe, stack.Source{URL: wrong.url, SupportsSince: true}))
			event := f.failed(ctx, t, wrong.says...)
			if event.Metrics.Entities.EntitiesLastRun != 0 {
				t.Errorf("%s: %d entities were read", pipe, event.Metrics.Entities.EntitiesLastRun)
			}
		}
	})
}

// A key without the scope of an object reads the others; the pump that needs it fails and names it.
func TestKeyWithoutAScope(t *testing.T) {
	const contacts, deals, key = 30, 20, "pat-eu1-contacts-only"
	options := stack.Options{
		Contacts: contacts, Records: map[string]int{"companies": 20, "deals": deals, "tickets": 20}, Seed: 53,
		Environment: map[string]string{"api-key": key, "retry-for": "1s"},
	}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.HubSpot.AddToken(ctx, key, "crm.objects.contacts.read", "crm.objects.deals.read"))
		contactsFlow(s).completed(ctx, t, "full", contacts, contacts)
		deal := flow{s, "deals", "deals-alone"}
		must(t, s.Sesam.AddPipe(ctx, deal.pipe, stack.Source{URL: "get_deals", SupportsSince: true}))
		deal.completed(ctx, t, "full", deals, deals)
		companiesFlow(s).failed(ctx, t, "403", "crm.objects.companies.read")
		flow{s, "tickets", stack.TicketsPipe}.failed(ctx, t, "403", "tickets")
		flow{s, "deals", stack.DealsPipe}.failed(ctx, t, "403", "crm.objects.companies.read") // it also shows their companies
		flow{s, "contacts", stack.AssociationsPipe}.failed(ctx, t, "403", "crm.objects.companies.read")
		flow{s, "owners", stack.OwnersPipe}.failed(ctx, t, "403", "crm.objects.owners.read")
	})
}
