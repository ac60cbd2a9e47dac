package hub_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// An export has the limits of associations, and a record that has more than its limit keeps them: a limit that came later,
// and a line item whose deal was archived when it got another one.
func TestExportsHaveLimits(t *testing.T) {
	h := world(t, 3, hub.Records{Object: "companies", Count: 1}, hub.Records{Object: "deals", Count: 2}, hub.Records{Object: "line_items", Count: 1})
	ids := func(name string) []int64 { return storeOf(t, h, name).Draw(9) }
	company, deals, item := ids("companies")[0], ids("deals"), hub.Ref{Object: "line_items", ID: text(ids("line_items")[0])}
	for _, contact := range ids("contacts") {
		must(t, h.Associate(hub.Ref{Object: "companies", ID: text(company)}, hub.Ref{Object: "contacts", ID: text(contact)}, nil))
	}
	ties := h.Account().Associations
	ties.SetLimit(ties.Types("0-2", "0-1")[0].Kind, 1)
	ties.SetLimit(ties.Types("0-1", "0-3")[0].Kind, 500)
	for _, deal := range deals {
		must(t, h.Dissociate(item, hub.Ref{Object: "deals", ID: text(deal)}, nil)) // the one that it was made with
	}
	for _, deal := range deals {
		must(t, h.Associate(item, hub.Ref{Object: "deals", ID: text(deal)}, nil))
		storeOf(t, h, "deals").Archive(deal)
	}
	for _, deal := range deals {
		if _, err := storeOf(t, h, "deals").Restore(deal); err != nil {
			t.Fatal(err)
		}
	}
	got := exported(t, h)
	for _, want := range []string{
		`{"kind":"limit","limit":{"object":"deals","type":"contact_to_deal","max":500}}` + "\n",
		`{"kind":"limit","object":"companies","limit":{"object":"contacts","type":"company_to_contact","max":1}}` + "\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Count(got, `"type":"deal_to_line_item"`) != 2 {
		t.Errorf("the line item has not both deals: %s", got)
	}
	other := newHub(t, 3, time.After)
	must(t, other.Import(strings.NewReader(got)))
	if again := exported(t, other); again != got {
		t.Errorf("got\n%s\nwant\n%s", again, got)
	}
}

// Made-up records keep to the limits that there are by then, and do without an association rather than fail.
func TestMadeUpRecordsKeepToLimits(t *testing.T) {
	h := world(t, 2)
	ties := h.Account().Associations
	ties.SetLimit(ties.Types("0-1", "0-3")[0].Kind, 3)
	must(t, h.Seed("deals", 40, ""))
	for _, contact := range storeOf(t, h, "contacts").Draw(2) {
		if page, _ := ties.Page(storeOf(t, h, "contacts").Ref(contact), "0-3", 0, 100); len(page) != 3 {
			t.Errorf("contact %d has %d deals", contact, len(page))
		}
	}
}

func TestLimitsThatCannotBeImported(t *testing.T) {
	const account = `{"kind":"account","clock":"frozen","now":"2026-03-01T12:00:00Z"}` + "\n"
	for limit, want := range map[string]string{
		`{"object":"deals","type":"contact_to_deal","max":0}`:     "limit.max",
		`{"object":"deals","type":"contact_to_deal","max":10001}`: "limit.max",
		`{"object":"deals","type":"contact_to_x","max":5}`:        "use one of contact_to_deal",
		`{"object":"products","type":"x","max":5}`:                "use object types that can be associated",
	} {
		h := world(t, 1)
		before := exported(t, h)
		err := h.Import(strings.NewReader(account + `{"kind":"limit","limit":` + limit + `}` + "\n"))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v, want %s", limit, err, want)
		}
		if exported(t, h) != before {
			t.Errorf("%s: the account changed", limit)
		}
	}
}

func storeOf(t *testing.T, h *hub.Hub, name string) *store.Store {
	t.Helper()
	o, err := h.Object(name)
	must(t, err)
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
