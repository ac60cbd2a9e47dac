package tour

import "net/url"

// segment is text as one segment of a path.
func segment(text string) string { return url.PathEscape(text) }

// escape is text as a value in a query.
func escape(text string) string { return url.QueryEscape(text) }
