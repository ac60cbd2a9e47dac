package writing

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// links are all calls about associations.
var links = fakehubspot.Match{Path: "/crm/v4/associations/*"}

func TestRequestsForLinksThatAreRefused(t *testing.T) {
	b := newLinkBed(t)
	one := b.with(`[{"from":"{c}","to":"{x}"}]`)
	for _, test := range []struct {
		query, body string
		status      int
		says        string
	}{
		{"from=contacts", one, 400, "to is missing"},
		{"to=companies", one, 400, "from is missing"},
		{"from=contcts&to=companies", one, 400, "contacts"},
		{"from=contacts&to=companies&to=deals", one, 400, "only once"},
		{"from=contacts&to=companies&match=email", one, 400, "match"},
		{"from=contacts&to=companies&types=1", one, 400, "this path takes from, to, "},
		{"from=contacts&to=companies", `{"from" 7}`, 400, "at byte"},
		{"from=contacts&to=companies", `7`, 400, "at byte"},
	} {
		if a := b.pushLinks(test.query, test.body); a.status != test.status || !strings.Contains(a.failure(t).Message, test.says) {
			t.Errorf("%s %s: %d %s", test.query, test.body, a.status, a.body)
		}
	}
	full := "from=contacts&to=companies&sequence_id=s&is_full=true&request_id=1&is_first=true&is_last=true"
	if a := b.pushLinks(full, `[]`); a.status != 200 {
		t.Errorf("nothing: %d %s", a.status, a.body)
	}
	if ops := b.linkOps(); len(ops) > 0 {
		t.Errorf("HubSpot was asked to %v", ops)
	}
	if a := b.pushLinks("", one+`x`); a.status != 400 || b.labels("c", "x") != "-" {
		t.Errorf("what stands before the fault: %d %s", a.status, a.body)
	}
	off := newBed(t, func(c *connector.Config) { c.Write = connector.DefaultConfig().Write })
	if a := off.pushLinks("", one); a.status != 403 || !strings.Contains(a.failure(t).Message, "write is off") {
		t.Errorf("off: %d %s", a.status, a.body)
	}
}

func TestHubSpotIsAwayForLinks(t *testing.T) {
	for name, fault := range map[string]fakehubspot.Fault{
		"500":     {Kind: fakehubspot.FaultStatus, Status: 500, Match: links},
		"429":     {Kind: fakehubspot.FaultStatus, Status: 429, Match: links},
		"resets":  {Kind: fakehubspot.FaultReset, AfterBytes: -1, Match: links},
		"no day":  {Kind: fakehubspot.FaultStatus, Status: 429, Variant: "DAILY", Match: links},
		"html":    {Kind: fakehubspot.FaultHTML, Match: links},
		"writing": {Kind: fakehubspot.FaultStatus, Status: 503, Match: fakehubspot.Match{Path: "/crm/v4/associations/contacts/companies/batch/create"}},
		"labels":  {Kind: fakehubspot.FaultStatus, Status: 503, Match: fakehubspot.Match{Path: "/crm/v4/associations/contacts/companies/labels"}},
		"both":    {Kind: fakehubspot.FaultStatus, Status: 503, Match: fakehubspot.Match{Path: "/crm/v4/associations/contacts/companies/batch/create"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLinkBed(t)
			b.strike(fault)
			if name == "both" { // that HubSpot is away comes before that it refuses the connector
				b.strike(fakehubspot.Fault{Kind: fakehubspot.FaultStatus, Status: 403, Match: fakehubspot.Match{Path: "/crm/v4/associations/contacts/companies/batch/archive"}})
			}
			body := `[{"_id":"one","from":"{c}","to":"{x}","types":[{"label":"Owner"}]},{"_id":"two","from":"{c}"},{"_id":"three","from":"{b}","to":"{x}","_deleted":true}]`
			a := b.pushLinks("", body)
			if a.status != http.StatusServiceUnavailable || !retries(a) {
				t.Fatalf("%d %v %s", a.status, a.header, a.body)
			}
			told := a.failure(t)
			if told.Entities[0].Status != "unwritten" || told.Entities[0].Key != "one" || told.Entities[1].Status != "refused" || told.Failed != len(told.Entities) {
				t.Errorf("%s", a.body)
			}
			if took := b.hub.Now().Sub(epoch); took > 70*time.Second || name == "no day" && took > time.Second {
				t.Errorf("it gave up after %s", took)
			}
			b.hub.ClearFaults()
			b.hub.Advance(24 * time.Hour)
			b.checkLinks(b.pushLinks("", strings.Replace(body, `{"_id":"two","from":"{c}"},`, "", 1)), []string{"created", map[bool]string{true: "unchanged", false: "archived"}[name == "writing"]})
		})
	}
}

func TestHubSpotRefusesTheConnectorLinks(t *testing.T) {
	for _, at := range []string{"*", "labels", "batch/read", "batch/create", "batch/associate/default", "batch/archive", "batch/labels/archive"} {
		for _, status := range []int{401, 403} {
			b := newLinkBed(t)
			b.strike(fakehubspot.Fault{Kind: fakehubspot.FaultStatus, Status: status, Match: fakehubspot.Match{Path: "/crm/v4/associations/contacts/companies/" + at}})
			a := b.pushLinks("", `[{"from":"{c}","to":"{x}"},{"from":"{c}","to":"{y}","types":[{"label":"Owner"}]},{"from":"{b}","to":"{x}","types":[{"label":"Owner"}],"_deleted":true},{"from":"{a}","to":"{x}","_deleted":true},{}]`)
			if a.status != http.StatusBadGateway {
				t.Fatalf("%s, %d: %d %s", at, status, a.status, a.body)
			}
			for _, o := range a.failure(t).Entities {
				if (o.Status == "unwritten") != (o.Index < 4) {
					t.Errorf("%s, %d: entity %d is %s", at, status, o.Index, o.Status)
				}
			}
		}
	}
}

func TestALackingScopeOfLinksIsNamed(t *testing.T) {
	b := newLinkBed(t)
	_, err := b.hub.AddToken(fakehubspot.AccessToken{Value: "reads-companies", Scopes: []string{
		"crm.objects.contacts.read", "crm.objects.contacts.write", "crm.objects.companies.read",
	}})
	b.must(err)
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write = "reads-companies", b.hub.URL()+"/crm/v3", connector.WriteOn
	b.url = connector.Start(t, cfg, connector.WithClock(hubTime{b.hub})).URL()
	if a := b.pushLinks("", `[{"from":"{a}","to":"{x}"},{"from":"{c}","to":"{x}"}]`); a.status != http.StatusBadGateway || !strings.Contains(a.failure(t).Message, "crm.objects.companies.write") || a.failure(t).Failed != 1 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// The answer to a write gets lost after it was done, in every way: nothing is written again.
func TestLostAnswersToLinks(t *testing.T) {
	const body = `[{"from":"{b}","to":"{x}","types":[{"label":"Owner"}],"_deleted":true},{"from":"{a}","to":"{x}","_deleted":true},{"from":"{c}","to":"{x}"},{"from":"{c}","to":"{y}","types":[{"label":"Owner"}]}]`
	for _, fault := range []fakehubspot.Fault{{}, {AfterBytes: 40, Loss: "cut"}, {Status: 500}, {Status: 504}, {Status: 429}, {Status: 401}} {
		fault.Kind, fault.Match, fault.Count = fakehubspot.FaultLost, links, 4
		b := newLinkBed(t)
		b.strike(fault)
		a := b.pushLinks("", body)
		if fault.Status == 401 { // then nobody looks again, before the next request
			if a.status != http.StatusBadGateway {
				t.Errorf("%+v: %d %s", fault, a.status, a.body)
			}
			a = b.pushLinks("", body)
			if a.body != `{"unchanged":4}` {
				t.Errorf("%+v: sent again, %d %s", fault, a.status, a.body)
			}
		} else if a.status != 200 || a.body != `{"archived":1,"created":2,"updated":1}` {
			t.Errorf("%+v: %d %s", fault, a.status, a.body)
		}
		if writes := b.linkWrites(); len(writes) != 4 {
			t.Errorf("%+v: %v", fault, writes)
		}
	}
}

// Of an answer that is partial, each refusal is that of its association, however many there are.
func TestPartlyRefusedLinks(t *testing.T) {
	b := newLinkBed(t)
	b.crowd(1000)
	for _, more := range []string{"", `,"types":[{"label":"Owner"}]`} {
		all := b.crowdLinks(0, 1000, "x", more)
		for i := 0; i < len(all); i += 3 {
			all[i] = fmt.Sprintf(`{"from":"%d","to":"%s"%s}`, 900_000_000+i, b.ids["x"], more)
		}
		a := b.pushLinks("", "["+strings.Join(all, ",")+"]")
		told := a.failure(t)
		if a.status != 400 || told.Failed != 334 {
			t.Fatalf("%d %.300s", a.status, a.body)
		}
		for _, o := range told.Entities {
			if o.Index%3 != 0 || o.Status != "refused" {
				t.Errorf("entity %d is %s: %s", o.Index, o.Status, o.Error)
			}
		}
		b.hub.ResetRequests()
		if a := b.pushLinks("", "["+strings.Join(slices.DeleteFunc(all, func(one string) bool { return strings.Contains(one, `"900`) }), ",")+"]"); a.body != `{"unchanged":666}` {
			t.Errorf("the others: %d %s", a.status, a.body)
		}
	}
}

// HubSpot leaves a record out of what it lists: that is no record without associations, whose labels could be replaced.
func TestLinksThatAreLeftOut(t *testing.T) {
	b := newLinkBed(t)
	b.strike(fakehubspot.Fault{Kind: fakehubspot.FaultMissingRow, Count: 1, Match: fakehubspot.Match{Path: "/crm/v4/associations/contacts/companies/batch/read"}})
	b.checkLinks(b.pushLinks("", `[{"from":"{b}","to":"{x}","types":[{"label":"Friend"}]}]`), []string{"updated"})
	if got := b.labels("b", "x"); got != "- Friend Manager Owner" {
		t.Errorf("it is %s", got)
	}
	// It leaves out what it has written.
	b.strike(fakehubspot.Fault{Kind: fakehubspot.FaultMissingRow, Count: 1, Match: fakehubspot.Match{Path: "/crm/v4/associations/contacts/companies/batch/create"}})
	b.checkLinks(b.pushLinks("", `[{"from":"{c}","to":"{x}","types":[{"label":"Friend"}]},{"from":"{c}","to":"{y}","types":[{"label":"Friend"}]}]`), []string{"created", "created"})
}

func TestLinksOfDatedVersions(t *testing.T) {
	for _, version := range []string{"v3", "2025-09", "2026-03", "2026-09"} {
		b := newLinkBed(t)
		cfg := connector.DefaultConfig()
		cfg.APIKey, cfg.BaseURL, cfg.Write, cfg.APIVersion = connector.Secret(key), b.hub.URL()+"/crm/v3", connector.WriteOn, version
		b.url = connector.Start(t, cfg, connector.WithClock(hubTime{b.hub})).URL()
		b.checkLinks(b.pushLinks("", `[{"from":"{b}","to":"{x}","types":[{"label":"Owner"}],"_deleted":true},{"from":"{a}","to":"{x}","_deleted":true},{"from":"{c}","to":"{x}"},{"from":"{c}","to":"{y}","types":[{"label":"Owner"}]}]`),
			[]string{"updated", "archived", "created", "created"})
		if ops := b.linkOps(); len(ops) != 6 || b.hub.Now().Sub(epoch) > 0 {
			t.Errorf("%s: %v in %s", version, ops, b.hub.Now().Sub(epoch))
		}
	}
}

// HubSpot's answer about a thousand records may be larger than the connector has memory for: it asks for fewer.
func TestLinksOfRecordsWithVeryMany(t *testing.T) {
	b := newLinkBed(t)
	_, _, err := b.hub.DefineLabel("contacts", "companies", "long", strings.Repeat("long ", 1000), "Short")
	b.must(err)
	b.crowd(600)
	var all []string
	for i := range 600 {
		contact := fakehubspot.Ref{Object: "contacts", ID: b.ids[fmt.Sprint("p", i)]}
		for _, company := range []string{"x", "y", "z"} {
			b.must(b.hub.Associate(contact, b.ref(company), fakehubspot.AssociationType{Label: strings.Repeat("long ", 1000)}))
		}
		all = append(all, b.with(fmt.Sprintf(`{"from":"%s","to":"{z}"}`, contact.ID)))
	}
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write, cfg.PageMemory = connector.Secret(key), b.hub.URL()+"/crm/v3", connector.WriteOn, 16<<20
	b.url = connector.Start(t, cfg, connector.WithClock(hubTime{b.hub})).URL()
	b.hub.ResetRequests()
	if a := b.pushLinks("", "["+strings.Join(all, ",")+"]"); a.body != `{"unchanged":600}` || b.linkReads() < 3 {
		t.Errorf("%d %.300s after %d reads", a.status, a.body, b.linkReads())
	}
}
