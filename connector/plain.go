package connector

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain rejects what no setting contains on purpose: a reference that the node has not resolved, a placeholder of a
// template, quotation marks from JSON or a shell, and characters that nobody can see. No error repeats the text, which may be a secret.
func plain(text string) error {
	for _, what := range []struct{ reference, name string }{{"$SECRET(", "secret"}, {"$ENV(", "environment variable"}} {
		if strings.Contains(strings.ToUpper(text), what.reference) {
			return fmt.Errorf("contains %s…), which has not been resolved: define the %s on the Sesam node, and refer to it in docker.environment of the system", what.reference, what.name)
		}
	}
	for _, what := range []struct{ begin, end string }{{"${", "}"}, {"{{", "}}"}} {
		if strings.HasPrefix(text, what.begin) && strings.HasSuffix(text, what.end) {
			return fmt.Errorf("is %s…%s, a placeholder that nothing has replaced: write the value itself", what.begin, what.end)
		}
	}
	first, _ := utf8.DecodeRuneInString(text)
	last, size := utf8.DecodeLastRuneInString(text)
	if len(text) > size && isQuote(first) && isQuote(last) {
		return errors.New("is in quotation marks; write the value without them")
	}
	position := 0
	for i, r := range text {
		position++
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			return fmt.Errorf("is not valid UTF-8 at character %d", position)
		}
		if isInvisible(r) {
			return fmt.Errorf("contains an invisible character, %s, as character %d; retype the value", nameOf(r), position)
		}
	}
	return nil
}

// isQuote reports whether r is a quotation mark, straight or typographic.
func isQuote(r rune) bool { return strings.ContainsRune("\"'`“”„‘’‚«»", r) }

// isInvisible reports whether r shows nothing, or a space that is no ordinary one.
func isInvisible(r rune) bool {
	return r != ' ' && (unicode.IsControl(r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Z))
}

// nameOf names a character that cannot be shown.
func nameOf(r rune) string {
	switch r {
	case '\n':
		return "a line break"
	case '\r':
		return "a carriage return"
	case '\t':
		return "a tab"
	case '\u00a0':
		return "a no-break space (U+00A0)"
	case '\u200b':
		return "a zero-width space (U+200B)"
	case '\ufeff':
		return "a byte order mark (U+FEFF)"
	default:
		return fmt.Sprintf("U+%04X", r)
	}
}

// around is the white space that may surround a value: what files and shells leave behind.
const around = " \t\r\n"
