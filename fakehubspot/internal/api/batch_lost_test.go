package api_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// A client that knows the rules of partial success knows what an account holds, also after answers that got lost.
func TestWritesAgainstAModelOfPartialSuccess(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWriter(t)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			w.step(rt)
			w.compare(rt)
		}
	})
}

// writer is a client with its books.
type writer struct {
	*rig
	*books
	names, lost int
}

func newWriter(t *testing.T) *writer {
	t.Helper()
	r := newRig(t, 0)
	r.free = true // a status in place of an answer is of no endpoint
	r.post(properties, `{"name":"crew_id","label":"x","type":"string","fieldType":"text","groupName":"contactinformation","hasUniqueValue":true}`).status(http.StatusCreated)
	return &writer{rig: r, books: &books{contacts: map[string]*modelled{}, ids: map[string]string{}, merged: map[string]bool{}}}
}

// step makes one write, whose answer may get lost.
func (w *writer) step(rt *rapid.T) {
	op := rapid.SampledFrom([]string{"create", "create", "update", "upsert", "upsert", "archive", "merge"}).Draw(rt, "op")
	loss := rapid.SampledFrom([]string{"", "", "cut", "status"}).Draw(rt, "loss")
	switch op {
	case "archive":
		w.archive(rt, loss)
	case "merge":
		w.mergeTwo(rt, loss)
	default:
		w.write(rt, op, loss)
	}
}

func (w *writer) write(rt *rapid.T, op, loss string) {
	traced := rapid.Bool().Draw(rt, "traced")
	var inputs []sent
	var texts []string
	for i := range rapid.IntRange(1, 4).Draw(rt, "inputs") {
		w.names++
		in := sent{
			name: "n" + strconv.Itoa(w.names), bad: rapid.IntRange(0, 9).Draw(rt, "bad") == 0,
			email: rapid.SampledFrom([]string{"", "", "a@x.no", "b@x.no", "c@x.no"}).Draw(rt, "email"),
			crew:  rapid.SampledFrom([]string{"", "1", "2", "3", "4"}).Draw(rt, "crew"),
			city:  rapid.SampledFrom([]string{"Oslo", "Bergen"}).Draw(rt, "city"),
		}
		trace := ""
		if traced {
			trace = strconv.Itoa(i)
		}
		text := in.json(trace)
		switch op {
		case "update":
			in.id = w.drawID(rt)
			text = in.json(trace)
		case "upsert":
			if in.crew == "" {
				in.crew = "5"
			}
			text = strings.Replace(in.json(trace), `{`, `{"id":"`+in.crew+`","idProperty":"crew_id",`, 1)
		}
		inputs, texts = append(inputs, in), append(texts, text)
	}
	want := w.batch(op, inputs, traced)
	got, lost := w.lose(loss, "/batch/"+op, `{"inputs":[`+strings.Join(texts, ",")+`]}`)
	if lost != (want.status < 300 && loss != "") {
		rt.Fatalf("%s %s: lost is %v, want a %d", op, texts, lost, want.status)
	}
	if lost {
		return
	}
	if got.Status != want.status {
		rt.Fatalf("%s %s: %d %s, want %+v", op, texts, got.Status, got.Body, want)
	}
	if got.Status < 300 {
		answer := decode[page](got)
		w.learn()
		var names []string
		for _, id := range answer.ids() {
			names = append(names, w.ids[id])
		}
		sort.Strings(names)
		sort.Strings(want.results)
		if diff := cmp.Diff(want.results, names); diff != "" || answer.NumErrors != want.errors {
			rt.Fatalf("%s %s: %s, want %+v", op, texts, got.Body, want)
		}
	}
}

func (w *writer) archive(rt *rapid.T, loss string) {
	id := w.drawID(rt)
	if w.merged[id] { // what archiving by such an ID does is another matter
		return
	}
	w.lose(loss, "/batch/archive", `{"inputs":[{"id":"`+id+`"}]}`)
	name := w.ids[id]
	delete(w.contacts, name)
	for other, of := range w.ids {
		if of == name { // what was merged into it is gone with it
			delete(w.ids, other)
			delete(w.merged, other)
		}
	}
}

func (w *writer) mergeTwo(rt *rapid.T, loss string) {
	live := w.live()
	if len(live) < 2 {
		return
	}
	pair := rapid.Permutation(live).Draw(rt, "pair")
	got, lost := w.lose(loss, "/merge", `{"primaryObjectId":"`+pair[0]+`","objectIdToMerge":"`+pair[1]+`"}`)
	if lost != (loss != "") || !lost && got.Status != http.StatusOK {
		rt.Fatalf("merge of %v: %d %s", pair, got.Status, got.Body)
	}
	w.merge(w.ids[pair[0]], w.ids[pair[1]])
}

// live are the IDs of those that are there.
func (w *writer) live() []string {
	var all []string
	for id := range w.ids {
		if !w.merged[id] {
			all = append(all, id)
		}
	}
	sort.Strings(all)
	return all
}

// drawID draws an ID of a contact that is there, one that was merged away or one that nobody has.
func (w *writer) drawID(rt *rapid.T) string {
	all := []string{"99"}
	for id := range w.ids {
		all = append(all, id)
	}
	sort.Strings(all)
	return rapid.SampledFrom(all).Draw(rt, "id")
}

// lose makes a call whose answer gets lost if it writes.
func (w *writer) lose(loss, path, body string) (got answer, lost bool) {
	w.t.Helper()
	if loss != "" {
		f := fault.Fault{Name: "f", Kind: "lost", Loss: loss}
		if loss == "status" {
			f.Status = http.StatusBadGateway
		}
		if _, err := w.Faults().Add(f); err != nil {
			w.t.Fatal(err)
		}
		defer func() {
			if state, _ := w.Faults().Get("f"); state.Struck > 0 {
				lost = true
				w.lost++
			}
			w.Faults().Clear()
			if cut, _ := recover().(error); cut != nil && !errors.Is(cut, http.ErrAbortHandler) {
				panic(cut)
			}
		}()
	}
	request := httptest.NewRequest(http.MethodPost, contacts+path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer secret")
	request.Header.Set("Content-Type", "application/json")
	return w.do(request), lost
}

// learn asks for the IDs of all contacts.
func (w *writer) learn() []string {
	w.t.Helper()
	var lines []string
	value := func(one object, name string) string {
		if text := one.Properties[name]; text != nil {
			return *text
		}
		return ""
	}
	for _, one := range decode[page](w.get(contacts + "?limit=100&properties=firstname,email,crew_id,city,hs_additional_emails").status(http.StatusOK)).Results {
		w.ids[one.ID] = value(one, "firstname")
		lines = append(lines, strings.Join([]string{
			value(one, "firstname"), value(one, "email"), value(one, "crew_id"), value(one, "city"), value(one, "hs_additional_emails"),
		}, " "))
	}
	sort.Strings(lines)
	return lines
}

// compare holds the account to the books.
func (w *writer) compare(rt *rapid.T) {
	if diff := cmp.Diff(w.lines(), w.learn()); diff != "" {
		rt.Fatalf("the account is not what the client thinks: %s", diff)
	}
	noted := slices.DeleteFunc(w.Journal().Find(journal.Filter{}), func(r journal.Request) bool { return !r.Lost })
	if len(noted) != w.lost {
		rt.Fatalf("the journal has %d lost answers, want %d", len(noted), w.lost)
	}
}
