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
	listing listing
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
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		one := member{name: name.(string)} // inside an object a name is a string
		if err := decoder.Decode(&one.value); err != nil {
			return nil, false
		}
		page.members = append(page.members, one)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, false
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, false
	}
	return page, page.recognise()
}

// recognise finds out which listing the page is of, and reads its records. It returns false if it is none.
func (p *resultPage) recognise() bool {
	for _, one := range listings {
		if !p.has(one.rows) || one.more != "" && !p.has(one.more) {
			continue
		}
		p.listing = one
		return json.Unmarshal(p.get(one.rows), &p.results) == nil
	}
	return false
}

// get returns the value of a member, nil if the page does not have it.
func (p *resultPage) get(name string) json.RawMessage {
	for _, one := range p.members {
		if one.name == name {
			return one.value
		}
	}
	return nil
}

func (p *resultPage) has(name string) bool { return p.get(name) != nil }

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

// encode writes the page without spaces.
func (p *resultPage) encode() []byte {
	results := bytes.Join(asBytes(p.results), []byte(","))
	p.set(p.listing.rows, append(append([]byte("["), results...), ']'))
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
