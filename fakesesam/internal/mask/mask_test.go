package mask_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/mask"
)

func quotedJSON(s string) string {
	text, _ := json.Marshal(s)
	return string(text[1 : len(text)-1])
}

func quotedGo(s string) string { text := strconv.QuoteToASCII(s); return text[1 : len(text)-1] }

func basic(s string) string {
	r := &http.Request{Header: http.Header{}}
	r.SetBasicAuth("user", s)
	return r.Header.Get("Authorization")
}

// everyByte percent-encodes every byte, everyUnit escapes every character as JSON can.
func everyByte(s string) string {
	var out strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&out, "%%%02x", s[i])
	}
	return out.String()
}

func everyUnit(s string) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&out, `\u%04X`, unit)
	}
	return out.String()
}

func readAsLatin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// encodings are the forms in which a text may have a secret.
var encodings = map[string]func(string) string{
	"as it is":           func(s string) string { return s },
	"in a query":         url.QueryEscape,
	"in a path":          url.PathEscape,
	"lower-case percent": func(s string) string { return strings.ToLower(url.QueryEscape(s)) },
	"every byte":         everyByte,
	"as JSON":            quotedJSON,
	"every unit":         everyUnit,
	"as Go":              quotedGo,
	"as HTML":            html.EscapeString,
	"upper case":         strings.ToUpper,
	"read as Latin-1":    readAsLatin1,
	"twice in a query":   func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"JSON in JSON":       func(s string) string { return quotedJSON(quotedJSON(s)) },
	"JSON in a query":    func(s string) string { return url.QueryEscape(quotedJSON(s)) },
	"a query in JSON":    func(s string) string { return quotedJSON(url.QueryEscape(s)) },
	"base64":             func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 for URLs":    func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64, shifted":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte("ab" + s + "xyz")) },
	"basic":              basic,
	"basic in a query":   func(s string) string { return url.QueryEscape(basic(s)) },
}

// Whatever a secret consists of, and in whatever form a text has it, it does not appear in that form.
func TestNoFormOfASecretAppears(t *testing.T) {
	letter := rapid.OneOf(rapid.SampledFrom([]rune(`aZ09 +%&/\"'<>=?#é€😀ßKſ`)), rapid.Rune().Filter(func(r rune) bool { return r != '*' }))
	secret := rapid.StringOfN(letter, 4, 20, -1).Filter(func(s string) bool { return strings.TrimSpace(s) != "" && len(strings.TrimSpace(s)) >= 4 })
	names := make([]string, 0, len(encodings))
	for name := range encodings {
		names = append(names, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		secrets := rapid.SliceOfN(secret, 1, 3).Draw(t, "secrets")
		m := mask.New(secrets...)
		for _, name := range names {
			encoded := encodings[name](secrets[0])
			before, after := rapid.SampledFrom([]string{"", "GET http://h/?key=", `{"a":"`, "é"}).Draw(t, "before"), rapid.SampledFrom([]string{"", "&b=c", `"}`, " end", "é"}).Draw(t, "after")
			got := m.Text(before + encoded + after)
			if strings.Contains(got, encoded) || strings.Contains(got, secrets[0]) || !strings.Contains(got, "***") {
				t.Fatalf("%s: %q as %q becomes %q", name, secrets[0], before+encoded+after, got)
			}
		}
	})
}

func TestText(t *testing.T) {
	m := mask.New("hush-hush", "hush-hush-more", `p"w\d`, "abc", "50% off", "12345678")
	for text, want := range map[string]string{
		"nothing here":                        "nothing here",
		"abc is too short":                    "abc is too short",
		"the key hush-hush, HUSH-hush":        "the key ***, ***",
		"hush-hush-more":                      "***",
		"hush-hush-mor":                       "***-mor",
		"?key=hush%2Dhush&x=1":                "?key=***&x=1",
		`{"pw":"p\"w\\d"}`:                    `{"pw":"***"}`,
		`p"w\d`:                               "***",
		"50%25+off 50%25%20off 50% off":       "*** *** ***",
		"Basic dXNlcjpodXNoLWh1c2g= here":     "Basic *** here",
		"/path/dXNlcjpodXNoLWh1c2g/more":      "/path/***/more",
		"hush hush":                           "hush hush",
		hex.EncodeToString([]byte("neutral")): hex.EncodeToString([]byte("neutral")),
	} {
		if got := m.Text(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if got := (*mask.Masker)(nil).Text("text"); got != "text" {
		t.Error(got)
	}
}

// Masked JSON is JSON: also if a secret begins or ends in the middle of an escape, or is a number.
func TestJSON(t *testing.T) {
	m := mask.New("nabcd", "12345678", `tail\`, "hush-hush")
	for raw, want := range map[string]string{
		`{"a":"\nabcd"}`:              `{"a":"\nabcd"}`,
		`{"a":"xtail\\"}`:             `{"a":"x***"}`,
		`{"a":12345678,"b":[1]}`:      `{"a":"***","b":[1]}`,
		`{"hush-hush":{"hush-hu":1}}`: `{"***":{"hush-hu":1}}`,
		`["\u0068ush-hush"]`:          `["***"]`,
		`[1.50,"none"]`:               `[1.50,"none"]`,
		`{hush-hush`:                  `"{***"`,
	} {
		if got := string(mask.JSON([]byte(raw), m.Text)); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

// Masking takes no longer for texts that nearly match everywhere.
func TestTextThatNearlyMatches(t *testing.T) {
	m := mask.New(strings.Repeat(`\`, 30)+"x", strings.Repeat("%25", 20)+"x")
	for _, part := range []string{`\`, "%25", "%", "&amp;", `\u005c`} {
		if got := m.Text(strings.Repeat(part, 5000)); strings.Contains(got, "***") {
			t.Errorf("%s: %.40s", part, got)
		}
	}
}
