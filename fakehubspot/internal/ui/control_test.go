package ui_test

import (
	"html/template"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

func TestControlOfAQuietAccount(t *testing.T) {
	page := body(t, newPage(t, 0), "/_ui/control")
	has(t, page, "2026-03-01 <b>12:00:00.123</b> UTC", "stands still", "Searches see every change at once", "Nothing is held back", "No limits",
		"No faults: HubSpot answers as it should", "None has been played yet", "Records change only when somebody writes them", "No tokens")
	for _, one := range scenario.List() {
		has(t, page, `data-path="/_fake/scenarios/`+one.Name+`"`, template.HTMLEscapeString(one.Text))
	}
	for _, habit := range cursor.Habits() {
		if habit.Text() == "" {
			t.Errorf("nothing is said about the habit %s", habit)
		}
		has(t, page, "<dt>"+string(habit)+"</dt>")
	}
	for _, block := range []string{"clock", "index", "limits", "faults", "scenarios", "cursors", "tokens", "state"} {
		has(t, page, `id="`+block+`"`, `class="json" href="/_fake/`+block+`"`)
	}
}

// Every kind of fault is in the list, with a sentence, and its form has a field for each member that it takes and no other.
func TestControlHasAFormForEveryFault(t *testing.T) {
	shown := newPage(t, 0)
	all := map[string]bool{}
	for _, kind := range fault.Kinds() {
		one, _ := fault.Describe(kind)
		for _, name := range one.Parameters {
			all[name] = true
		}
	}
	for _, kind := range fault.Kinds() {
		one, ok := fault.Describe(kind)
		if !ok || one.Text == "" {
			t.Errorf("nothing is said about %s", kind)
		}
		_, page, _ := strings.Cut(body(t, shown, "/_ui/control?kind="+kind), `id="faults"`)
		has(t, page, `href="/_ui/control?kind=`+kind+`#add-fault" aria-current="true"`, "<b>"+kind+"</b>", template.HTMLEscapeString(one.Text))
		_, form, _ := strings.Cut(page, `id="add-fault"`)
		form, _, _ = strings.Cut(form, "</form>")
		for _, name := range append([]string{"match.operation", "match.method", "match.path", "match.nth", "match.token", "count", "probability", "name"}, one.Parameters...) {
			if strings.Count(form, `name="`+name+`"`) != 1 {
				t.Errorf("%s: there is not one field for %s", kind, name)
			}
		}
		for name := range all {
			takes := strings.Contains(strings.Join(one.Parameters, " ")+" ", name+" ")
			if strings.Contains(form, `name="`+name+`"`) != takes {
				t.Errorf("%s: the form has %s, the kind takes it: %v", kind, name, takes)
			}
		}
		if strings.Contains(form, "<small></small>") {
			t.Errorf("%s: a field is not explained", kind)
		}
	}
	has(t, body(t, shown, "/_ui/control?kind=%3Cb%3E"), `name="kind" value="status"`)
}

func TestControlShowsWhatIsInForce(t *testing.T) {
	shown := newPage(t, 3)
	if err := shown.Hub.SetLag(index.Lag{Delay: 90 * time.Second, Mode: index.Random, Archived: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := shown.Hub.Contacts().Touch(shown.Hub.Contacts().Draw(2), true, nil); err != nil {
		t.Fatal(err)
	}
	if err := shown.Hub.Limits().Set(limit.Settings{Plan: "free", RetryAfter: true, Upserts: 10}); err != nil {
		t.Fatal(err)
	}
	shown.Hub.Limits().Upsert("0-1", 9)
	shown.Hub.Limits().Upsert("0-2", 11)
	for _, f := range []fault.Fault{
		{Name: "50% off", Kind: "status", Status: 503, Count: 2, Match: match.Match{Path: "/crm/*", Token: "s3cret"}},
		{Name: "plain", Kind: "html"},
	} {
		if _, err := shown.Hub.Faults().Add(f); err != nil {
			t.Fatal(err)
		}
	}
	for _, one := range []token.Token{{Name: "reader", Value: "s3cret", Scopes: []string{"crm.objects.contacts.read"}}, {Value: "s3cret2", Expires: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}} {
		if _, err := shown.Hub.Tokens.Add(one); err != nil {
			t.Fatal(err)
		}
	}
	page := body(t, shown, "/_ui/control")
	has(t, page, "<b>1m30s</b> late at most, each change by its own time. Archived records leave late too.", `<b class="poor">2</b> changes are held back`,
		`{"lag":"1m30s","mode":"random","archived":true}`, "Plan <b>free</b>; refusals say when to retry", "<b>0</b> of 100 calls", "<b>0</b> of 5 searches", "<b>0</b> of 250\u202f000 calls",
		"The day ends at", "2026-03-02 00:00:00.000 UTC", "in 11 h", "Upserts in ten seconds: Contacts", `class="poor"><b>9</b> of 10 upserts`, "Upserts in ten seconds: Companies", "Locked until 12:00:05.123 UTC, in 2 s",
		"<b>50% off</b>", "one only", "<code>503</code>", "<b>0</b> of 2", `data-path="/_fake/faults/50%25%20off"`, "<b>plain</b>", "every call", `data-undo-body="{&#34;name&#34;:&#34;plain&#34;`,
		"reader", "crm.objects.contacts.read", "t1", "everything", "expired")
	if strings.Contains(page, "s3cret") {
		t.Error("a token is on the page")
	}
}

func TestControlShowsWhatWasDone(t *testing.T) {
	shown := newPage(t, 10)
	if _, err := shown.Hub.Play("contacts", "clean-up", 3); err != nil {
		t.Fatal(err)
	}
	if err := shown.Hub.SetChurn("contacts", 1); err != nil {
		t.Fatal(err)
	}
	has(t, body(t, shown, "/_ui/control?object=companies"), "<b>clean-up</b>: 3 contacts were archived", "12:00:10.123 UTC", "now", `<option value="companies" selected>Companies (0)`, `<option value="line_items">Line items (0)`,
		`name="object" value="companies"`, "changing", "<bdi>Contacts</bdi>", "Contacts no longer change.", `data-undo-body='{"perMinute":1}'`)
	has(t, body(t, shown, "/_ui/control?object=llamas"), `<option value="contacts" selected>`)
}

// The top of every page says how the account is, and each part leads to its block.
func TestTheStrip(t *testing.T) {
	shown := newPage(t, 3)
	for _, path := range []string{"/", "/_ui/control", "/_ui/requests", "/_ui/nothing"} {
		page, _, _ := strings.Cut(get(t, shown, path).Body.String(), "</header>")
		has(t, page, `href="/_ui/control#clock"`, "2026-03-01 12:00:03.123 UTC", "stands still", `#index">no index lag`, `#faults">no faults`, `#limits">no limits`, `#churn">no churn`)
	}
	h := shown.Hub
	for _, err := range []error{h.SetLag(index.Lag{Delay: time.Second, Mode: index.Fixed}), h.Limits().Set(limit.Settings{Plan: "free"}), h.SetChurn("contacts", 1), h.SetChurn("companies", 2)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Change("contacts", hub.Change{Count: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Faults().Add(fault.Fault{Kind: "html"}); err != nil {
		t.Fatal(err)
	}
	page, _, _ := strings.Cut(body(t, shown, "/"), "</header>")
	has(t, page, "index 1s late</b>, 2 held back", "1 fault<", "free 0/100", "3 changes/min")
}
