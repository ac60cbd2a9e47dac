package said

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
)

const (
	// widestCharacter is how many bytes one character of a secret takes in a text at most: %25252574 and the like.
	widestCharacter = 16

	// Shorter secrets are hidden only where they stand alone, and not in encodings that run into what surrounds them:
	// otherwise they would be found everywhere.
	shortest        = 4
	shortestEncoded = 8
)

// forms returns an expression for every form in which a secret may be repeated: as it is, in another case, escaped
// character by character as in a URL, JSON or HTML, broken by a space, in hexadecimal, and in base64 at any offset.
func forms(secret string) string {
	characters := make([]string, 0, len(secret))
	for _, c := range secret {
		characters = append(characters, character(c))
	}
	plain := strings.Join(characters, ` ?`)
	if len(secret) < shortest {
		return `(?i)\b` + plain + `\b`
	}
	all := []string{plain, hex.EncodeToString([]byte(secret))}
	for offset := range 3 {
		if core := encoded(secret, offset); core != "" {
			all = append(all, core)
		}
	}
	return `(?i)(?:` + strings.Join(all, `|`) + `)`
}

// character returns an expression for every form of one character.
func character(c rune) string {
	var bytes strings.Builder
	for _, b := range []byte(string(c)) {
		fmt.Fprintf(&bytes, `%%(?:25)*%02x`, b)
	}
	code, hexCode := strconv.Itoa(int(c)), strconv.FormatInt(int64(c), 16)
	const backslash = `(?:\\|%(?:25)*5c)`
	return `(?:` + strings.Join([]string{
		backslash + `*` + regexp.QuoteMeta(string(c)), // JSON may escape a slash
		bytes.String(),
		backslash + fmt.Sprintf(`+u%04x`, c), backslash + `+u\{0*` + hexCode + `\}`, backslash + fmt.Sprintf(`+x%02x`, c),
		`&#0*` + code + `;`, `&#x0*` + hexCode + `;`, regexp.QuoteMeta(html.EscapeString(string(c))),
	}, `|`) + `)`
}

// encoded returns an expression for the base64 of a text that contains the secret offset bytes after a multiple of three,
// as after "user:" in basic authentication. The whole word is hidden: its edges contain bits of the secret too.
func encoded(secret string, offset int) string {
	text := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", offset) + secret))
	core := text[[]int{0, 2, 3}[offset]:]
	if (offset+len(secret))%3 != 0 {
		core = core[:len(core)-1] // depends on what follows
	}
	if len(core) < shortestEncoded {
		return ""
	}
	core = strings.NewReplacer(`+`, `(?:[+-]|%2B)`, `/`, `(?:\\?/|_|%2F)`).Replace(core)
	const rest = `[A-Za-z0-9+/_=-]*`
	return rest + `(?-i:` + core + `)` + rest
}

// quoted returns text in quotation marks, in ASCII.
func quoted(text string) string { return strconv.QuoteToASCII(text) }
