package hubspot

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// byTokens reads a page token by token, as jsontext reads any JSON: slowly, and independently of the walk. It returns nil
// if the page must be rejected. Whether one without results must be, it does not say: found is false then.
func byTokens(text []byte, object *Object) (page *Page, found bool) {
	t := tokens{dec: jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), text: text}
	p := &Page{Total: -1}
	seen := map[string]bool{}
	t.object(func(name string, _ int) {
		for _, member := range answerMembers {
			t.reject(name == member && seen[name])
		}
		seen[name] = true
		switch name {
		case "results":
			t.results(p, object)
		case "paging":
			t.objectOrNull(func(name string, _ int) {
				last := t.dec.PeekKind() == 'n'
				if name != "next" {
					t.value()
					return
				}
				t.objectOrNull(func(name string, _ int) {
					if value := t.value(); name == "after" {
						t.reject(len(value) > maxCursor)
						p.Next = plainText(value)
					}
				})
				t.reject(!last && p.Next == "")
				p.HasNext = p.HasNext || !last
			})
		case "total":
			if n, err := strconv.Atoi(string(t.value())); err == nil && n >= 0 {
				p.Total = n
			}
		case "status", "numErrors":
			t.reject(len(t.value()) > longestStatus)
		default:
			t.value()
		}
	})
	if _, err := t.dec.ReadToken(); !errors.Is(err, io.EOF) || t.rejected {
		return nil, seen["results"]
	}
	return p, seen["results"]
}

type tokens struct {
	dec      *jsontext.Decoder
	text     []byte
	rejected bool
}

func (t *tokens) reject(broken bool) { t.rejected = t.rejected || broken }

func (t *tokens) offset() int { return int(t.dec.InputOffset()) }

func (t *tokens) value() jsontext.Value {
	value, err := t.dec.ReadValue()
	t.reject(err != nil)
	return bytes.Clone(value)
}

func (t *tokens) object(member func(name string, begin int)) {
	if t.reject(t.dec.PeekKind() != '{'); t.rejected {
		return
	}
	_, _ = t.dec.ReadToken()
	for !t.rejected && t.dec.PeekKind() == '"' {
		raw := t.value()
		if member(plainText(raw), t.offset()-len(raw)); t.rejected {
			return
		}
	}
	_, err := t.dec.ReadToken()
	t.reject(err != nil)
}

func (t *tokens) objectOrNull(member func(name string, begin int)) {
	if t.dec.PeekKind() == 'n' {
		t.value()
		return
	}
	t.object(member)
}

// plainText is text for strings of any length.
func plainText(raw jsontext.Value) string {
	if raw.Kind() == '0' {
		return string(raw)
	}
	if raw.Kind() != '"' {
		return ""
	}
	if !bytes.Contains(raw, []byte{'\\'}) {
		return string(raw[1 : len(raw)-1])
	}
	text, _ := jsontext.AppendUnquote(nil, raw)
	return string(text)
}

func (t *tokens) results(p *Page, object *Object) {
	if t.reject(t.dec.PeekKind() != '['); t.rejected {
		return
	}
	_, _ = t.dec.ReadToken()
	for !t.rejected && t.dec.PeekKind() != ']' {
		var r Record
		t.record(&r, object)
		p.Records = append(p.Records, r)
		t.reject(len(p.Records) > maxRecords)
	}
	_, err := t.dec.ReadToken()
	t.reject(err != nil)
}

func (t *tokens) record(r *Record, object *Object) {
	start := -1
	seen := map[string]bool{}
	t.object(func(name string, begin int) {
		if start < 0 {
			start = bytes.LastIndexByte(t.text[:begin], '{')
		}
		str := func(to *[]byte) {
			if raw := t.value(); raw.Kind() == '"' && len(raw) > 2 {
				*to = []byte(plainText(raw))
			}
		}
		t.reject(seen[name])
		switch name {
		case "id":
			if str(&r.ID); !isDigits(r.ID) {
				r.ID = nil
			}
		case "updatedAt":
			str(&r.UpdatedAt)
		case "archivedAt":
			str(&r.ArchivedAt)
		case "archived":
			r.Archived = string(t.value()) == "true"
		case "properties":
			if t.dec.PeekKind() == '{' {
				t.properties(r, object, start)
			} else {
				t.value()
			}
		case "_id", "_updated", "_deleted":
			t.reject(true)
		default:
			t.value()
			return
		}
		seen[name] = true
	})
	if t.reject(r.ID == nil); !t.rejected {
		r.Raw = t.text[start:t.offset()]
	}
}

func (t *tokens) properties(r *Record, object *Object, start int) {
	previous := -1
	t.object(func(name string, begin int) {
		raw := t.value()
		text := []byte(nil)
		if raw.Kind() == '"' {
			text = []byte(plainText(raw))
		}
		switch {
		case name == object.Modified && len(text) > 0:
			r.Modified = text
		case name == object.Merged:
			if len(text) > 0 {
				r.Merged = text
			}
			t.reject(len(text) > maxMerged)
			end := t.offset()
			r.MergedHead, r.MergedTail = previous-start, end-start
			if previous < 0 {
				r.MergedHead = begin - start
				if rest := bytes.TrimLeft(t.text[end:], " \t\r\n"); len(rest) > 0 && rest[0] == ',' {
					r.MergedTail = len(t.text) - len(rest) + 1 - start
				}
			}
		}
		previous = t.offset()
	})
}

// agreesWithTokens fails the test if a page is read differently token by token.
func agreesWithTokens(t interface {
	Fatalf(format string, args ...any)
}, body []byte,
) {
	p, err := decoded(string(body))
	want, found := byTokens(p.body.text(), Contacts)
	if found && (want == nil) != (err != nil) {
		t.Fatalf("%q: %v, token by token %+v", body, err, want)
	}
	if !found || err != nil {
		return
	}
	if p.Next != want.Next || p.HasNext != want.HasNext || p.Total != want.Total || len(p.Records) != len(want.Records) {
		t.Fatalf("%q: %+v, token by token %+v", body, p, want)
	}
	for i, got := range p.Records {
		want := want.Records[i]
		same := bytes.Equal(got.Raw, want.Raw) && bytes.Equal(got.ID, want.ID) && bytes.Equal(got.UpdatedAt, want.UpdatedAt) &&
			bytes.Equal(got.ArchivedAt, want.ArchivedAt) && bytes.Equal(got.Modified, want.Modified) && bytes.Equal(got.Merged, want.Merged) &&
			got.Archived == want.Archived && got.MergedHead == want.MergedHead && got.MergedTail == want.MergedTail
		if !same && (got.MergedHead != got.MergedTail || want.MergedHead != want.MergedTail) {
			t.Fatalf("%q: %+v, token by token %+v", body, got, want)
		}
	}
}

func TestAPageIsReadAsTokenByToken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var body bytes.Buffer
		body.WriteString(`{"results":[`)
		for i := range rapid.IntRange(0, 3).Draw(t, "records") {
			if i > 0 {
				body.WriteByte(',')
			}
			body.WriteString(`{"id":"` + strconv.Itoa(i+1) + `"`)
			for range rapid.IntRange(0, 4).Draw(t, "members") {
				body.WriteString("," + drawString(t) + ":" + drawJSON(t, 2))
			}
			if rapid.Bool().Draw(t, "has properties") {
				body.WriteString(`,"properties":{"x":` + drawJSON(t, 1) + `,"hs_merged_object_ids":` + drawJSON(t, 0) + `}`)
			}
			body.WriteByte('}')
		}
		body.WriteString(`],"paging":` + drawJSON(t, 3) + `,` + drawString(t) + `:` + drawJSON(t, 2) + `}`)
		agreesWithTokens(t, body.Bytes())
	})
}

func FuzzPageByTokens(f *testing.F) {
	for _, seed := range []string{
		`{"results":[{"id":"1","properties":{"hs_merged_object_ids":"2;3","lastmodifieddate":"2026-01-01T00:00:00.000Z"},"archived":false}],"paging":{"next":{"after":"2"}}}`,
		`{"total":1,"results":[{"id":"1","properties":null}]}`, `{"results":[{"id":"1","archivedAt":"\u0041","properties":{ "hs_merged_object_ids" : "1" , "a":1.5}}]}`,
		`{"results":[],"paging":{"next":null}}`, `{"results":[{"id":"1","id":"2"}]}`, `{"results":[{"id":"1","_id":2}]}`, "\xef\xbb\xbf" + `{"results":[]} x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) { agreesWithTokens(t, body) })
}
