package api_test

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// oldList is a list of versions 1 and 2, by the members and parameters that it has.
type oldList struct {
	objects  []string // what it lists
	path     string
	size     string // the parameter for the size of a page
	rows     string
	id       func(row map[string]any) any
	more     string
	offsets  map[string]string // member → parameter
	property string            // the parameter for a property; lists without one show all or none
}

func member(name string) func(map[string]any) any {
	return func(row map[string]any) any { return row[name] }
}

func engagementID(row map[string]any) any { return row["engagement"].(map[string]any)["id"] }

var (
	activities = []string{"calls", "emails", "meetings", "notes", "tasks"}
	offset     = map[string]string{"offset": "offset"}

	allLists = []oldList{
		{
			objects: []string{"contacts"}, path: "/contacts/v1/lists/all/contacts/all", size: "count", rows: "contacts", id: member("vid"),
			more: "has-more", offsets: map[string]string{"vid-offset": "vidOffset"}, property: "property",
		},
		{
			objects: []string{"companies"}, path: "/companies/v2/companies/paged", size: "limit", rows: "companies", id: member("companyId"),
			more: "has-more", offsets: offset, property: "properties",
		},
		{
			objects: []string{"deals"}, path: "/deals/v1/deal/paged", size: "limit", rows: "deals", id: member("dealId"), more: "hasMore",
			offsets: offset, property: "properties",
		},
		{
			objects: []string{"tickets"}, path: "/crm-objects/v1/objects/tickets/paged", size: "limit", rows: "objects", id: member("objectId"),
			more: "hasMore", offsets: offset, property: "properties",
		},
		{objects: activities, path: "/engagements/v1/engagements/paged", size: "limit", rows: "results", id: engagementID, more: "hasMore", offsets: offset},
	}
	recentLists = []oldList{
		{
			objects: []string{"contacts"}, path: "/contacts/v1/lists/recently_updated/contacts/recent", size: "count", rows: "contacts", id: member("vid"),
			more: "has-more", offsets: map[string]string{"vid-offset": "vidOffset", "time-offset": "timeOffset"},
		},
		{
			objects: []string{"companies"}, path: "/companies/v2/companies/recent/modified", size: "count", rows: "results", id: member("companyId"),
			more: "hasMore", offsets: offset,
		},
		{objects: []string{"deals"}, path: "/deals/v1/deal/recent/modified", size: "count", rows: "results", id: member("dealId"), more: "hasMore", offsets: offset},
		{objects: activities, path: "/engagements/v1/engagements/recent/modified", size: "count", rows: "results", id: engagementID, more: "hasMore", offsets: offset},
	}
)

// walk follows a list to its end and returns its records with their IDs.
func (r *rig) walk(l oldList, size int, query string) (ids []string, rows []map[string]any) {
	r.t.Helper()
	place := ""
	for pages := 0; ; pages++ {
		if pages > 1_000 {
			r.t.Fatalf("%s does not end", l.path)
		}
		page := decode[map[string]any](r.get(l.path + "?" + l.size + "=" + strconv.Itoa(size) + query + place).status(http.StatusOK))
		list := page[l.rows].([]any)
		for _, one := range list {
			row := one.(map[string]any)
			rows, ids = append(rows, row), append(ids, whole(l.id(row)))
		}
		if more := page[l.more].(bool); !more {
			return ids, rows
		}
		if len(list) != size {
			r.t.Fatalf("%s: a page of %d that is not the last has %d", l.path, size, len(list))
		}
		place = ""
		for member, parameter := range l.offsets {
			place += "&" + parameter + "=" + whole(page[member])
		}
	}
}

// whole writes a number of JSON.
func whole(n any) string { return strconv.FormatInt(int64(n.(float64)), 10) }

// newest are the records of object types as version 3 lists them, with the properties named.
func (r *rig) newest(objects []string, properties ...string) []object {
	r.t.Helper()
	var all []object
	for _, name := range objects {
		target := "/crm/v3/objects/" + name + "?limit=100&properties=" + strings.Join(properties, ",")
		for after := "0"; after != ""; {
			p := decode[page](r.get(target + "&after=" + after).status(http.StatusOK))
			all, after = append(all, p.Results...), p.after()
		}
	}
	slices.SortFunc(all, func(a, b object) int { return cmp.Compare(number(a.ID), number(b.ID)) })
	return all
}

func idsOf(all []object) []string {
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = one.ID
	}
	return ids
}

// live makes up records of object types and what happens to them.
func (r *rig) live(t *rapid.T, objects []string) {
	r.t.Helper()
	for range rapid.IntRange(1, 6).Draw(t, "steps") {
		name := rapid.SampledFrom(objects).Draw(t, "object")
		root := "/crm/v3/objects/" + name
		switch step := rapid.SampledFrom([]string{"make", "change", "archive", "merge", "wait"}).Draw(t, "step"); step {
		case "make":
			if err := r.Seed(name, rapid.IntRange(1, 15).Draw(t, "records"), ""); err != nil {
				t.Fatal(err)
			}
		case "wait":
			r.Clock.Advance(time.Duration(rapid.Int64Range(1, int64(20*24*time.Hour)).Draw(t, "for")))
		default:
			known := idsOf(r.newest([]string{name}))
			if len(known) < 2 {
				continue
			}
			at := rapid.IntRange(0, len(known)-2).Draw(t, "which")
			switch step {
			case "change":
				count := rapid.IntRange(1, len(known)).Draw(t, "changed")
				if _, err := r.Change(name, hub.Change{Count: count, SameInstant: rapid.Bool().Draw(t, "at once")}); err != nil {
					t.Fatal(err)
				}
			case "archive":
				r.call(http.MethodDelete, root+"/"+known[at], "").status(http.StatusNoContent)
			case "merge":
				if slices.Contains(activities, name) {
					continue // which cannot be merged
				}
				body := fmt.Sprintf(`{"primaryObjectId":%q,"objectIdToMerge":%q}`, known[at], known[at+1])
				r.post(root+"/merge", body).status(http.StatusOK)
			}
		}
	}
}
