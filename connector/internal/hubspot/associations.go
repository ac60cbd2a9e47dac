package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// AssociationsLimit is of how many records one call asks for the associations.
const AssociationsLimit = 1000

// OpAssociations is the operation that reads associations.
const OpAssociations = "associations"

// AssociationsInput asks for the associations of one record.
type AssociationsInput struct {
	ID    uint64
	After string // cursor from the previous answer about the record, "" for the first
}

// Associated is what one answer tells of the associations of one record.
type Associated struct {
	Links []Link // in no particular order
	Next  string // cursor of the rest, "" if that is all
	// Unknown is set if HubSpot does not know the record.
	Unknown bool
	// Absent is set if the answer says nothing about the record.
	Absent bool
}

// Link is an associated record.
type Link struct {
	To    uint64 // its ID
	Types *AssociationTypes
}

type (
	associationsBody struct {
		Inputs []associationsInput `json:"inputs"`
	}
	associationsInput struct {
		ID    string `json:"id"`
		After string `json:"after,omitempty"`
	}
)

// Associations reads with which records of the type to the records with the given IDs, which must differ, are associated. There
// is one result for each input, in the order of the inputs: HubSpot lists its associations, or says that there are none, or that
// it does not know the record, or leaves it out.
func (s *Session) Associations(ctx context.Context, to *Object, inputs []AssociationsInput) ([]Associated, error) {
	wanted := make(map[uint64]int, len(inputs))
	request := associationsBody{Inputs: make([]associationsInput, len(inputs))}
	for i, input := range inputs {
		wanted[input.ID] = i
		request.Inputs[i] = associationsInput{strconv.FormatUint(input.ID, 10), input.After}
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	c := call{
		op: OpAssociations, method: http.MethodPost, path: s.client.associationsPath(s.object, to), body: body,
		line: s.requests, scope: bothScopes(s.object.Scope, to.Scope), partial: true,
	}
	b := s.client.linksBody()
	defer b.release()
	var answer *associations
	err = s.retry(ctx, c, &b, func(time.Time) error {
		answer = &associations{from: s.object, mask: s.client.mask, wanted: wanted, of: make([]Associated, len(inputs)), accounted: make([]bool, len(inputs))}
		return answer.read(b.text())
	})
	if err != nil {
		return nil, err
	}
	return answer.of, nil
}

// bothScopes are the scopes that associations need.
func bothScopes(from, to string) string {
	if from == to {
		return from
	}
	return from + " " + to
}

// associations is an answer that is being read.
type associations struct {
	from      *Object
	mask      *said.Mask
	wanted    map[uint64]int // the position of each input
	of        []Associated
	accounted []bool
	types     knownTypes
	reported  reported
	explained bool // what is reported of errors is nothing but records without associations, or unknown ones
	goesOn    bool // the answer as a whole announces another page
}

// associationsMembers are the members of an answer that matter.
var associationsMembers = []string{"results", "status", "numErrors", "errors", "paging"}

// read reads the answer. Nothing of it is borrowed.
func (a *associations) read(text []byte) error {
	found := false
	err := readAnswer(text, a.mask, associationsMembers, func(w *walk, name []byte) error {
		switch string(name) {
		case "results":
			found = true
			return a.results(w)
		case "errors":
			begin := *w
			a.reported.errors = w.value()
			a.explained = a.reported.errors.Kind() == '[' && a.none(&begin)
			return nil
		case "paging":
			var err error
			_, a.goesOn, err = w.paging()
			return err
		default:
			return a.reported.member(w, name)
		}
	})
	if err != nil {
		return err
	}
	return a.whole(text, found)
}

// whole rejects an answer that is not whole, and notes what it leaves out.
func (a *associations) whole(text []byte, found bool) error {
	switch reported := a.reported.explanation(); {
	case reported.isEnvelope(), reported.failed() && !a.explained:
		return partError(a.mask, text, &a.reported)
	case a.reported.status != "" && !isComplete(a.reported.status):
		return contractError(said.Words("the batch is not complete: its status is %s", a.mask.Text(a.reported.status)))
	case !found:
		return contractError(said.Words("the answer has no results"))
	}
	for i, accounted := range a.accounted {
		if a.of[i].Absent = !accounted; !accounted && a.goesOn {
			return contractError(said.Words("the answer leaves records out and announces another page, which a batch does not have"))
		}
	}
	return nil
}

func (a *associations) shown(id uint64) said.Text { return a.mask.Text(strconv.FormatUint(id, 10)) }

// account finds the position of a record and notes that the answer tells of it, once.
func (a *associations) account(id uint64) (position int, err error) {
	i, ok := a.wanted[id]
	switch {
	case !ok:
		return 0, contractError(said.Words("the answer has associations of %s %s, which was not requested", a.mask.Text(a.from.Singular), a.shown(id)))
	case a.accounted[i]:
		return 0, contractError(said.Words("the answer tells twice of the associations of %s %s", a.mask.Text(a.from.Singular), a.shown(id)))
	}
	a.accounted[i] = true
	return i, nil
}

// results reads the array of records and their associations.
func (a *associations) results(w *walk) error {
	if w.kind() != '[' {
		w.value()
		return contractError(said.Words("results is not an array"))
	}
	for more := w.openArray(); more; more = w.nextElement() {
		if err := a.result(w); err != nil {
			return err
		}
	}
	return nil
}

// The members of an entry of results, and of an associated record in it, that matter.
var (
	resultMembers = []string{"from", "to", "paging"}
	linkMembers   = []string{"toObjectId", "associationTypes"}
)

// What errors call them.
var resultEntry, resultFrom = said.Words("an entry of results"), said.Words("from")

// result reads {"from":{"id":"…"},"to":[…],"paging":{…}}.
func (a *associations) result(w *walk) error {
	var id uint64
	var of Associated
	if w.kind() != '{' {
		w.value()
		return contractError(said.Words("%s is not an object", resultEntry))
	}
	hasTo := false
	var seen known
	for more := w.open(); more; more = w.next() {
		name, err := w.name(), error(nil)
		if seen.again(memberOf(name, resultMembers)) {
			return contractError(said.Words("%s has two members %s", resultEntry, a.mask.Text(string(name))))
		}
		switch string(name) {
		case "from":
			id, err = w.idIn(resultFrom)
		case "to":
			hasTo = w.kind() == '['
			of.Links, err = a.links(w)
		case "paging":
			of.Next, _, err = w.paging()
		default:
			w.value()
		}
		if err != nil {
			return err
		}
	}
	switch {
	case id == 0:
		return contractError(said.Words("%s has no from.id", resultEntry))
	case !hasTo:
		return contractError(said.Words("%s has no array to", resultEntry))
	}
	i, err := a.account(id)
	if err == nil {
		a.of[i] = of
	}
	return err
}

// idIn reads the ID in the object that follows, 0 if there is none. what names the object in an error.
func (w *walk) idIn(what said.Text) (id uint64, err error) {
	more, err := w.openOrNull(what)
	for ; more; more = w.next() {
		if string(w.name()) == "id" {
			id = w.id()
		} else {
			w.value()
		}
	}
	return id, err
}

// id reads an ID, which HubSpot writes as a text or as a number; 0 if it is none. No record has the ID 0.
func (w *walk) id() uint64 {
	value := w.value()
	digits := []byte(value)
	if value.Kind() == '"' {
		digits = unquoted(value)
	}
	if !isDigits(digits) {
		return 0
	}
	id, err := strconv.ParseUint(string(digits), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// links reads the array of associated records.
func (a *associations) links(w *walk) ([]Link, error) {
	if w.kind() != '[' {
		w.value()
		return nil, nil
	}
	var links []Link
	for more := w.openArray(); more; more = w.nextElement() {
		link, err := a.link(w)
		if err != nil {
			return nil, err
		}
		links = append(links, link)
	}
	return links, nil
}

// link reads {"toObjectId":…,"associationTypes":[…]}.
func (a *associations) link(w *walk) (link Link, err error) {
	if w.kind() != '{' {
		w.value()
		return link, contractError(said.Words("an entry of to is not an object"))
	}
	var seen known
	for more := w.open(); more; more = w.next() {
		name := w.name()
		if seen.again(memberOf(name, linkMembers)) {
			return link, contractError(said.Words("an entry of to has two members %s", a.mask.Text(string(name))))
		}
		switch string(name) {
		case "toObjectId":
			link.To = w.id()
		case "associationTypes":
			link.Types, err = a.types.read(w)
		default:
			w.value()
		}
		if err != nil {
			return link, err
		}
	}
	switch {
	case link.To == 0:
		return link, contractError(said.Words("an entry of to has no toObjectId that is an ID of at most 64 bits"))
	case link.Types == nil:
		return link, contractError(said.Words("an association has no associationTypes"))
	}
	return link, nil
}
