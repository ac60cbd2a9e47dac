package dtl

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

func stringFunctions() []function {
	return []function{
		mapping("string", "values as strings: lists and objects as JSON, a typed string without its type, bytes as UTF-8, a number without an exponent", toText),
		probing("is-string", "true for a string without a type", func(value any) bool { _, ok := textOf(value); return ok }),
		onText("upper", "strings in upper case", strings.ToUpper),
		onText("lower", "strings in lower case", strings.ToLower),
		mapping("length", "the number of characters of strings", func(_ *evaluation, value any) (any, bool) {
			plain, ok := textOf(value)
			return integer(utf8.RuneCountInString(plain)), ok
		}),
		plain("concat", 1, -1, "VALUES…", "all strings joined; other values are left out", func(e *evaluation, args []any) any { return e.joined("", args...) }),
		plain("join", 2, 2, "SEPARATOR, VALUES", "all strings joined, with a separator between them", func(e *evaluation, args []any) any {
			separator, _ := textOf(firstOf(args[0]))
			return e.joined(separator, args[1])
		}),
		plain("split", 1, 2, "SEPARATOR?, VALUES", "the parts of strings: between separators, with an empty one the characters, without one the words", splitText),
		plain("replace", 2, 3, "OLD, NEW, VALUES | DICT, VALUES", "strings with OLD replaced by NEW, or each key of DICT by its value", replace),
		plain("substring", 2, 3, "START, END?, VALUES", "the characters from START up to END; negative numbers count from the end", substring),
		plain("matches", 2, 2, "PATTERN, VALUES", "true if there are values and every one is a string that matches the pattern", func(e *evaluation, args []any) any {
			wanted, ok := textOf(firstOf(args[0]))
			values := listOf(args[1])
			return ok && len(values) > 0 && !slices.ContainsFunc(values, func(value any) bool {
				plain, isText := textOf(value)
				const charactersPerStep = 32
				return !isText || !e.spend(1+len(wanted)*len(plain)/charactersPerStep) || !pattern(wanted).matches(plain)
			})
		}),
	}
}

func onText(name, summary string, f func(string) string) function {
	return plain(name, 1, 1, "VALUES", summary+"; other values are left out", func(e *evaluation, args []any) any {
		return e.eachText(args[0], f)
	})
}

// joined joins the strings of all arguments and of lists in them; other values are left out.
func (e *evaluation) joined(separator string, args ...any) any {
	var parts []string
	length := 0
	for _, arg := range args {
		for _, value := range listOf(arg) {
			if part, ok := textOf(value); ok && e.spend(1) {
				parts = append(parts, part)
				length += len(part) + len(separator)
			}
		}
	}
	if !e.build(length) {
		return nil
	}
	return text(strings.Join(parts, separator))
}

func toText(e *evaluation, value any) (any, bool) {
	if content, ok := bytesOf(value); ok {
		return text(strings.ToValidUTF8(string(content), "\uFFFD")), true
	}
	switch v := value.(type) {
	case string:
		if TypeOf(v) != 0 {
			return text(v[2:]), true
		}
		return v, true
	case untyped:
		return v, true
	case json.Number:
		if n, ok := numberOf(v); ok && strings.ContainsAny(string(v), "eE") {
			return plainDigits(n.Rat), true
		}
	}
	if !e.measure(value) {
		return nil, false
	}
	return string(encoded(value, plainly)), true
}

func splitText(e *evaluation, args []any) any {
	parts := []any{}
	for _, value := range listOf(args[len(args)-1]) {
		whole, ok := textOf(value)
		if !ok {
			continue
		}
		var some []string
		if len(args) == 1 {
			some = strings.Fields(whole)
		} else if separator, isText := textOf(firstOf(args[0])); isText {
			if !e.spend(1 + strings.Count(whole, separator)) {
				return nil
			}
			some = strings.Split(whole, separator)
		}
		if !e.buildList(len(some)) || !e.build(len(whole)) {
			return nil
		}
		for _, part := range some {
			parts = append(parts, text(part))
		}
	}
	return parts
}

func replace(e *evaluation, args []any) any {
	var pairs []string
	if len(args) == 3 {
		before, okBefore := textOf(firstOf(args[0]))
		after, okAfter := textOf(firstOf(args[1]))
		if okBefore && okAfter && before != "" {
			pairs = []string{before, after}
		}
	} else {
		replacements, _ := firstOf(args[0]).(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(replacements)) {
			if after, ok := textOf(replacements[key]); ok && key != "" {
				pairs = append(pairs, key, after)
			}
		}
	}
	replacer := strings.NewReplacer(pairs...)
	return e.eachText(args[len(args)-1], func(before string) string {
		var after limitedText
		after.e = e
		_, _ = replacer.WriteString(&after, before) // its error is the evaluation's
		return after.String()
	})
}

// limitedText is a text that is written piece by piece, until the limit of the evaluation.
type limitedText struct {
	strings.Builder
	e *evaluation
}

// Write appends a piece.
func (t *limitedText) Write(piece []byte) (int, error) { return t.WriteString(string(piece)) }

// WriteString appends a piece.
func (t *limitedText) WriteString(piece string) (int, error) {
	if !t.e.spend(1) || !t.e.build(len(piece)) {
		return 0, t.e.err
	}
	return t.Builder.WriteString(piece)
}

func substring(e *evaluation, args []any) any {
	start, ok := intOf(args[0])
	if !ok {
		return nil
	}
	end, hasEnd := 0, false
	if len(args) == 3 {
		if end, hasEnd = intOf(args[1]); !hasEnd {
			return nil
		}
	}
	return e.eachText(args[len(args)-1], func(whole string) string {
		if !e.spend(1 + len(whole)/100) {
			return ""
		}
		characters := []rune(whole)
		from, to := within(start, len(characters)), len(characters)
		if hasEnd {
			to = within(end, len(characters))
		}
		return string(characters[from:max(from, to)])
	})
}

// within returns an index inside a list of a length for one that may count from the end.
func within(i, length int) int {
	if i < 0 {
		i += length
	}
	return max(0, min(i, length))
}
