package hubspot

import (
	"encoding/json"
	"fmt"
	"strings"
)

// beforeInvalid is what HubSpot's message about values that properties do not take has in front of a JSON array of them.
const beforeInvalid = "Property values were not valid: "

// text returns the message for people. Of values that properties do not take, it is what the array in HubSpot's message says of
// each, without the JSON around it.
func (e *explanation) text() string {
	list, found := strings.CutPrefix(e.Message, beforeInvalid)
	if !found {
		return e.Message
	}
	var values []struct {
		Name    string
		Message string
	}
	if json.Unmarshal([]byte(list), &values) != nil || len(values) == 0 {
		return e.Message
	}
	parts := make([]string, len(values))
	for i, v := range values {
		if v.Name == "" || v.Message == "" {
			return e.Message
		}
		parts[i] = fmt.Sprintf("property %q: %s", v.Name, v.Message)
	}
	return strings.Join(parts, "; ")
}
