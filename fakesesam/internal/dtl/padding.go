package dtl

import (
	"strings"
	"unicode/utf8"
)

const whitespace = " \t\n\v\f\r\u0085\u00a0"

// paddingFunctions are those that add characters to the sides of strings or remove them.
func paddingFunctions() []function {
	return []function{
		stripping("strip", "both sides", strings.Trim),
		stripping("lstrip", "the left", strings.TrimLeft),
		stripping("rstrip", "the right", strings.TrimRight),
		justifying("ljust", "filled on the right", func(plain, filling string) string { return plain + filling }),
		justifying("rjust", "filled on the left", func(plain, filling string) string { return filling + plain }),
	}
}

func stripping(name, where string, trim func(s, cutset string) string) function {
	summary := "strings without the given characters, or without white space, on " + where
	return plain(name, 1, 2, "CHARACTERS?, VALUES", summary, func(e *evaluation, args []any) any {
		characters, last := whitespace, len(args)-1
		if last == 1 {
			characters, _ = textOf(firstOf(args[0]))
		}
		return e.eachText(args[last], func(plain string) string { return trim(plain, characters) })
	})
}

// maxWidth limits the width to which a string is filled: no field of an entity is wider.
const maxWidth = 1 << 16

func justifying(name, how string, fill func(plain, filling string) string) function {
	summary := "strings " + how + " to a width of up to 65536; null if FILL is not one character"
	return plain(name, 3, 3, "WIDTH, FILL, VALUES", summary, func(e *evaluation, args []any) any {
		width, okWidth := intOf(args[0])
		filler, okFill := textOf(firstOf(args[1]))
		if !okWidth || !okFill || utf8.RuneCountInString(filler) != 1 || width > maxWidth {
			return nil
		}
		return e.eachText(args[2], func(plain string) string {
			return fill(plain, strings.Repeat(filler, max(0, width-utf8.RuneCountInString(plain))))
		})
	})
}
