package ui_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

// lacks fails if the page has one of the parts.
func lacks(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(page, part) {
			t.Errorf("the page has %q", part)
		}
	}
}

// one makes a record and returns its ID.
func one(t *testing.T, shown ui.Page, object string, values map[string]string) string {
	t.Helper()
	o, err := shown.Hub.Object(object)
	if err != nil {
		t.Fatal(err)
	}
	r, err := o.Create(values, store.UI)
	if err != nil {
		t.Fatal(err)
	}
	return strconv.FormatInt(r.ID, 10)
}

func TestAnEmptyAccountSaysWhatToDo(t *testing.T) {
	shown := newPage(t, 0)
	has(t, body(t, shown, "/"), "2026-03-01 12:00:00.123 UTC", "stands still", `aria-current="page"`, "Contacts<small>0</small>", "More types", "Companies",
		"No contacts yet", `href="/_ui/objects/contacts/new"`, `data-path="/_fake/objects/contacts/seed"`, "v1.2.3")
	has(t, body(t, shown, "/_ui/objects/contacts?archived=true"), "No archived contacts", "90 days")
	has(t, body(t, shown, "/_ui/objects/companies?q=x"), "<b>0</b> found for “x”", "Looked through Company name", "Nothing found")
}

func TestLastModifiedFirst(t *testing.T) {
	shown := newPage(t, 1234)
	page := body(t, shown, "/")
	has(t, page, "1\u202f234", `aria-sort="descending"><a data-soft href="/_ui/objects/contacts?sort=lastmodifieddate">Last Modified Date`, `class="fresh"`, "Ada 1233",
		"c1233@<wbr>example.<wbr>com", "2026-03-01 12:20:33", "1 s ago", "Ada 1232", "Ada 1209", "1–25 of 1\u202f234",
		`rel="next" href="/_ui/objects/contacts?offset=25"`, `href="/_ui/objects/contacts?offset=1225"`)
	lacks(t, page, "Ada 1208", `rel="prev"`)
	if n := strings.Count(page, `class="fresh"`); n != 4 {
		t.Errorf("%d records changed within five seconds are marked, want 4", n)
	}
	page = body(t, shown, "/_ui/objects/contacts?offset=1225")
	has(t, page, "Ada 8", "Ada 0", "1\u202f226–1\u202f234 of", `href="/_ui/objects/contacts"`, `rel="prev" href="/_ui/objects/contacts?offset=1200"`)
	lacks(t, page, `rel="next"`)
	has(t, body(t, shown, "/_ui/objects/contacts?offset=5000"), "The list ends before this page", `href="/_ui/objects/contacts"`)
	has(t, body(t, shown, "/_ui/objects/contacts?sort=email"), `aria-sort="ascending"><a data-soft href="/_ui/objects/contacts?sort=-email">`, "c0@", "c1000@")
}

func TestASearchSaysWhatItLookedFor(t *testing.T) {
	shown := newPage(t, 20)
	first, _ := shown.Hub.Contacts().List(store.Start{}, 2, false)
	id := strconv.FormatInt(first[0].ID, 10)
	for text, by := range map[string]string{id: "Record ID", "C0@example.com": "Email", "%20" + id: "Record ID"} {
		page := body(t, shown, "/?q="+text)
		has(t, page, "The contact whose "+by+" is", "Look for it as a word instead", "Ada 0", "1–1 of 1")
		lacks(t, page, "Ada 1<")
	}
	has(t, body(t, shown, "/?q=ada%20C19@"), "<b>1</b> found for “ada C19@”", "Show all", "Looked through First Name, Last Name, Email, Phone Number", "Ada 19")
	shown.Hub.Contacts().Archive(first[1].ID)
	has(t, body(t, shown, "/?q="+strconv.FormatInt(first[1].ID, 10)), "Ada 1", "archived")
	has(t, body(t, shown, "/_ui/objects/contacts?archived=true"), "Archived<small", "1</small>", "Ada 1<", "1–1 of 1")
	has(t, body(t, shown, "/?q=nobody@example.com"), "Nothing found")
}

func TestAListThatCannotBeSaysWhy(t *testing.T) {
	shown := newPage(t, 2)
	w := get(t, shown, "/_ui/objects/contacts?sort=town")
	if w.Code != http.StatusBadRequest {
		t.Errorf("sorted by nothing: %d", w.Code)
	}
	has(t, w.Body.String(), "The list cannot be shown", `contacts have no property &#34;town&#34;`)
	for path, want := range map[string]string{
		"/_ui/objects/llamas":           "This account has no object type llamas.",
		"/_ui/nothing":                  "There is no page at /_ui/nothing.",
		"/_ui/objects/contacts/7":       "There is no contact 7, live or archived.",
		"/_ui/objects/contacts/x":       "The ID of a contact must be a positive integer",
		"/_ui/objects/contact/%3Cb%3E1": "got &#34;&lt;b&gt;1&#34;",
	} {
		w := get(t, shown, path)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
		has(t, w.Body.String(), want)
	}
}

func TestColumnsAreThoseAskedFor(t *testing.T) {
	shown := newPage(t, 3)
	page := body(t, shown, "/_ui/objects/contacts?columns=city,hs_object_id&columns=lastname,twn&sort=-city")
	has(t, page, `<input type="hidden" name="columns" value="city,hs_object_id,lastname"`, ">City</a></th>", ">Record ID</a></th>", ">Last Name</a></th>",
		`name="columns" value="city" checked`, `href="/_ui/objects/contacts?sort=-city">The usual ones`)
	lacks(t, page, ">Email</a></th>", "twn")
	// Beside a record there is room for two; the one by which the list is sorted stays.
	list, _ := shown.Hub.Contacts().List(store.Start{}, 1, false)
	page = body(t, shown, "/_ui/objects/contacts/"+strconv.FormatInt(list[0].ID, 10)+"?columns=city,hs_object_id,lastname,email&sort=email")
	has(t, page, ">City</a></th>", ">Email</a></th>")
	lacks(t, page, ">Record ID</a></th>", ">Last Name</a></th>")
}

// What a made-up change changes is in the list by default: whoever changes one sees it.
func TestTheListShowsWhatAChangeChanges(t *testing.T) {
	shown := newPage(t, 1)
	for _, name := range []string{"companies", "deals", "tickets", "products", "orders", "calls", "users"} {
		if err := shown.Hub.Seed(name, 1, ""); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"contacts", "companies", "deals", "tickets", "products", "orders", "calls", "users"} {
		before := body(t, shown, "/_ui/objects/"+name)
		if _, err := shown.Hub.Clock().Advance(time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, err := shown.Hub.Change(name, hub.Change{Count: 1}); err != nil {
			t.Fatal(err)
		}
		row := func(page string) string {
			_, after, _ := strings.Cut(page, "<tbody")
			row, _, _ := strings.Cut(after, "</tbody>")
			row, _, _ = strings.Cut(row, `<td data-label="Last`) // the last column is the time of the change
			return row
		}
		after := body(t, shown, "/_ui/objects/"+name)
		if strings.ReplaceAll(row(after), ` class="fresh"`, "") == strings.ReplaceAll(row(before), ` class="fresh"`, "") {
			t.Errorf("%s: a change does not show in\n%s", name, row(after))
		}
	}
}

func TestChangesHeldBackAreTold(t *testing.T) {
	shown := newPage(t, 3)
	lacks(t, body(t, shown, "/"), "not in HubSpot's search yet")
	if err := shown.Hub.SetLag(index.Lag{Delay: 90 * time.Second, Mode: index.Fixed}); err != nil {
		t.Fatal(err)
	}
	if _, err := shown.Hub.Change("contacts", hub.Change{Count: 2, Properties: map[string]string{"lastname": "Held"}}); err != nil {
		t.Fatal(err)
	}
	has(t, body(t, shown, "/"), "2 not in HubSpot's search yet", "lags by 1m30s; this list shows what is", "Ada Held", "Ada Held")
}

func TestARecordWithItsPast(t *testing.T) {
	shown := newPage(t, 0)
	id := one(t, shown, "contacts", map[string]string{"email": "ada@example.com", "firstname": "Ada", "lastname": "King", "hs_lead_status": "NEW"})
	company := one(t, shown, "companies", map[string]string{"name": "Fjord"})
	if err := shown.Hub.Associate(hub.Ref{Object: "contacts", ID: id}, hub.Ref{Object: "companies", ID: company}, []hub.AssociationType{{Label: "Primary"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := shown.Hub.Clock().Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	number, _ := strconv.ParseInt(id, 10, 64)
	if _, err := shown.Hub.Contacts().Update(number, map[string]string{"firstname": "Augusta"}, store.API); err != nil {
		t.Fatal(err)
	}
	page := body(t, shown, "/_ui/objects/contacts/"+id+"?q=king&sort=email")
	has(t, page, `value="king"`, `aria-current="true"`, `href="/_fake/objects/contacts/`+id+`"`, `data-close href="/_ui/objects/contacts?q=king&amp;sort=email">Close`,
		`data-method="DELETE" data-path="/_fake/objects/contacts/`+id+`"`, `data-undo-path="/_fake/objects/contacts/`+id+`/restore"`, `data-ask-type="`+id+`"`,
		"Augusta", "History (2)", "Augusta", "2026-03-01 12:01:00.123", "an app, by the API", "Ada", "2026-03-01 12:00:00.123", "1 min ago", "a user, in HubSpot",
		`<option value="NEW" selected>`, "HubSpot sets it", "Without a value (", `name="properties.city"`,
		"Both become one new contact", "$TOKEN", "http://example.com/crm/v3/objects/contacts/"+id+"?associations=companies&amp;properties=")
	has(t, page, "Companies <small>1</small>", `href="/_ui/objects/companies/`+company+`">Fjord</a> <span class="chip">Primary</span>`,
		`data-undo-body="{&#34;label&#34;:&#34;Primary&#34;}"`, `<option value="companies">Companies</option>`)

	shown.Hub.Contacts().Archive(number)
	page = body(t, shown, "/_ui/objects/contacts/"+id)
	has(t, page, "archived", "it can be restored until 2026-05-30", `data-path="/_fake/objects/contacts/`+id+`/restore"`, "archived=true")
	lacks(t, page, `class="edit`, `id="merge"`, `id="associate"`)
}

func TestAMergedRecordLeadsToWhatItBecame(t *testing.T) {
	shown := newPage(t, 2)
	all, _ := shown.Hub.Contacts().List(store.Start{}, 2, false)
	merged, err := shown.Hub.Contacts().Merge(all[0].ID, all[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	old := strconv.FormatInt(all[1].ID, 10)
	has(t, body(t, shown, "/_ui/objects/contacts/"+old), old+" was merged into this contact", `<code id="record-id">`+strconv.FormatInt(merged.ID, 10)+"</code>")
}

func TestTheFormOfANewRecord(t *testing.T) {
	shown := newPage(t, 0)
	has(t, body(t, shown, "/_ui/objects/contacts/new"), "New contact", `data-path="/_fake/objects/contacts"`, `data-then="/_ui/objects/contacts/{id}"`, "At least one of these is required: Email, First Name, Last Name",
		`name="properties.firstname"`, `name="properties.email"`, "More properties", "Create contact")
	has(t, body(t, shown, "/_ui/objects/tasks/new"), "Activity date (required)")
}

// Values are text, whatever is in them, and the list shows a part of a very long one.
func TestHostileValuesAreText(t *testing.T) {
	shown := newPage(t, 0)
	const markup = `"><script>alert(1)</script>`
	id := one(t, shown, "contacts", map[string]string{"email": "x@example.com", "firstname": markup, "company": strings.Repeat("w", 10_000), "city": "\u202eolso"})
	page := body(t, shown, "/_ui/objects/contacts/"+id+"?q=%22%3E%3Cscript%3E")
	lacks(t, page, "<script>alert")
	has(t, page, "&lt;script&gt;")
	list := body(t, shown, "/")
	lacks(t, list, "<script>alert", strings.Repeat("w", 150))
	has(t, list, strings.Repeat("w", 100)+"…")
}

// A search that takes long is not made again with every refresh; what it found stays up to date meanwhile.
func TestASlowSearchIsRemembered(t *testing.T) {
	shown := newPage(t, 3)
	real := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	shown.Real = func() time.Time { real = real.Add(60 * time.Millisecond); return real }
	router := http.NewServeMux()
	shown.Routes(router)
	search := func() string {
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?q=ada", nil))
		return w.Body.String()
	}
	has(t, search(), "<b>3</b> found", "Took 60ms: 3 records were looked at", "looked up again every 1.2s")
	one(t, shown, "contacts", map[string]string{"firstname": "Ada", "lastname": "New"})
	all, _ := shown.Hub.Contacts().List(store.Start{}, 2, false)
	if _, err := shown.Hub.Change("contacts", hub.Change{IDs: []int64{all[0].ID}, Properties: map[string]string{"lastname": "Changed"}}); err != nil {
		t.Fatal(err)
	}
	shown.Hub.Contacts().Archive(all[1].ID)
	page := search()
	has(t, page, "<b>3</b> found", "Ada Changed", "1–2 of 3")
	lacks(t, page, "Ada New", "Ada 1<")
	has(t, body(t, shown, "/?q=new"), "<b>1</b> found", "Ada New") // another search
	real = real.Add(5 * time.Second)
	has(t, search(), "<b>3</b> found", "Ada New", "1–3 of 3")
}

// Nobody waits for the list of a request that is gone.
func TestASearchEndsWithItsRequest(t *testing.T) {
	shown := newPage(t, 3)
	router := http.NewServeMux()
	shown.Routes(router)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/?q=ada", nil))
	if w.Body.Len() > 0 {
		t.Errorf("sent %d bytes", w.Body.Len())
	}
}

// An object type that the account defined has a page like all others.
func TestACustomObjectTypeHasAPage(t *testing.T) {
	shown := newPage(t, 0)
	name, err := shown.Hub.Define([]byte(`{"name":"car","labels":{"singular":"Car","plural":"Cars"},"primaryDisplayProperty":"model","requiredProperties":["model"],
		"properties":[{"name":"model","label":"Model","type":"string","fieldType":"text"},{"name":"sold","label":"Sold on","type":"date","fieldType":"date"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	id := one(t, shown, name, map[string]string{"model": "Buddy", "sold": "2026-02-01"})
	has(t, body(t, shown, "/_ui/objects/"+name), `aria-current="page"`, "Cars<small>1</small>", "New Car", "Buddy")
	has(t, body(t, shown, "/_ui/objects/"+name+"/"+id), "Buddy", "Model", "Sold on", "2026-02-01", `placeholder="a day such as 2026-03-01"`)
	has(t, body(t, shown, "/_ui/objects/"+name+"/new"), "Model (required)")
}

// Of many associations the first are seen at once, some more are folded, and the rest is in the JSON.
func TestManyAssociations(t *testing.T) {
	shown := newPage(t, 60)
	company := one(t, shown, "companies", map[string]string{"name": "Fjord"})
	all, _ := shown.Hub.Contacts().List(store.Start{}, 60, false)
	for _, r := range all {
		if err := shown.Hub.Associate(hub.Ref{Object: "companies", ID: company}, hub.Ref{Object: "contacts", ID: strconv.FormatInt(r.ID, 10)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	page := body(t, shown, "/_ui/objects/companies/"+company)
	has(t, page, "Contacts <small>60</small>", "Ada 0", "Ada 4", "20 more", "Ada 5", "Ada 24", "25 of 60 are shown", `href="/_fake/objects/companies/`+company+`"`)
	lacks(t, page, "Ada 25<")
	id, _ := strconv.ParseInt(company, 10, 64)
	companies, _ := shown.Hub.Object("companies")
	companies.Archive(id)
	lacks(t, body(t, shown, "/_ui/objects/companies/"+company), "Remove the association")
}
