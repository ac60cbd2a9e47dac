package store_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// modelled is a contact as the naive model keeps it.
type modelled struct {
	created, modified, archived int64
	email, city                 string
	additional                  []string
	merged                      []string
}

// model keeps contacts in maps and looks at all of them for everything.
type model struct {
	store    *store.Store
	index    *index.Index
	now      time.Time
	live     map[int64]modelled
	archived map[int64]modelled
	moved    map[int64]int64
	ids      []int64 // all that ever were
}

func newModel(quirks store.Quirks) *model {
	m := &model{
		now: time.UnixMilli(1_700_000_000_000), live: map[int64]modelled{}, archived: map[int64]modelled{}, moved: map[int64]int64{},
	}
	clock := func() time.Time { return m.now }
	m.store, _ = store.NewAccount(object.Types, clock, 1, quirks).Object("contacts")
	m.index = m.store.Index
	return m
}

// id draws one of the numbers that were given, or one that never was.
func (m *model) id(t *rapid.T, label string) int64 {
	return rapid.SampledFrom(append([]int64{7}, m.ids...)).Draw(t, label)
}

func (m *model) resolve(id int64) int64 {
	for m.moved[id] != 0 {
		id = m.moved[id]
	}
	return id
}

// holder is who has an address.
func (m *model) holder(email string) int64 {
	for id, c := range m.live {
		if email != "" && (c.email == email || slices.Contains(c.additional, email)) {
			return id
		}
	}
	return 0
}

func emails() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "a@x.no", "b@x.no", "c@x.no", "d@x.no", "e@x.no"})
}

func (m *model) create(t *rapid.T) {
	email := emails().Draw(t, "email")
	r, err := m.store.Create(map[string]string{"email": email, "firstname": "x", "city": "Oslo"}, store.API)
	if (err != nil) != (m.holder(email) != 0) {
		t.Fatalf("create %q: %v, taken by %d", email, err, m.holder(email))
	}
	if err != nil {
		return
	}
	m.give(t, r.ID)
	m.live[r.ID] = modelled{created: m.now.UnixMilli(), modified: m.now.UnixMilli(), email: email, city: "Oslo"}
}

func (m *model) update(t *rapid.T) {
	id, email, city := m.id(t, "id"), emails().Draw(t, "email"), rapid.SampledFrom([]string{"", "Oslo", "Ås"}).Draw(t, "city")
	target := m.resolve(id)
	c, live := m.live[target]
	holder := m.holder(email)
	_, err := m.store.Update(id, map[string]string{"email": email, "city": city}, store.API)
	if (err == nil) != (live && (holder == 0 || holder == target)) {
		t.Fatalf("update %d: %v", id, err)
	}
	if err == nil && (c.email != email || c.city != city) {
		c.email, c.city, c.modified = email, city, m.now.UnixMilli()
		m.live[target] = c
	}
}

// give notes an ID that was given for the first time.
func (m *model) give(t *rapid.T, id int64) {
	if slices.Contains(m.ids, id) {
		t.Fatalf("ID %d was given before", id)
	}
	m.ids = append(m.ids, id)
}

func (m *model) archive(t *rapid.T) {
	id := m.id(t, "id")
	target := m.resolve(id)
	c, live := m.live[target]
	if m.store.Archive(id) != live {
		t.Fatalf("archive %d", id)
	}
	if live {
		delete(m.live, target)
		c.archived = m.now.UnixMilli()
		m.archived[target] = c
	}
}

func (m *model) restore(t *rapid.T) {
	id := m.id(t, "id")
	c, archived := m.archived[id]
	archived = archived && m.now.UnixMilli()-c.archived < store.RestorableFor.Milliseconds()
	_, err := m.store.Restore(id)
	if (err == nil) != (archived && m.holder(c.email) == 0) {
		t.Fatalf("restore %d: %v", id, err)
	}
	if err == nil {
		delete(m.archived, id)
		c.archived, c.modified = 0, m.now.UnixMilli()
		c.additional = slices.DeleteFunc(c.additional, func(email string) bool { return m.holder(email) != 0 })
		m.live[id] = c
	}
}

func (m *model) merge(t *rapid.T) {
	a, b := m.id(t, "primary"), m.id(t, "other")
	first, second := m.resolve(a), m.resolve(b)
	x, oneLives := m.live[first]
	y, otherLives := m.live[second]
	r, err := m.store.Merge(a, b)
	if (err == nil) != (oneLives && otherLives && first != second) {
		t.Fatalf("merge %d %d: %v", a, b, err)
	}
	if err != nil {
		return
	}
	delete(m.live, first)
	delete(m.live, second)
	m.moved[first], m.moved[second] = r.ID, r.ID
	m.give(t, r.ID)
	c := modelled{created: min(x.created, y.created), modified: m.now.UnixMilli(), email: x.email, city: x.city}
	if c.email == "" {
		c.email = y.email
	}
	if c.city == "" {
		c.city = y.city
	}
	for _, email := range slices.Concat([]string{x.email, y.email}, x.additional, y.additional) {
		if email != "" && email != c.email && !slices.Contains(c.additional, email) {
			c.additional = append(c.additional, email)
		}
	}
	c.merged = slices.Concat(x.merged, y.merged, []string{strconv.FormatInt(first, 10), strconv.FormatInt(second, 10)})
	m.live[r.ID] = c
}

func (m *model) erase(t *rapid.T) {
	id := m.id(t, "id")
	target := m.resolve(id)
	_, live := m.live[target]
	_, archived := m.archived[target]
	if m.store.Erase(id) != (live || archived) {
		t.Fatalf("erase %d", id)
	}
	delete(m.live, target)
	delete(m.archived, target)
}

func (m *model) touch(t *rapid.T) {
	drawn := m.store.Draw(rapid.IntRange(0, 4).Draw(t, "count"))
	touched, err := m.store.Touch(drawn, true, nil)
	if err != nil || !slices.Equal(drawn, touched) || len(slices.Compact(slices.Clone(drawn))) != len(drawn) {
		t.Fatalf("touch %v: %v, %v", drawn, touched, err)
	}
	for _, id := range touched {
		c := m.live[id]
		c.modified = m.now.UnixMilli()
		m.live[id] = c
	}
}

// check compares everything that can be read.
func (m *model) check(t *rapid.T) {
	for _, id := range append([]int64{7}, m.ids...) {
		got, ok := m.store.Get(id)
		want, live := m.live[m.resolve(id)]
		if ok != live || live && render(got) != want.render(m.resolve(id)) {
			t.Fatalf("%d: got %v, want %v", id, got, want)
		}
	}
	for _, email := range []string{"a@x.no", "b@x.no", "c@x.no", "d@x.no", "e@x.no"} {
		got, ok := m.store.ByIdentity(strings.ToUpper(email))
		if ok != (m.holder(email) != 0) || ok && got.ID != m.holder(email) {
			t.Fatalf("%s: got %v, want %d", email, got, m.holder(email))
		}
	}
	limit := rapid.IntRange(1, 5).Draw(t, "limit")
	m.checkList(t, m.live, false, limit)
	restorable := maps.Clone(m.archived)
	maps.DeleteFunc(restorable, func(_ int64, c modelled) bool {
		return m.now.UnixMilli()-c.archived >= store.RestorableFor.Milliseconds()
	})
	m.checkList(t, restorable, true, limit)
	indexed, total := m.index.Select(index.Selection{Limit: len(m.live) + 1})
	if total != len(m.live) {
		t.Fatalf("the index holds %d contacts, want %d", total, len(m.live))
	}
	for _, r := range indexed {
		if render(r) != m.live[r.ID].render(r.ID) {
			t.Fatalf("the index holds %s, want %s", render(r), m.live[r.ID].render(r.ID))
		}
	}
}

// ways are the ways to page through a list: where the next page begins after so many records, the last of which had the ID.
var ways = map[string]func(passed int, last int64) store.Start{
	"by ID":        func(_ int, last int64) store.Start { return store.Start{ID: last + 1} },
	"by rank":      func(passed int, _ int64) store.Start { return store.Start{Skip: passed} },
	"down":         func(_ int, last int64) store.Start { return store.Start{ID: max(last-1, 0), Descending: true} },
	"down by rank": func(passed int, _ int64) store.Start { return store.Start{Skip: passed, Descending: true} },
}

// last is the last ID of a list, 0 if it is empty.
func last(ids []int64) int64 {
	if len(ids) == 0 {
		return 0
	}
	return ids[len(ids)-1]
}

func (m *model) checkList(t *rapid.T, want map[int64]modelled, archived bool, limit int) {
	ids := slices.Sorted(maps.Keys(want))
	for name, start := range ways {
		var got []int64
		for {
			page, next := m.store.List(start(len(got), last(got)), limit, archived)
			for _, r := range page {
				got = append(got, r.ID)
				if render(r) != want[r.ID].render(r.ID) {
					t.Fatalf("%s: got %s, want %s", name, render(r), want[r.ID].render(r.ID))
				}
			}
			if next == 0 {
				break
			}
			if beyond, _ := m.store.List(start(len(got), last(got)), 1, archived); len(page) != limit || beyond[0].ID != next {
				t.Fatalf("%s: after a page of %d comes %d, want one of %d and %d", name, len(page), next, limit, beyond[0].ID)
			}
		}
		if strings.HasPrefix(name, "down") {
			slices.Reverse(got)
		}
		if !slices.Equal(got, ids) {
			t.Fatalf("archived %v, %s:\ngot  %v\nwant %v", archived, name, got, ids)
		}
	}
	for i, id := range ids {
		if at, after := m.store.Rank(id, archived), m.store.Rank(id+1, archived); at != i || after != i+1 {
			t.Fatalf("archived %v: %d has the rank %d and the next one %d, want %d and %d", archived, id, at, after, i, i+1)
		}
	}
}

func (c modelled) render(id int64) string {
	slices.Sort(c.additional)
	return fmt.Sprint(id, c.created, c.modified, c.archived, c.email, c.city, strings.Join(c.additional, ";"), c.merged)
}

func render(r *record.Record) string {
	email, _ := r.Get(emailKey)
	additional, _ := r.Get(additionalKey)
	city, _ := r.Get(cityKey)
	return fmt.Sprint(r.ID, r.Created, r.Modified, r.Archived, email, city, additional, r.MergedIDs())
}

// Keys are the same in every fresh schema.
var (
	fresh         = schema.New(object.Contacts.Schema, time.Now)
	emailKey      = fresh.AnyKey("email")
	additionalKey = fresh.AnyKey("hs_additional_emails")
	cityKey       = fresh.AnyKey("city")
)

func TestStoreAgainstTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(store.Quirks{})
		t.Repeat(map[string]func(*rapid.T){
			"create": m.create, "create another": m.create, "update": m.update, "archive": m.archive, "restore": m.restore,
			"merge": m.merge, "erase": m.erase, "touch": m.touch, "": m.check,
			"wait": func(t *rapid.T) {
				m.now = m.now.Add(rapid.SampledFrom([]time.Duration{0, time.Millisecond, time.Hour, 40 * 24 * time.Hour}).Draw(t, "wait"))
			},
		})
	})
}
