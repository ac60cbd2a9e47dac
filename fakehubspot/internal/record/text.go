package record

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// appendString appends a JSON string. HubSpot escapes no more than JSON asks for; bytes that are not UTF-8 become
// the replacement character.
func appendString(b []byte, s string) []byte {
	out, err := jsontext.AppendQuote(b, s)
	if err != nil {
		out, _ = jsontext.AppendQuote(b, strings.ToValidUTF8(s, "\uFFFD")) // valid text always quotes
	}
	return out
}

func appendInt(b []byte, n int64) []byte {
	return strconv.AppendInt(b, n, 10)
}
