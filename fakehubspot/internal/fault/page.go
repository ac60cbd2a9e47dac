package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// rowsPage is an answer with a page of rows. It keeps every byte of the vendor's
// answer that no fault changes, and the order of the members.
type rowsPage struct {
	members []member
	rows    []json.RawMessage
}

type member struct {
	name  string
	value json.RawMessage
}

// rewrite lets change work on the page that next answers, and sends the result.
// It reports false, and the answer is as next gave it, when that is no page of
// rows or change found nothing to do.
func (c *call) rewrite(change func(*rowsPage) bool) bool {
	a := c.capture()
	changed := false
	if page, ok := parsePage(a); ok && change(page) {
		a.body, changed = page.encode(), true
	}
	c.send(a)
	return changed
}

func parsePage(a *answer) (*rowsPage, bool) {
	if a.status != http.StatusOK {
		return nil, false
	}
	page := &rowsPage{}
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
			found = json.Unmarshal(one.value, &page.rows) == nil
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
func (p *rowsPage) set(name string, value json.RawMessage) {
	for i := range p.members {
		if p.members[i].name == name {
			p.members[i].value = value
			return
		}
	}
	p.members = append(p.members, member{name, value})
}

// next lets the page say that it goes on at the cursor.
func (p *rowsPage) next(cursor string) {
	p.set("paging", json.RawMessage(`{"next":{"after":`+quote(cursor)+`}}`))
}

// encode writes the page without spaces.
func (p *rowsPage) encode() []byte {
	rows := bytes.Join(asBytes(p.rows), []byte(","))
	p.set("results", append(append([]byte("["), rows...), ']'))
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

func asBytes(rows []json.RawMessage) [][]byte {
	all := make([][]byte, len(rows))
	for i, row := range rows {
		all[i] = row
	}
	return all
}

// row is the index that a fault's Row means on this page.
func (p *rowsPage) row(wanted int) (index int, ok bool) {
	if wanted < 0 {
		wanted += len(p.rows)
	}
	return wanted, wanted >= 0 && wanted < len(p.rows)
}
