package hubspot

import (
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

const (
	maxRecord = 16 << 20 // bytes of one record

	// maxRecords is how many records a page may hold: what is remembered of each takes memory too. No more than 200 are
	// ever requested.
	maxRecords = 1000
)

// Page is one answer with records. Records borrow its memory: both are valid until Release.
type Page struct {
	Records []Record
	Next    string // cursor of the next page, opaque
	HasNext bool   // the only sign of a next page
	Total   int    // of a search: matches of the whole query; -1 if HubSpot does not say

	// Began is a lower bound, in HubSpot's own time, of the moment HubSpot began to work on this page.
	Began time.Time

	reported reported // what the answer says of errors

	body    body
	parking *parking
	mask    *said.Mask
	release func(*Page)
}

// Release returns the page's memory for reuse. The page must not be used afterwards.
func (p *Page) Release() {
	if p.release != nil {
		p.release(p)
	}
}

// decode reads p.body, which holds records of the object type. Records are located, not decoded: their bytes remain as
// they were received.
func (p *Page) decode(object *Object) error {
	p.Records, p.Next, p.HasNext, p.Total = p.Records[:0], "", false, -1
	p.reported = reported{}
	found := false
	err := readAnswer(p.body.text(), p.mask, answerMembers, func(w *walk, name []byte) error {
		found = found || string(name) == "results"
		return p.member(w, object, name)
	})
	if err == nil && !found && !p.reported.explanation().failed() {
		return contractError(said.Words("the answer has no results"))
	}
	return err
}

// answerMembers are the members of an answer that matter.
var answerMembers = []string{"results", "paging", "total", "status", "numErrors", "errors"}

// member reads the value of one member of the answer.
func (p *Page) member(w *walk, object *Object, name []byte) error {
	switch string(name) {
	case "results":
		return p.results(w, object)
	case "paging":
		var err error
		p.Next, p.HasNext, err = w.paging()
		return err
	case "total":
		if n, err := strconv.Atoi(string(w.value())); err == nil && n >= 0 {
			p.Total = n
		}
		return nil
	default:
		return p.reported.member(w, name)
	}
}

// results reads the array of records.
func (p *Page) results(w *walk, object *Object) error {
	if w.kind() != '[' {
		w.value()
		return contractError(said.Words("results is not an array"))
	}
	for more := w.openArray(); more; more = w.nextElement() {
		if len(p.Records) == maxRecords {
			return contractError(said.Words("the answer holds more than %s records; at most %s were requested", said.Number(maxRecords), said.Number(SearchLimit)))
		}
		p.Records = append(p.Records, Record{})
		if err := p.Records[len(p.Records)-1].decode(w, object, p.mask); err != nil {
			return err
		}
	}
	return nil
}

// isWhole rejects a page that announces another one where everything comes at once.
func (p *Page) isWhole() error {
	if p.HasNext {
		return contractError(said.Words("the answer announces another page, which the API does not have"))
	}
	return nil
}
