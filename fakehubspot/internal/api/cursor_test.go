package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// lists are the paths of a list, by which it has the same cursors.
var lists = []string{contacts, "/crm/v3/objects/0-1", "/crm/objects/2025-09/contacts", "/crm/objects/2026-09/contact"}

// quiet is an account in which nothing changes: its IDs, ascending, with gaps, live ones and archived ones.
type quiet struct{ live, archived []int64 }

// load draws an account and puts it in the place of that of r.
func load(t *rapid.T, r *rig) quiet {
	var q quiet
	state := `{"kind":"account","clock":"frozen","now":"2026-03-01T12:00:00Z"}` + "\n"
	id := int64(0)
	gap := rapid.SampledFrom([]int64{1, 2, 50, 1_000_000}).Draw(t, "gap")
	for range rapid.IntRange(0, 60).Draw(t, "contacts") {
		id += rapid.Int64Range(1, gap).Draw(t, "to the next")
		line := fmt.Sprintf(`{"kind":"contact","id":"%d","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"`, id)
		switch rapid.SampledFrom([]string{"live", "live", "archived", "lapsed"}).Draw(t, "it is") {
		case "live":
			q.live = append(q.live, id)
		case "archived":
			q.archived = append(q.archived, id)
			line += `,"archivedAt":"2026-02-01T00:00:00Z"`
		default: // archived too long ago to be listed
			line = strings.Replace(line, "2026-01-01", "2025-01-01", 1)
			line += `,"archivedAt":"2025-02-01T00:00:00Z"`
		}
		state += line + "}\n"
	}
	if err := r.Import(strings.NewReader(state)); err != nil {
		t.Fatal(err)
	}
	return q
}

// habit puts a habit in force.
func (r *rig) habit(t rapid.TB, h cursor.Habit) {
	t.Helper()
	if err := r.Cursors().SetHabit(h); err != nil {
		t.Fatal(err)
	}
}

// fetch gets a page of a list, and holds it against the contract.
func (r *rig) fetch(t rapid.TB, target string) (status int, p page) {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, target, http.NoBody)
	request.Header.Set("Authorization", "Bearer secret")
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, request)
	if err := described.Hold(request, w.Code, w.Header(), w.Body.Bytes()); err != nil {
		t.Fatalf("%s: %s breaks the contract: %v", target, w.Body, err)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	return w.Code, p
}

func (p page) numbers() []int64 {
	all := make([]int64, len(p.Results))
	for i, one := range p.Results {
		all[i] = number(one.ID)
	}
	return all
}

// ways are how clients go on: with the cursor as it is in JSON, with the link, and with what the link's cursor stands for.
var ways = map[string]func(path, query string, p page) string{
	"cursor": func(path, query string, p page) string { return path + query + "&after=" + url.QueryEscape(p.after()) },
	"link":   func(_, _ string, p page) string { return strings.TrimPrefix(p.Paging.Next.Link, "http://example.com") },
}

// In a quiet account, a client that follows the cursors it is given gets each record once, under every habit.
func TestFollowedCursorsLeadToEverythingOnce(t *testing.T) {
	r := newRig(t, 0)
	rapid.Check(t, func(t *rapid.T) {
		account := load(t, r)
		habit := rapid.SampledFrom(cursor.Habits()).Draw(t, "habit")
		r.habit(t, habit)
		path, want := rapid.SampledFrom(lists).Draw(t, "path"), slices.Clone(account.live)
		query := fmt.Sprintf("?limit=%d", rapid.IntRange(1, 20).Draw(t, "limit"))
		if rapid.Bool().Draw(t, "archived") {
			query, want = query+"&archived=true", slices.Clone(account.archived)
		}
		if habit == cursor.Descending {
			slices.Reverse(want)
		}
		onward := ways[rapid.SampledFrom([]string{"cursor", "link"}).Draw(t, "by")]
		var got []int64
		for target := path + query; target != ""; {
			status, p := r.fetch(t, target)
			if status != http.StatusOK || len(got) > len(want) {
				t.Fatalf("%s: %d, %d so far of %d", target, status, len(got), len(want))
			}
			got = append(got, p.numbers()...)
			target = ""
			if p.Paging != nil {
				target = onward(path, query, p)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: got %v, want %v", habit, got, want)
		}
	})
}

// madeUp is what a number that was made up gets, of all records in ascending order; nil is a 400.
var madeUp = map[cursor.Habit]func(all []int64, number int64, limit int) [][]int64{
	cursor.AfterLast: exactly,
	cursor.NextID:    exactly,
	cursor.Late: func(all []int64, number int64, limit int) [][]int64 {
		right := all[rank(all, number):]
		var late [][]int64
		for skip := 1; skip <= 3; skip++ {
			late = append(late, first(right[min(skip, len(right)):], limit))
		}
		return late
	},
	cursor.Early: func(all []int64, number int64, limit int) [][]int64 {
		return [][]int64{first(all[rank(all, number)/limit*limit:], limit)}
	},
	cursor.Refused: refused,
	cursor.Opaque:  refused,
	cursor.PageNumber: func(all []int64, number int64, limit int) [][]int64 {
		passed := min(int64(len(all)), (number-1)*int64(limit))
		return [][]int64{first(all[passed:], limit)}
	},
	cursor.Descending: func(all []int64, number int64, limit int) [][]int64 {
		below := slices.Clone(all[:rank(all, number+1)])
		slices.Reverse(below)
		return [][]int64{first(below, limit)}
	},
}

func exactly(all []int64, number int64, limit int) [][]int64 {
	return [][]int64{first(all[rank(all, number):], limit)}
}

func refused([]int64, int64, int) [][]int64 { return nil }

func rank(all []int64, id int64) int {
	at, _ := slices.BinarySearch(all, id)
	return at
}

func first(all []int64, limit int) []int64 { return all[:min(len(all), limit)] }

func TestCursorsThatWereMadeUp(t *testing.T) {
	r := newRig(t, 0)
	rapid.Check(t, func(t *rapid.T) {
		if err := r.Reset(); err != nil { // or a number can be one that was given out in another draw
			t.Fatal(err)
		}
		account := load(t, r)
		habit := rapid.SampledFrom(cursor.Habits()).Draw(t, "habit")
		r.habit(t, habit)
		all, parameters := account.live, ""
		if rapid.Bool().Draw(t, "archived") {
			all, parameters = account.archived, "&archived=true"
		}
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		most := int64(70)
		if len(all) > 0 {
			most = all[len(all)-1] + 10
		}
		made := rapid.Int64Range(1, most).Filter(func(n int64) bool {
			return !r.Account().Given(n-1) || habit == cursor.PageNumber || habit == cursor.Descending
		}).Draw(t, "made up")
		path := rapid.SampledFrom(lists).Draw(t, "path")
		status, p := r.fetch(t, fmt.Sprintf("%s?limit=%d%s&after=%d", path, limit, parameters, made))
		want := madeUp[habit](all, made, limit)
		if want == nil {
			if status != http.StatusBadRequest {
				t.Fatalf("%s, after=%d: %d %v", habit, made, status, p.ids())
			}
			return
		}
		if status != http.StatusOK || !slices.ContainsFunc(want, func(one []int64) bool { return slices.Equal(one, p.numbers()) }) {
			t.Fatalf("%s, after=%d: %d %v, want one of %v", habit, made, status, p.ids(), want)
		}
	})
}

// given is the next cursor of the page of two contacts after a cursor.
func (r *rig) given(after string) string {
	r.t.Helper()
	return decode[page](r.get(contacts + "?limit=2&after=" + after).status(http.StatusOK)).after()
}

// numbered are the habits under which it matters who made a number.
var numbered = []cursor.Habit{cursor.Late, cursor.Early, cursor.Refused}

// A cursor that was given out goes on to be one, whatever becomes of the contact before it, and of the account.
func TestCursorsThatWereGivenOutStaySo(t *testing.T) {
	other := `{"kind":"account","clock":"frozen","now":"2026-03-01T12:00:00Z"}`
	for id := range 9 {
		other += fmt.Sprintf("\n"+`{"kind":"contact","id":"%d","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}`, 77+int64(id)*10_000_000_000)
	}
	for name, happen := range map[string]func(r *rig, id string) *rig{
		"nothing": func(r *rig, _ string) *rig { return r },
		"archived": func(r *rig, id string) *rig {
			r.call(http.MethodDelete, contacts+"/"+id, "").status(http.StatusNoContent)
			return r
		},
		"merged": func(r *rig, id string) *rig {
			r.post(contacts+"/merge", `{"primaryObjectId":"1","objectIdToMerge":"`+id+`"}`).status(http.StatusOK)
			return r
		},
		"erased": func(r *rig, id string) *rig {
			r.post(contacts+"/gdpr-delete", `{"objectId":"`+id+`"}`).status(http.StatusNoContent)
			return r
		},
		"another state": func(r *rig, _ string) *rig {
			if err := r.Import(strings.NewReader(other)); err != nil {
				r.t.Fatal(err)
			}
			return r
		},
		"another server": func(r *rig, id string) *rig {
			r.post(contacts+"/gdpr-delete", `{"objectId":"`+id+`"}`).status(http.StatusNoContent)
			habit := r.Cursors().Habit()
			moved := reimported(t, r)
			moved.habit(t, habit)
			return moved
		},
		"reset": func(r *rig, _ string) *rig {
			habit := r.Cursors().Habit()
			if err := r.Reset(); err != nil {
				r.t.Fatal(err)
			}
			r.habit(r.t, habit)
			return r
		},
		"another habit before": func(r *rig, _ string) *rig { return r },
	} {
		for _, habit := range numbered {
			r := newRig(t, 20, func(c *hub.Config) { c.Cursors = habit })
			if name == "another habit before" {
				r.habit(t, cursor.NextID)
			}
			after := r.given(r.given(""))
			r.habit(t, habit)
			before := decode[page](r.get(contacts + "?limit=4"))
			r = happen(r, before.Results[3].ID)
			all := decode[page](r.get(contacts + "?limit=100")).ids()
			rest := slices.DeleteFunc(all, func(id string) bool { return number(id) < number(after) })
			got := decode[page](r.get(contacts + "?limit=100&after=" + after).status(http.StatusOK)).ids()
			if !slices.Equal(got, rest) || len(rest) < 3 {
				t.Errorf("%s, %s: after=%s gives %v, want %v", habit, name, after, got, rest)
			}
		}
	}
}

// An account without gaps has no numbers that were made up.
func TestEveryNumberIsACursorWhereIDsHaveNoGaps(t *testing.T) {
	r := newRig(t, 0)
	state := `{"kind":"account","clock":"frozen","now":"2026-03-01T12:00:00Z"}`
	for id := range 9 {
		state += fmt.Sprintf("\n"+`{"kind":"contact","id":"%d","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}`, id+1)
	}
	if err := r.Import(strings.NewReader(state)); err != nil {
		t.Fatal(err)
	}
	for _, habit := range numbered {
		r.habit(t, habit)
		for after := 2; after <= 9; after++ {
			p := decode[page](r.get(contacts + "?limit=3&after=" + strconv.Itoa(after)).status(http.StatusOK))
			if p.Results[0].ID != strconv.Itoa(after) {
				t.Errorf("%s, after=%d: %v", habit, after, p.ids())
			}
		}
	}
}

// What is archived before a page by number shifts it, so that a contact is missed.
func TestPagesByNumberShift(t *testing.T) {
	r := newRig(t, 6, func(c *hub.Config) { c.Cursors = cursor.PageNumber })
	all := decode[page](r.get(contacts)).ids()
	next := r.given("")
	r.call(http.MethodDelete, contacts+"/"+all[0], "").status(http.StatusNoContent)
	if got := decode[page](r.get(contacts + "?limit=2&after=" + next)).ids(); !slices.Equal(got, all[3:5]) {
		t.Errorf("%v, want %v", got, all[3:5])
	}
	if p := decode[page](r.get(contacts + "?limit=2&after=9223372036854775806").status(http.StatusOK)); len(p.Results) != 0 || p.Paging != nil {
		t.Errorf("beyond the end: %+v", p)
	}
}

// An opaque cursor is the same in both places, and the link is what the caller asked for with it.
func TestOpaqueCursorsByteForByte(t *testing.T) {
	r := newRig(t, 3, func(c *hub.Config) { c.Cursors = cursor.Opaque })
	got := r.get(contacts + "?limit=1&after=0&properties=city").status(http.StatusOK).Body
	want := `"paging":{"next":{"after":"Mgo%3D","link":"http://example.com/crm/v3/objects/contacts?limit=1&properties=city&after=Mgo%3D"}}}`
	if !strings.HasSuffix(got, want) {
		t.Errorf("%s\ndoes not end in\n%s", got, want)
	}
	for _, after := range []string{"Mgo%3D", "Mgo%253D"} { // the link, and the member of the JSON as HubSpot's clients send it
		if ids := decode[page](r.get(contacts + "?limit=1&after=" + after).status(http.StatusOK)).ids(); !slices.Equal(ids, []string{"51"}) {
			t.Errorf("after=%s: %v", after, ids)
		}
	}
	r.get(contacts+"?after=2").has(http.StatusBadRequest, `after: \"2\" is not a cursor of this endpoint`)
}

// The cursors of searches are what they were.
func TestSearchesHaveTheirOwnCursors(t *testing.T) {
	var bodies [][]byte
	for _, habit := range cursor.Habits() {
		r := newRig(t, 12, func(c *hub.Config) { c.Cursors = habit })
		bodies = append(bodies, []byte(r.post(contacts+"/search", `{"limit":5,"after":"5"}`).status(http.StatusOK).Body))
	}
	for i, body := range bodies {
		if !bytes.Equal(body, bodies[0]) {
			t.Errorf("%s: %s", cursor.Habits()[i], body)
		}
	}
}
