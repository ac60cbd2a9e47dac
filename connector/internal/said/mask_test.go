package said_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

const key = "pat-na1-Secret/0123+456_789~abc"

// written returns the key in the forms in which a server may repeat it.
func written() map[string]string {
	each := func(format string) string {
		var b strings.Builder
		for _, c := range key {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
	quoted, _ := json.Marshal(key)
	return map[string]string{
		"as it is":               key,
		"upper case":             strings.ToUpper(key),
		"lower case":             strings.ToLower(key),
		"query":                  url.QueryEscape(key),
		"path":                   url.PathEscape(key),
		"percent, every byte":    each("%%%02X"),
		"percent twice":          url.QueryEscape(each("%%%02x")),
		"JSON":                   string(quoted),
		"JSON, escaped slash":    strings.ReplaceAll(key, "/", `\/`),
		"JSON, every character":  each(`\u%04x`),
		"JSON in JSON":           each(`\\u%04X`),
		"HTML, decimal":          each("&#%d;"),
		"HTML, hexadecimal":      each("&#x%x;"),
		"HTML":                   html.EscapeString(key),
		"hexadecimal":            hex.EncodeToString([]byte(key)),
		"base64":                 base64.StdEncoding.EncodeToString([]byte(key)),
		"base64 of a URL":        base64.URLEncoding.EncodeToString([]byte(key)),
		"basic authentication":   base64.StdEncoding.EncodeToString([]byte("u:" + key)),
		"basic authentication 1": base64.StdEncoding.EncodeToString([]byte("us:" + key)),
		"basic authentication 2": base64.StdEncoding.EncodeToString([]byte("use:" + key + "\n")),
		"escaped base64":         url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("u:" + key))),
		"on two lines":           key[:9] + "\n" + key[9:],
		"with a hidden letter":   key[:9] + "\u200b" + key[9:],
	}
}

func TestTheSecretIsHiddenInEveryForm(t *testing.T) {
	mask := said.NewMask(key)
	for form, text := range written() {
		got := mask.Text("the token <" + text + "> is not known").String()
		if got != "the token <[key]> is not known" && got != `the token <"[key]"> is not known` {
			t.Errorf("%s: %s", form, got)
		}
	}
}

// Nothing of a secret is left where a text is cut, wherever that is.
func TestCuttingLeavesNoPartOfTheSecret(t *testing.T) {
	mask := said.NewMask(key)
	for _, before := range []int{480, 495, 8<<10 - 200, 8<<10 - 5} {
		for form, text := range written() {
			raw := strings.Repeat("x", before) + text + strings.Repeat("y", 1000)
			if got := mask.Text(raw).String(); strings.ContainsAny(got, "0123456789%&\\") || len(got) > 510 {
				t.Errorf("%s after %d bytes: …%s", form, before, got[len(got)-40:])
			}
		}
	}
	// Many secrets become so short that the end of what is looked at comes into sight.
	raw := strings.Repeat(strings.Repeat("%70%61%74", 1)+" "+key+" ", 3000)
	if got := mask.Text(raw).String(); strings.Contains(got, "pat-na1") {
		t.Error(got)
	}
}

func TestShortSecretsAreHiddenWhereTheyStandAlone(t *testing.T) {
	if got := said.NewMask("k").Text("the key k, and K").String(); got != "the key [key], and [key]" {
		t.Error(got)
	}
}

func TestTheStartOfABody(t *testing.T) {
	for body, want := range map[string]string{"<html>x": `"<html>"`, "": `""`, key + "!": `"[key]!"`, "\x1f\x8b": `"\x1f\x8b"`} {
		if got := said.NewMask(key).Start([]byte(body)).String(); got != want {
			t.Errorf("%q: %s, want %s", body, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	var none *said.Mask
	if got := said.Words("%s of %s: %s", said.Number(1), said.Number(2), none.Text("a\x00\n\u202eb %s")).String(); got != "1 of 2: a b %s" {
		t.Error(got)
	}
}

func TestDurations(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Hour: "1h", 90 * time.Minute: "1h30m", 3 * time.Minute: "3m", time.Hour + time.Second: "1h0m1s", 30*time.Second + 1: "30s", 250 * time.Millisecond: "250ms",
	} {
		if got := said.Duration(d).String(); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// Whatever is said, what is shown is one short line of visible characters.
func TestWhatIsShownIsOneShortLine(t *testing.T) {
	mask := said.NewMask(key)
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.String().Draw(t, "raw")
		got := mask.Text(raw).String()
		if len(got) > 510 || strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
			t.Fatalf("%q", got)
		}
	})
}
