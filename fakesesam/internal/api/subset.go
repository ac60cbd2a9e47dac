package api

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// subset reads a subset expression, ["eq", "_S.<path>", <value>], and gives the condition it stands for. A node has the
// subsets that its indexes make; here every one of this form is there, and others are not.
func subset(text string) (func(*dataset.Version) bool, error) {
	none := notFound{"there is no subset " + text + `; there are those of the form ["eq","_S.<property>",<value>]`}
	var parts []json.RawMessage
	if json.Unmarshal([]byte(text), &parts) != nil || len(parts) != 3 {
		return nil, none
	}
	var function, path string
	var value any
	if json.Unmarshal(parts[0], &function) != nil || function != "eq" || json.Unmarshal(parts[1], &path) != nil {
		return nil, none
	}
	path, ok := strings.CutPrefix(path, "_S.")
	dec := json.NewDecoder(bytes.NewReader(parts[2]))
	dec.UseNumber()
	if !ok || path == "" || dec.Decode(&value) != nil {
		return nil, none
	}
	want, err := dataset.Encode(value)
	if err != nil {
		return nil, none
	}
	keys := strings.Split(path, ".")
	return func(v *dataset.Version) bool { return bytes.Equal(valueAt(v, keys), want) }, nil
}

// valueAt gives the value at a path of an entity; nil when there is none. Stored values are canonical: equal ones have
// equal bytes.
func valueAt(v *dataset.Version, keys []string) []byte {
	object := append(append([]byte{'{'}, v.Members...), '}')
	for i, key := range keys {
		var value []byte
		for _, m := range dataset.Split(object, nil) {
			if string(m.Key) == key {
				value = m.Value
			}
		}
		if i == len(keys)-1 || len(value) == 0 || value[0] != '{' {
			if i < len(keys)-1 {
				return nil
			}
			return value
		}
		object = value
	}
	return nil
}
