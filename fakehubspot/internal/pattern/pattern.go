// Package pattern holds the one way in which this program's own side names
// requests by path.
package pattern

import "strings"

// Path reports whether path fits the pattern: an empty pattern fits every path,
// one that ends in * every path that begins with what stands before it, any
// other only itself.
func Path(pattern, path string) bool {
	if pattern == "" {
		return true
	}
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(path, prefix)
	}
	return path == pattern
}

// Method reports whether a request's method fits the wanted one, in whatever
// case it was written; an empty one fits all.
func Method(wanted, method string) bool {
	return wanted == "" || strings.EqualFold(wanted, method)
}
