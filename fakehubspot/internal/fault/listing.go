package fault

import (
	"encoding/json"
	"net/url"
	"strconv"
)

// listing is how a list says what it holds, and where it goes on.
type listing struct {
	// rows is the member that holds the records.
	rows string
	// more is the member that says whether there are others. The lists of version 3 have none: they go on if they have paging.
	more string
	// offsets say where the list goes on, in versions 1 and 2.
	offsets []offset
}

// offset is a member of an answer, and the parameter of the next call that has its value.
type offset struct{ member, parameter string }

// The offsets that several lists have.
var (
	offsets    = []offset{{"offset", "offset"}}
	vidOffsets = []offset{{"vidOffset", "vidOffset"}}
)

// listings are all that HubSpot has. A page is of the first one that it has all members of, but for the offsets.
var listings = []listing{
	{"contacts", "has-more", []offset{{"vid-offset", "vidOffset"}, {"time-offset", "timeOffset"}}},
	{"contacts", "hasMore", vidOffsets},
	{"vids", "hasMore", vidOffsets},
	{"companies", "has-more", offsets},
	{"deals", "hasMore", offsets},
	{"objects", "hasMore", offsets},
	{"results", "hasMore", offsets},
	{rows: "results"},
}

// place is where in a list a call of that query is, as the parameters say; after is that of a call of version 3. ok is false at
// the beginning.
func (l listing) place(query url.Values, after string) (place []string, ok bool) {
	if l.more == "" {
		return []string{after}, after != ""
	}
	for _, one := range l.offsets {
		place = append(place, query.Get(one.parameter))
	}
	return place, place[0] != ""
}

// next makes a page of the list say that it goes on at the place. An empty one is the beginning.
func (l listing) next(p *resultPage, place []string) {
	if l.more == "" {
		if place[0] == "" {
			place[0] = "0" // the beginning, for list and search alike
		}
		p.set("paging", json.RawMessage(`{"next":{"after":`+quote(place[0])+`}}`))
		return
	}
	p.set(l.more, json.RawMessage("true"))
	for i, one := range l.offsets {
		if p.has(one.member) {
			p.set(one.member, json.RawMessage(number(place[i])))
		}
	}
}

// number writes a parameter as a number: 0 if it is none, which HubSpot refuses.
func number(text string) string {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return "0"
	}
	return strconv.FormatUint(n, 10)
}
