package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// resultPage is an answer with a page of results. It keeps the order of the members and every byte that no fault changes.
type resultPage struct {
	members []member
	results []json.RawMessage
}

type member struct {
	name  string
	value json.RawMessage
}

// rewrite applies change to the page that next answers, and sends it. If the answer is not a page of results, or change
// finds nothing to do, it sends the answer unchanged and returns false.
func (c *call) rewrite(change func(*resultPage) bool) bool {
	a := c.capture()
	changed := false
	if page, ok := parsePage(a); ok && change(page) {
		a.body, changed = page.encode(), true
	}
	c.send(a)
	return changed
}

func parsePage(a *answer) (*resultPage, bool) {
	if a.status != http.StatusOK {
		return nil, false
	}
	page := &resultPage{}
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, false
	}
	found := false
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		one := member{name: name.(string)} // inside an object a name is a string
		if err := decoder.Decode(&one.value); err != nil {
			return nil, false
		}
		if one.name == "results" {
			found = json.Unmarshal(one.value, &page.results) == nil
		}
		page.members = append(page.members, one)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, false
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, false
	}
	return page, found
}

// set changes a member, or adds it at the end.
func (p *resultPage) set(name string, value json.RawMessage) {
	for i := range p.members {
		if p.members[i].name == name {
			p.members[i].value = value
			return
		}
	}
	p.members = append(p.members, member{name, value})
}

// next makes the page say that it goes on at the cursor.
func (p *resultPage) next(cursor string) {
	p.set("paging", json.RawMessage(`{"next":{"after":`+quote(cursor)+`}}`))
}

// encode writes the page without spaces.
func (p *resultPage) encode() []byte {
	results := bytes.Join(asBytes(p.results), []byte(","))
	p.set("results", append(append([]byte("["), results...), ']'))
	var text bytes.Buffer
	text.WriteByte('{')
	for i, one := range p.members {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(quote(one.name))
		text.WriteByte(':')
		text.Write(one.value)
	}
	text.WriteByte('}')
	return text.Bytes()
}

// quote writes s as a JSON string.
func quote(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("fault: a string could not be encoded: " + err.Error())
	}
	return string(quoted)
}

func asBytes(results []json.RawMessage) [][]byte {
	all := make([][]byte, len(results))
	for i, one := range results {
		all[i] = one
	}
	return all
}

// index returns the index that a fault's Row means on this page, and whether there is such a result.
func (p *resultPage) index(wanted int) (index int, ok bool) {
	if wanted < 0 {
		wanted += len(p.results)
	}
	return wanted, wanted >= 0 && wanted < len(p.results)
}
