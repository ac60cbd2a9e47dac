package dtl

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

func stringFunctions() []function {
	return []function{
		mapping("string", "values as strings; lists and objects as JSON, a typed string without its type", toText),
		probing("is-string", "true for a string without a type", func(value any) bool { _, ok := textOf(value); return ok }),
		onText("upper", "strings in upper case", strings.ToUpper),
		onText("lower", "strings in lower case", strings.ToLower),
		mapping("length", "the number of characters of strings", func(value any) (any, bool) {
			text, ok := textOf(value)
			return integer(utf8.RuneCountInString(text)), ok
		}),
		plain("concat", 1, -1, "VALUES…", "all strings joined; other values are left out", func(args []any) any { return strings.Join(texts(args...), "") }),
		plain("join", 2, 2, "SEPARATOR, VALUES", "all strings joined, with a separator between them", func(args []any) any {
			separator, _ := textOf(firstOf(args[0]))
			return strings.Join(texts(args[1]), separator)
		}),
		plain("split", 2, 2, "SEPARATOR, VALUES", "the parts of strings; with an empty separator, the characters", func(args []any) any {
			separator, _ := textOf(firstOf(args[0]))
			parts := []any{}
			for _, text := range texts(args[1]) {
				for part := range strings.SplitSeq(text, separator) {
					parts = append(parts, part)
				}
			}
			return parts
		}),
		stripping("strip", "both sides", strings.Trim, strings.TrimSpace),
		stripping("lstrip", "the left", strings.TrimLeft, func(s string) string { return strings.TrimLeft(s, whitespace) }),
		stripping("rstrip", "the right", strings.TrimRight, func(s string) string { return strings.TrimRight(s, whitespace) }),
		justifying("ljust", "filled on the right", func(text, filling string) string { return text + filling }),
		justifying("rjust", "filled on the left", func(text, filling string) string { return filling + text }),
		plain("replace", 2, 3, "OLD, NEW, VALUES | DICT, VALUES", "strings with OLD replaced by NEW, or each key of DICT by its value", replace),
		plain("substring", 2, 3, "START, END?, VALUES", "the characters from START up to END; negative numbers count from the end", substring),
		plain("matches", 2, 2, "PATTERN, VALUES", "true if there are values and every one is a string that matches the pattern", func(args []any) any {
			wanted, ok := textOf(firstOf(args[0]))
			values := listOf(args[1])
			return ok && len(values) > 0 && !slices.ContainsFunc(values, func(value any) bool {
				text, isText := textOf(value)
				return !isText || !pattern(wanted).matches(text)
			})
		}),
	}
}

const whitespace = " \t\n\v\f\r\u0085\u00a0"

// texts returns the strings of all arguments and of lists in them; other values are left out.
func texts(args ...any) []string {
	var found []string
	for _, arg := range args {
		for _, value := range listOf(arg) {
			if text, ok := textOf(value); ok {
				found = append(found, text)
			}
		}
	}
	return found
}

func onText(name, summary string, f func(string) string) function {
	return mapping(name, summary+"; other values are left out", func(value any) (any, bool) {
		text, ok := textOf(value)
		return f(text), ok
	})
}

func toText(value any) (any, bool) {
	if s, ok := value.(string); ok {
		if TypeOf(s) != 0 {
			return s[2:], true
		}
		return s, true
	}
	return string(encoded(value)), true
}

// eachText maps the texts of the last argument.
func eachText(values any, f func(string) string) any {
	return each(values, func(value any) (any, bool) {
		text, ok := textOf(value)
		return f(text), ok
	})
}

func stripping(name, where string, trim func(s, cutset string) string, trimSpace func(string) string) function {
	summary := "strings without the given characters, or without white space, on " + where
	return plain(name, 1, 2, "CHARACTERS?, VALUES", summary, func(args []any) any {
		if len(args) == 1 {
			return eachText(args[0], trimSpace)
		}
		cutset, _ := textOf(firstOf(args[0]))
		return eachText(args[1], func(text string) string { return trim(text, cutset) })
	})
}

// maxWidth limits the width to which a string is filled: no field of an entity is wider.
const maxWidth = 1 << 16

func justifying(name, how string, fill func(text, filling string) string) function {
	summary := "strings " + how + " to a width of up to 65536; null if FILL is not one character"
	return plain(name, 3, 3, "WIDTH, FILL, VALUES", summary, func(args []any) any {
		width, okWidth := intOf(args[0])
		filler, okFill := textOf(firstOf(args[1]))
		if !okWidth || !okFill || utf8.RuneCountInString(filler) != 1 || width > maxWidth {
			return nil
		}
		return eachText(args[2], func(text string) string {
			return fill(text, strings.Repeat(filler, max(0, width-utf8.RuneCountInString(text))))
		})
	})
}

func replace(args []any) any {
	if len(args) == 3 {
		before, okBefore := textOf(firstOf(args[0]))
		after, okAfter := textOf(firstOf(args[1]))
		if !okBefore || !okAfter || before == "" {
			return args[2]
		}
		return eachText(args[2], func(text string) string { return strings.ReplaceAll(text, before, after) })
	}
	replacements, _ := firstOf(args[0]).(map[string]any)
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(replacements)) {
		if after, ok := textOf(replacements[key]); ok && key != "" {
			pairs = append(pairs, key, after)
		}
	}
	return eachText(args[1], strings.NewReplacer(pairs...).Replace)
}

func substring(args []any) any {
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
	return eachText(args[len(args)-1], func(text string) string {
		characters := []rune(text)
		from, to := within(start, len(characters)), len(characters)
		if hasEnd {
			to = within(end, len(characters))
		}
		return string(characters[from:max(from, to)])
	})
}

// within returns an index inside a string for one that may count from the end.
func within(i, length int) int {
	if i < 0 {
		i += length
	}
	return max(0, min(i, length))
}
