package hubspot

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// explanation is what HubSpot says about a failure, in the body of an answer or of one part of it. Everything is optional
// and may have another type. None of it is shown before it has passed through the mask.
type explanation struct {
	Message       string
	Category      string
	ErrorType     string // of a 429, instead of the category
	CorrelationID string
	PolicyName    string
	Status        any // "error" in an envelope
	NumErrors     any
	Errors        json.RawMessage
	missing
	Context struct {
		missing
		IDs      keys
		TraceIDs texts `json:"objectWriteTraceId"`
		From     texts `json:"fromObjectId"`
		To       texts `json:"toObjectId"`
	}
}

// missing are the scopes that a key lacks.
type missing struct {
	RequiredGranularScopes texts
	RequiredScopes         texts // older answers
}

// explain reads a body. Members of another type than expected are left out, and of a body that is no JSON object
// everything is.
func explain(body []byte) explanation {
	var e explanation
	_ = json.Unmarshal(body, &e)
	return e
}

// maxParts is how many errors of an answer are looked at, more than a batch has records. Each takes many times the memory
// of its text.
const maxParts = 200

// parts returns the explanations of an array of errors; ok is false if it is none.
func (e *explanation) parts() (parts []explanation, ok bool) {
	if len(e.Errors) == 0 {
		return nil, true
	}
	list, ok := elements(e.Errors, maxParts)
	for _, raw := range list {
		parts = append(parts, explain(raw))
	}
	return parts, ok
}

// elements returns the first elements of an array, none of null; ok is false if it is neither.
func elements(array []byte, most int) (list []json.RawMessage, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(array))
	begin, err := dec.Token()
	if err != nil || begin != json.Delim('[') {
		return nil, err == nil && begin == nil
	}
	for len(list) < most && dec.More() {
		var element json.RawMessage
		if dec.Decode(&element) != nil {
			return nil, false
		}
		list = append(list, element)
	}
	return list, true
}

// category returns the category, which a 429 calls errorType.
func (e *explanation) category() string {
	if e.Category != "" {
		return e.Category
	}
	return e.ErrorType
}

// explained reads a body, and what it lacks from its first part.
func explained(body []byte) explanation {
	whole := explain(body)
	return whole.completed()
}

// completed returns e with what only its first part says.
func (e *explanation) completed() explanation {
	whole := *e
	parts, _ := e.parts()
	if len(parts) == 0 {
		return whole
	}
	if whole.Message == "" {
		whole.Message = parts[0].Message
	}
	if whole.category() == "" {
		whole.Category = parts[0].category()
	}
	return whole
}

// mostScopes is how many scopes are named.
const mostScopes = 20

// scopes returns the scopes that HubSpot names as missing, wherever in the explanation. If some are granular, the older
// ones mean the same.
func (e *explanation) scopes(mask *said.Mask) []said.Text {
	granular, older := e.RequiredGranularScopes, e.RequiredScopes
	add := func(m missing) {
		granular, older = append(granular, m.RequiredGranularScopes...), append(older, m.RequiredScopes...)
	}
	add(e.Context.missing)
	parts, _ := e.parts()
	for i := range parts {
		add(parts[i].missing)
		add(parts[i].Context.missing)
	}
	if len(granular) == 0 {
		granular = older
	}
	var named []said.Text
	seen := map[string]bool{}
	for _, scope := range granular {
		if text := mask.Text(scope); !seen[scope] && text.String() != "" && len(named) < mostScopes {
			seen[scope] = true
			named = append(named, text)
		}
	}
	return named
}

// mentions reports whether the category or the message contains one of the words.
func (e *explanation) mentions(words ...string) bool {
	for _, text := range []string{e.category(), e.Message} {
		text = strings.ToLower(text)
		for _, word := range words {
			if strings.Contains(text, word) {
				return true
			}
		}
	}
	return false
}

// texts is a list of texts, or a single one with commas.
type texts []string

// maxTexts is how many texts of a list are kept, more than a batch has records.
const maxTexts = 1000

// UnmarshalJSON implements json.Unmarshaler. It accepts everything and keeps what is text.
func (t *texts) UnmarshalJSON(raw []byte) error {
	list, _ := elements(raw, maxTexts)
	if len(list) == 0 {
		list = []json.RawMessage{raw}
	}
	for _, element := range list {
		var text string
		_ = json.Unmarshal(element, &text) // what is no text adds nothing
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
			if len(*t) == maxTexts {
				return nil
			}
			*t = append(*t, word)
		}
	}
	return nil
}

// keys is a list of IDs or of values of a unique property. Unlike other texts, those may contain commas and spaces themselves.
type keys []string

// UnmarshalJSON implements json.Unmarshaler. It accepts everything and keeps what is text.
func (k *keys) UnmarshalJSON(raw []byte) error {
	list, _ := elements(raw, maxTexts)
	if len(list) == 0 {
		return (*texts)(k).UnmarshalJSON(raw)
	}
	for _, element := range list {
		var text string
		if json.Unmarshal(element, &text) == nil && text != "" {
			*k = append(*k, text)
		}
	}
	return nil
}

// isWebPage reports whether a body is HTML, by its type or by itself.
func isWebPage(contentType string, body []byte) bool {
	return strings.Contains(strings.ToLower(contentType), "html") || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}
