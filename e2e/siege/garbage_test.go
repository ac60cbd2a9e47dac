package siege

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
)

// garbage is a request that no program can fulfil.
type garbage struct {
	kind string
	raw  []byte
	// vanishes means that the client closes the connection without waiting for an answer: the request has no end.
	vanishes bool
	// broken means that it is not HTTP: the connection may be closed, with whatever net/http says.
	broken bool
}

// surface is what a program offers: where garbage can be sent.
type surface struct {
	reads  []string // paths that answer GET
	params []string // of which every value is wrong that wrongs makes
	writes []string // paths that take JSON by POST
	header string   // that every request has, with its line end
	wrongs []string // JSON that is none of what is written
}

// secret must appear nowhere, wherever it is sent.
const secret = "pat-na1-5ec2e700-51e6-4000-8000-c0ffee5ec2e7"

// maker makes garbage from a seed.
type maker struct {
	*rand.Rand
	surface
}

func newMaker(seed uint64, of surface) *maker {
	return &maker{rand.New(rand.NewPCG(seed, seed)), of}
}

func pick[T any](m *maker, of []T) T { return of[m.IntN(len(of))] }

// next makes one.
func (m *maker) next() garbage {
	kinds := []struct {
		name string
		make func(*garbage)
	}{
		{"method", m.method},
		{"path", m.path},
		{"long path", m.longPath},
		{"header", m.wrongHeader},
		{"many headers", m.manyHeaders},
		{"query", m.query},
		{"query", m.query},
		{"unknown parameter", m.unknown},
		{"body", m.body},
		{"body", m.body},
		{"deep body", m.deep},
		{"gzip", m.zipped},
		{"chunks", m.chunks},
		{"cut body", m.cut},
		{"noise", m.noise},
		{"other protocol", m.protocol},
		{"pipelined", m.pipelined},
	}
	kind := pick(m, kinds)
	g := garbage{kind: kind.name}
	kind.make(&g)
	return g
}

// request has the given line and body.
func (m *maker) request(method, target string, body []byte, headers ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s", method, target, m.header)
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	if body != nil {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

func (m *maker) method(g *garbage) {
	method := pick(m, []string{"PUT", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "get", "G-E-T", strings.Repeat("M", 1000), "DELETE"})
	g.raw = m.request(method, pick(m, m.reads), nil)
}

func (m *maker) path(g *garbage) {
	parts := []string{"..", "%2e%2e", "%00", "%2F", "%5C", "%ff%fe", "%C0%AE", ";", "~", "...", "get_", "etc", "passwd", "%25", "+", "'", "🦊", "\u202e"}
	var path strings.Builder
	for range 1 + m.IntN(6) {
		path.WriteString("/nowhere" + pick(m, parts) + "/" + pick(m, parts))
	}
	g.raw = m.request("GET", path.String()+"/nowhere", nil)
}

func (m *maker) longPath(g *garbage) {
	g.broken = true // longer than a header may be
	g.raw = m.request("GET", pick(m, m.reads)+strings.Repeat("a/", 50_000), nil)
}

func (m *maker) wrongHeader(g *garbage) {
	g.broken = true
	line := pick(m, []string{
		"No colon", ": nothing", "Space : x", "Nul: \x00", "Bad\x01Name: x", "Content-Length: -1", "Content-Length: 1e3",
		"Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: gzip",
		"Transfer-Encoding: chunked, chunked", "Host: another", "Ünicode: x",
	})
	g.raw = m.request(pick(m, []string{"GET", "POST"}), pick(m, m.reads), nil, line)
}

func (m *maker) manyHeaders(g *garbage) {
	g.broken = true
	headers := make([]string, 3000)
	for i := range headers {
		headers[i] = fmt.Sprintf("X-Bomb-%d: %s", i, strings.Repeat("x", 400))
	}
	g.raw = m.request("GET", pick(m, m.reads), nil, headers...)
}

func (m *maker) query(g *garbage) {
	value := pick(m, []string{
		"%", "%zz", "-1", "0", "1e9", "99999999999999999999", "%00", "%FF%FE", ",", "a,,b", "nonsense", "2026-13-45T99:99:99Z", "NaN", "[]", "{}",
		"%F0%9F%A6%8A", url.QueryEscape(strings.Repeat("x", 20_000)), "'%20OR%201=1--", "../../etc/passwd", "9999-12-31T23:59:59Z&x",
	})
	name := pick(m, m.params)
	query := name + "=" + value
	if m.IntN(4) == 0 {
		query = name + "=1;" + query // semicolons separate nothing
	}
	g.raw = m.request("GET", pick(m, m.reads)+"?token="+secret+"&"+query, nil)
}

func (m *maker) unknown(g *garbage) {
	names := make([]string, 1+m.IntN(50))
	for i := range names {
		names[i] = fmt.Sprintf("p%x=%x", m.Uint64(), m.Uint64())
	}
	g.raw = m.request("GET", pick(m, m.reads)+"?"+strings.Join(names, "&"), nil, "Authorization: Bearer "+secret)
}

func (m *maker) body(g *garbage) {
	g.raw = m.request("POST", pick(m, m.writes), []byte(pick(m, m.wrongs)), "Content-Type: application/json")
}

func (m *maker) deep(g *garbage) {
	open := pick(m, []string{"[", `{"a":`, `[{"properties":`})
	g.raw = m.request("POST", pick(m, m.writes), []byte(strings.Repeat(open, 1+m.IntN(20_000))))
}

func (m *maker) zipped(g *garbage) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(bytes.Repeat([]byte(" "), 1<<20))
	_ = w.Close()
	g.raw = m.request("POST", pick(m, m.writes), b.Bytes(), "Content-Encoding: gzip")
}

func (m *maker) chunks(g *garbage) {
	g.broken = true
	chunks := pick(m, []string{"zz\r\n[]\r\n0\r\n\r\n", "ffffffffffffffffff\r\n[", "2\r\n[]X\r\n0\r\n\r\n", "-1\r\n[]\r\n", "2;x=" + strings.Repeat("y", 9000) + "\r\n[]\r\n0\r\n\r\n"})
	g.raw = append(m.request("POST", pick(m, m.writes), nil, "Transfer-Encoding: chunked"), chunks...)
}

func (m *maker) cut(g *garbage) {
	g.vanishes = true
	whole := m.request("POST", pick(m, m.writes), []byte(`[{"_id":"1","email":"`+strings.Repeat("x", 200)))
	g.raw = whole[:len(whole)-1-m.IntN(len(whole)/2)]
}

func (m *maker) noise(g *garbage) {
	g.broken = true
	g.raw = make([]byte, 1+m.IntN(2000))
	for i := range g.raw {
		g.raw[i] = byte(m.Uint32())
	}
	g.raw = append(g.raw, "\r\n\r\n"...)
}

func (m *maker) protocol(g *garbage) {
	g.broken = true
	g.raw = []byte(pick(m, []string{
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",                    // HTTP/2
		"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + strings.Repeat("\x5a", 150) + "\r\n\r\n", // TLS
		"GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n\r\n", "EHLO x\r\n\r\n", "\x00\x00\x00\x00\r\n\r\n",
		"GET  /  HTTP/1.1\r\nHost: x\r\n\r\n", "GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT nowhere:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
	}))
}

func (m *maker) pipelined(g *garbage) {
	g.broken = true
	first := bytes.Replace(m.request("GET", "/nowhere", nil), []byte("Connection: close\r\n"), nil, 1)
	g.raw = append(append(first, first...), "\x00\x01\x02 garbage\r\n\r\n"...)
}
