package record

import (
	"github.com/go-json-experiment/json/jsontext"
)

// View is a choice of properties, in the order in which they are written.
type View struct {
	columns []Column
	quoted  [][]byte // the names as JSON strings
}

// Column is one property of a View.
type Column struct {
	Name string
	Get  Getter
}

// NewView returns a view of the columns. A name that is not valid text is left out: no property has one.
func NewView(columns []Column) View {
	v := View{columns: make([]Column, 0, len(columns)), quoted: make([][]byte, 0, len(columns))}
	for _, column := range columns {
		quoted, err := jsontext.AppendQuote(nil, column.Name)
		if err != nil {
			continue
		}
		v.columns, v.quoted = append(v.columns, column), append(v.quoted, quoted)
	}
	return v
}

// AppendProperties appends the JSON object of the chosen properties. One that is unset is null, or absent when
// setOnly is given, as answers to writes have it.
func (v View) AppendProperties(b []byte, r *Record, setOnly bool) []byte {
	b = append(b, '{')
	for i, column := range v.columns {
		value, ok := column.Get(r)
		if !ok && setOnly {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(append(b, v.quoted[i]...), ':')
		if !ok {
			b = append(b, "null"...)
			continue
		}
		b = appendString(b, value)
	}
	return append(b, '}')
}

// Append appends the record's JSON without its closing brace, so that callers can add the members of their endpoint.
func (v View) Append(b []byte, r *Record, setOnly bool) []byte {
	b = append(b, `{"id":"`...)
	b = appendInt(b, r.ID)
	b = append(b, `","properties":`...)
	b = v.AppendProperties(b, r, setOnly)
	return AppendTimes(b, r)
}

// AppendTimes appends the members that follow the properties.
func AppendTimes(b []byte, r *Record) []byte {
	b = append(b, `,"createdAt":"`...)
	b = AppendStamp(b, r.Created)
	b = append(b, `","updatedAt":"`...)
	b = AppendStamp(b, r.Modified)
	if r.Archived == 0 {
		return append(b, `","archived":false`...)
	}
	b = append(b, `","archived":true,"archivedAt":"`...)
	b = AppendStamp(b, r.Archived)
	return append(b, '"')
}
