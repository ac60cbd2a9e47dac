package cursor

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// encode writes a number as the sample of HubSpot's API description has it: NTI1Cg%3D%3D is 525 and a line feed in base64,
// escaped for a URL although it stands in JSON.
func encode(number int64) string {
	text := strconv.AppendInt(nil, number, 10)
	return url.QueryEscape(base64.StdEncoding.EncodeToString(append(text, '\n')))
}

// decode reads what encode wrote. A client may send it as it is, which escapes it once more, or take it for escaped
// already.
func decode(text string) (int64, bool) {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return 0, false
	}
	decoded, err := base64.StdEncoding.Strict().DecodeString(plain)
	if err != nil {
		return 0, false
	}
	number, ok := store.ParseID(strings.TrimSuffix(string(decoded), "\n"))
	return number, ok && encode(number) == url.QueryEscape(plain)
}
