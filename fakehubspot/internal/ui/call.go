package ui

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// detail is one request with all that the journal knows of it.
type detail struct {
	journal.Exchange

	Parameters []pair
	Sent       string // the body of the request, to be read
	Received   string // that of the answer
	Headers    []pair
	Curl       string
	Near       string // where the control API answers those that come close
}

type pair struct{ Name, Value string }

func newDetail(base string, one journal.Exchange) *detail {
	d := &detail{
		Exchange: one, Parameters: pairsOf(one.Query), Sent: pretty(one.Body), Received: pretty(one.Answer.Body), Curl: curlOf(base, one),
		Near: asked{Method: one.Method, Path: one.Path}.NearJSON(),
	}
	for _, name := range slices.Sorted(maps.Keys(one.Answer.Headers)) {
		d.Headers = append(d.Headers, pair{name, one.Answer.Headers[name]})
	}
	return d
}

// Reason is what a status is called.
func (d *detail) Reason() string { return http.StatusText(d.Status) }

// Partial reports whether the line for a shell lacks a part of the call.
func (d *detail) Partial() bool {
	return d.BodyCut || d.URLCut || !utf8.ValidString(d.Body) || strings.ContainsRune(d.Body, 0)
}

// pairsOf decodes a query in the order in which it was sent.
func pairsOf(query string) []pair {
	var pairs []pair
	for one := range strings.SplitSeq(query, "&") {
		if one == "" {
			continue
		}
		name, value, _ := strings.Cut(one, "=")
		pairs = append(pairs, pair{unescaped(name), unescaped(value)})
	}
	return pairs
}

// unescaped decodes a part of a query; one that is not well formed stays as it is.
func unescaped(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		plain = text
	}
	return strings.ToValidUTF8(plain, "\uFFFD")
}

// baseOf is the address under which the reader has reached the server.
func baseOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// choices are values to choose from, and the present one if it is another.
func choices(present string, all ...string) []string {
	if present != "" && !slices.Contains(all, present) {
		return append(all, present)
	}
	return all
}

// size writes a number of bytes.
func size(bytes int) string {
	const kib, mib = 1 << 10, 1 << 20
	switch {
	case bytes < kib:
		return fmt.Sprintf("%d B", bytes)
	case bytes < mib:
		return fmt.Sprintf("%.1f KiB", float64(bytes)/kib)
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/mib)
}
