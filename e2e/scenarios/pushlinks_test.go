package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A link is what is sent about a contact and a company, and what becomes of their association.
type link struct {
	name   string
	before []string // labels; "" is the type that every association has, and no element no association
	send   string   // members of the entity, beside its ends
	to     string   // the company, unless it is one of the link's own
	then   []string
	writes bool
	says   string // why it fails
}

var links = []link{
	{name: "new", send: `"types":null`, then: []string{""}, writes: true},
	{name: "new, with a label", send: `"types":[{"label":"Manager"}]`, then: []string{"", "Manager"}, writes: true},
	{name: "a label in addition", before: []string{"Advisor"}, send: `"types":[{"label":"Manager"}]`, then: []string{"", "Advisor", "Manager"}, writes: true},
	{name: "so already", before: []string{""}, send: `"x":1`, then: []string{""}},
	{name: "so already, with a label", before: []string{"Manager"}, send: `"types":[{"label":"Manager"}]`, then: []string{"", "Manager"}},
	{name: "removed", before: []string{"Manager"}, send: `"_deleted":true`, writes: true},
	{name: "one label removed", before: []string{"Advisor", "Manager"}, send: `"_deleted":true,"types":[{"label":"Manager"}]`, then: []string{"", "Advisor"}, writes: true},
	{name: "removed already", send: `"_deleted":true`},
	{name: "an unknown label", send: `"types":[{"label":"Mannager"}]`, says: `but \"Primary\", \"Manager\", \"Advisor\"`},
	{name: "an unknown company", to: "999999999", send: `"x":1`, says: "999999999"},
}

// Pairs that a pipe sends become associations; what is so already is not written, and neither is what is sent again.
func TestPairsGoToHubSpot(t *testing.T) {
	options := stack.Options{Contacts: 3, Records: map[string]int{"companies": 1}, Seed: 85, Environment: writing}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		const pairs, share = "erp-employments", "hubspot-employments-share"
		contacts, companies := s.HubSpot.Object("contacts"), s.HubSpot.Object("companies")
		labels := map[string]stack.AssociationType{}
		for _, label := range []string{"Manager", "Advisor"} {
			made, err := contacts.DefineLabel(ctx, "companies", strings.ToLower(label), label)
			must(t, err)
			labels[label] = made
		}
		ends := make([][2]string, len(links))
		var list []map[string]any
		for i, l := range links {
			contact, err := contacts.Create(ctx, map[string]string{"email": fmt.Sprintf("person%d@example.com", i)})
			must(t, err)
			company, err := companies.Create(ctx, map[string]string{"name": fmt.Sprintf("Company %d", i)})
			must(t, err)
			ends[i] = [2]string{contact.ID, company.ID}
			if l.to != "" {
				ends[i][1] = l.to
			}
			var types []stack.AssociationType
			for _, label := range l.before {
				if label != "" {
					types = append(types, labels[label])
				}
			}
			switch {
			case len(types) > 0:
				must(t, contacts.Label(ctx, contact.ID, "companies", company.ID, types...))
			case len(l.before) > 0:
				must(t, contacts.Associate(ctx, contact.ID, "companies", company.ID))
			}
			list = append(list, entityOf(t, fmt.Sprintf(`"_id":"erp:%d","from":%q,"to":%q,%s`, i, ends[i][0], ends[i][1], l.send)))
		}
		must(t, s.Sesam.AddReceiver(ctx, pairs))
		must(t, s.Sesam.Send(ctx, pairs, list...))
		must(t, s.Sesam.AddTolerantPush(ctx, share, pairs, "push_associations?from=contacts&to=companies", stack.Tolerance{Waiting: len(links), Retries: 5}))

		for _, again := range []bool{false, true} {
			must(t, s.HubSpot.ForgetRequests(ctx))
			said := flow{s, "contacts", share}.complaints(ctx, t)
			written := associationWrites(ctx, t, s)
			for i, l := range links {
				name := fmt.Sprintf("%s, sent again: %t", l.name, again)
				if l.to == "" {
					if got := labelsOf(ctx, t, s, ends[i]); !slices.Equal(got, l.then) {
						t.Errorf("%s: HubSpot has the types %q, want %q", name, got, l.then)
					}
				}
				why, failed := said[fmt.Sprintf("erp:%d", i)]
				if failed != (l.says != "") && !again || failed && !strings.Contains(why, l.says) {
					t.Errorf("%s: the log says %q, want %q", name, why, l.says)
				}
				if n := strings.Count(written, ends[i][0]); l.to == "" && (n > 0) != (l.writes && !again) || n > 1 && l.to == "" {
					t.Errorf("%s: written %d times, want %t", name, n, l.writes && !again)
				}
			}
		}
	})
}

// labelsOf returns the labels of the association between two records, sorted.
func labelsOf(ctx context.Context, t *testing.T, s *stack.Stack, ends [2]string) []string {
	t.Helper()
	all, err := s.HubSpot.Object("contacts").Associations(ctx, ends[0], "companies")
	must(t, err)
	var labels []string
	for _, association := range all {
		if association.ID.String() != ends[1] {
			t.Errorf("contact %s is associated with company %s, want %s only", ends[0], association.ID, ends[1])
			continue
		}
		for _, of := range association.Types {
			label := ""
			if of.Label != nil {
				label = *of.Label
			}
			labels = append(labels, label)
		}
	}
	slices.Sort(labels)
	return labels
}

// associationWrites returns what HubSpot was sent to make and to end associations.
func associationWrites(ctx context.Context, t *testing.T, s *stack.Stack) string {
	t.Helper()
	requests, err := s.HubSpot.AllRequests(ctx)
	must(t, err)
	var sent strings.Builder
	for _, request := range requests {
		if request.Method == http.MethodPost && strings.Contains(request.Path, "/associations/") && !strings.HasSuffix(request.Path, "/batch/read") {
			if request.BodyCut {
				t.Fatalf("the journal has only a part of what was sent to %s", request.Path)
			}
			sent.WriteString(request.Body)
		}
	}
	return sent.String()
}
