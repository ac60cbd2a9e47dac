package api_test

import (
	"maps"
	"net/http"
	"slices"
	"sort"
	"strings"
)

// modelled is a contact as a client thinks of it. Its first name says who it is, whatever IDs it gets.
type modelled struct {
	name, email, crew, city string
	additional              []string // email addresses
}

// books is what a client that follows the rules of partial success thinks an account holds.
type books struct {
	contacts map[string]*modelled // by name
	ids      map[string]string    // ID → name, of those that are there and of those that were merged away
	merged   map[string]bool      // IDs that were merged away
}

// sent is one input of a batch, about the record with an ID or with a number in the crew.
type sent struct {
	id, crew, email, city, name string
	bad                         bool // has a property that there is not
}

func (s sent) json(trace string) string {
	members := []string{`"firstname":"` + s.name + `"`}
	for name, value := range map[string]string{"crew_id": s.crew, "email": s.email, "city": s.city} {
		if value != "" {
			members = append(members, `"`+name+`":"`+value+`"`)
		}
	}
	if s.bad {
		members = append(members, `"nope":"1"`)
	}
	text := `{"properties":{` + strings.Join(members, ",") + `}`
	if s.id != "" {
		text = `{"id":"` + s.id + `","properties":{` + strings.Join(members[1:], ",") + `}`
	}
	if trace != "" {
		text += `,"objectWriteTraceId":"` + trace + `"`
	}
	return text + `}`
}

// expected is the answer that a client waits for.
type expected struct {
	status  int
	results []string // names
	errors  int
}

// holder returns who has a value that only one can have; "" if nobody.
func (b *books) holder(fits func(*modelled) bool) string {
	for name, one := range b.contacts {
		if fits(one) {
			return name
		}
	}
	return ""
}

func (b *books) byCrew(crew string) string {
	return b.holder(func(m *modelled) bool { return crew != "" && m.crew == crew })
}

func (b *books) byEmail(email string) string {
	return b.holder(func(m *modelled) bool {
		return email != "" && (m.email == email || slices.Contains(m.additional, email))
	})
}

// refused is the status with which one input is refused; 0 if it is not.
func (b *books) refused(in sent, own string) int {
	if holder := b.byEmail(in.email); holder != "" && holder != own {
		return http.StatusConflict
	}
	if holder := b.byCrew(in.crew); holder != "" && holder != own {
		return http.StatusBadRequest
	}
	return 0
}

// find returns the contact that an input is about; "" if it is not there.
func (b *books) find(op string, in sent) string {
	switch op {
	case "update":
		return b.ids[in.id]
	case "upsert":
		return b.byCrew(in.crew)
	}
	return ""
}

// apply makes a write of which nothing is wrong.
func (b *books) apply(in sent, own string) (name string) {
	one := b.contacts[own]
	if one == nil {
		one = &modelled{name: in.name}
		b.contacts[in.name] = one
	} else if in.id == "" && own != in.name { // an upsert renames
		delete(b.contacts, own)
		one.name = in.name
		b.contacts[in.name] = one
		for id, name := range b.ids {
			if name == own {
				b.ids[id] = in.name
			}
		}
	}
	for target, value := range map[*string]string{&one.email: in.email, &one.crew: in.crew, &one.city: in.city} {
		if value != "" {
			*target = value
		}
	}
	return one.name
}

// batch follows a batch as HubSpot does, and returns the answer to wait for.
func (b *books) batch(op string, inputs []sent, traced bool) expected {
	if !traced || op == "update" {
		if slices.ContainsFunc(inputs, func(in sent) bool { return in.bad }) {
			return expected{status: http.StatusBadRequest}
		}
	}
	answer := expected{status: map[string]int{"create": 201, "update": 200, "upsert": 200}[op]}
	good := slices.DeleteFunc(slices.Clone(inputs), func(in sent) bool { return in.bad })
	answer.errors = len(inputs) - len(good)
	if op != "create" && b.repeats(op, good) {
		return expected{status: http.StatusBadRequest}
	}
	if !traced {
		if status := b.rehearse(op, good); status != 0 {
			return expected{status: status}
		}
	}
	missing := 0
	for _, in := range good {
		own := b.find(op, in)
		switch {
		case op == "update" && b.merged[in.id]: // passed over
		case op == "update" && own == "":
			missing = 1 // one error for all
		case b.refused(in, own) != 0:
			answer.errors++
		default:
			answer.results = append(answer.results, b.apply(in, own))
		}
	}
	if answer.errors += missing; answer.errors > 0 {
		answer.status = http.StatusMultiStatus
	}
	return answer
}

// repeats reports whether two inputs are about one record.
func (b *books) repeats(op string, inputs []sent) bool {
	seen := map[string]bool{}
	for _, in := range inputs {
		if b.merged[in.id] {
			continue
		}
		target := b.find(op, in)
		if target == "" {
			target = "?" + in.id + in.crew
			if op == "update" {
				target = "?" + in.id
			}
		}
		if seen[target] {
			return true
		}
		seen[target] = true
	}
	return false
}

// rehearse returns the status with which a batch that is written as a whole or not at all is refused; 0 if it is not.
func (b *books) rehearse(op string, inputs []sent) int {
	emails, crews := map[string]bool{"": false}, map[string]bool{"": false}
	for _, in := range inputs {
		own := b.find(op, in)
		if op == "update" && (b.merged[in.id] || own == "") {
			continue
		}
		if status := b.refused(in, own); status != 0 {
			return status
		}
		if emails[in.email] || crews[in.crew] {
			return http.StatusBadRequest
		}
		emails[in.email], crews[in.crew] = in.email != "", in.crew != ""
	}
	return 0
}

// merge makes one contact of two.
func (b *books) merge(primary, other string) {
	one, gone := b.contacts[primary], b.contacts[other]
	var all []string
	for _, m := range []*modelled{one, gone} {
		all = append(append(all, m.email), m.additional...)
	}
	if one.email == "" {
		one.email = gone.email
	}
	slices.Sort(all)
	one.additional = slices.DeleteFunc(slices.Compact(all), func(email string) bool { return email == "" || email == one.email })
	if one.crew == "" {
		one.crew = gone.crew
	}
	if one.city == "" {
		one.city = gone.city
	}
	delete(b.contacts, other)
	for id, name := range b.ids {
		if name == primary || name == other {
			b.ids[id], b.merged[id] = primary, true
		}
	}
}

// lines is what the books hold, one contact a line.
func (b *books) lines() []string {
	var all []string
	for one := range maps.Values(b.contacts) {
		all = append(all, strings.Join([]string{one.name, one.email, one.crew, one.city, strings.Join(one.additional, ";")}, " "))
	}
	sort.Strings(all)
	return all
}
