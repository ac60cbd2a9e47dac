package siege

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// garbage is a request that no program can fulfil.
type garbage struct {
	kind string
	raw  []byte
	// vanishes means that the client closes the connection without waiting for an answer: the request has no end.
	vanishes bool
	// broken means that it is not HTTP: the connection may be closed, with whatever net/http says.
	broken bool
	// alone means that it has a connection for itself; others share one, as long as the program keeps it open.
	alone bool
	// want is the status of the answer, if there can be only one.
	want int
}

// surface is what a program offers: where garbage can be sent.
type surface struct {
	reads     []string // paths that answer GET
	params    []string // of which every value is wrong that wrongs makes
	writes    []string // paths that take JSON by POST
	header    string   // that every request has, with its line end
	wrongs    []string // JSON that is none of what is written
	strangers []string // headers in place of header that let nobody in
	tricks    []string // paths that look like some of those, and are none
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

// some makes so many.
func (m *maker) some(n int) iter.Seq[garbage] {
	kinds := map[string]func(*garbage){
		"method": m.method, "path": m.path, "trick": m.trick, "long path": m.longPath, "header": m.wrongHeader, "many headers": m.manyHeaders,
		"query": m.query, "unknown parameters": m.unknown, "flood of parameters": m.flood, "body": m.body, "deep body": m.deep, "huge values": m.huge,
		"gzip": m.zipped, "chunks": m.chunks, "cut body": m.cut, "noise": m.noise, "other protocol": m.protocol, "pipelined": m.pipelined,
		"smuggling": m.smuggle,
	}
	if m.strangers != nil {
		kinds["stranger"] = m.stranger
	}
	names := slices.Sorted(maps.Keys(kinds))
	names = append(names, "body", "body", "query", "smuggling") // of which there are the most
	return func(yield func(garbage) bool) {
		for range n {
			g := garbage{kind: pick(m, names)}
			kinds[g.kind](&g)
			if g.alone = g.broken || g.vanishes || m.IntN(20) == 0; !g.alone {
				g.raw = bytes.Replace(g.raw, []byte(closing), nil, 1)
			}
			if !yield(g) {
				return
			}
		}
	}
}

const closing = "Connection: close\r\n"

// request has the given line and body.
func (m *maker) request(method, target string, body []byte, headers ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s", method, target, closing, m.header)
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

func (m *maker) trick(g *garbage) {
	g.raw = m.request("GET", pick(m, append(m.tricks, "//nowhere//", "/./nowhere/", "/nowhere/%2e%2e/%2e%2e/etc/passwd", "/nowhere\\..\\..", "/nowhere?/../..", "/nowhere;a=b")), nil)
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
	g.raw = m.request("GET", pick(m, m.reads), nil, pick(m, bombs())...)
}

// bombs are headers: many, and a few that are long.
var bombs = sync.OnceValue(func() [][]string {
	many := make([]string, 3000)
	for i := range many {
		many[i] = fmt.Sprintf("X-Bomb-%d: %s", i, strings.Repeat("x", 400))
	}
	return [][]string{many, many[:300], many[:300], many[:300], {"Cookie: " + strings.Repeat("a=b; ", 20_000)}, {"X-Long: " + strings.Repeat("y", 1<<17)}}
})

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

func (m *maker) flood(g *garbage) {
	g.raw = m.request("GET", pick(m, m.reads)+"?"+strings.Repeat(pick(m, []string{"a&", "%00=%ff&", ";", "x[]=1&", pick(m, m.params) + "=%zz&"}), 1+m.IntN(5000)), nil)
}

func (m *maker) stranger(g *garbage) {
	g.want = http.StatusUnauthorized
	known := m.header
	m.header = pick(m, m.strangers)
	g.raw = m.request("GET", pick(m, m.reads), nil)
	if m.IntN(2) == 0 {
		g.raw = m.request("POST", pick(m, m.writes), []byte(pick(m, m.wrongs)))
	}
	m.header = known
}

func (m *maker) body(g *garbage) {
	g.raw = m.request("POST", pick(m, m.writes), []byte(pick(m, m.wrongs)), "Content-Type: application/json")
}

func (m *maker) huge(g *garbage) {
	n := 1 + m.IntN(100_000)
	nines, text := strings.Repeat("9", n), strings.Repeat("x", n)
	g.raw = m.request("POST", pick(m, m.writes), []byte(pick(m, []string{
		`[{"id":` + nines + `}]`, `[{"id":-0.` + nines + `}]`, `[{"id":1e` + nines + `}]`, `[{"email":1e` + nines + `}]`, `[{"` + text + `":{}}]`,
		"[" + strings.Repeat("[],", n/3) + "1]", `[{"id":"` + text + `"}]`, `[{` + strings.Repeat(`"id":"x",`, n/10) + `"id":"y"}]`, `[{"_id":"` + text + "\xff" + `"}]`,
	})))
}

func (m *maker) deep(g *garbage) {
	open := pick(m, []string{"[", `{"a":`, `[{"properties":`})
	g.raw = m.request("POST", pick(m, m.writes), []byte(strings.Repeat(open, 1+m.IntN(20_000))))
}

func (m *maker) zipped(g *garbage) {
	g.raw = m.request("POST", pick(m, m.writes), bomb(), "Content-Encoding: gzip")
}

// bomb is a megabyte of nothing, packed.
var bomb = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(bytes.Repeat([]byte(" "), 1<<20))
	_ = w.Close()
	return b.Bytes()
})

func (m *maker) chunks(g *garbage) {
	g.broken = true
	chunks := pick(m, []string{
		"zz\r\n[]\r\n0\r\n\r\n", "ffffffffffffffffff\r\n[", "2\r\n[]X\r\n0\r\n\r\n", "-1\r\n[]\r\n", "2;x=" + strings.Repeat("y", 9000) + "\r\n[]\r\n0\r\n\r\n",
		"2\n[]\n0\n\n", "\r\n", "0x2\r\n[]\r\n", "2 \r\n[]\r\n0\r\nTrailer\r\n\r\n", "2\r\n[]\r\n00000000000000000\r\n\r\n",
	})
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
	first := bytes.Replace(m.request("GET", "/nowhere", nil), []byte(closing), nil, 1)
	g.raw = append(append(first, first...), "\x00\x01\x02 garbage\r\n\r\n"...)
}

// smuggle sends what one program may take for one request, and another one for two.
func (m *maker) smuggle(g *garbage) {
	g.broken = true
	lines := pick(m, []string{
		"Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 4", "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked",
		"Transfer-Encoding:\tchunked", "Transfer-Encoding: \vchunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding: identity, chunked",
		" Transfer-Encoding: chunked", "X: x\nTransfer-Encoding: chunked", "X: x\rTransfer-Encoding: chunked", "Content-Length: 3\r\ncontent-length: 30", "Content-Length: +3",
		"Content-Length: 0x3", "Content-Length: 3, 3", "Content-Length: 3 0", "Content-Length: ", "Transfer_Encoding: chunked\r\nContent-Length: 0",
	})
	inner := "GET /smuggled HTTP/1.1\r\nHost: x\r\n" + closing + "\r\n"
	outer := bytes.Replace(m.request("POST", pick(m, m.writes), nil, lines), []byte(closing), nil, 1)
	g.raw = append(append(outer, pick(m, []string{"0\r\n\r\n", "0\r\n\r\nX", "3\r\n[1]\r\n0\r\n\r\n", ""})...), inner...)
}

// tooLarge are bodies of a byte more than may be sent, with their length and without.
func (m *maker) tooLarge() (list []garbage) {
	body := append([]byte("["), bytes.Repeat([]byte(" "), 64<<20)...)
	for _, path := range []string{"/push_contacts", transforming + "contacts"} {
		chunked := m.request("POST", path, nil, "Transfer-Encoding: chunked")
		chunked = append(fmt.Appendf(chunked, "%x\r\n", len(body)), body...)
		list = append(list,
			garbage{kind: "too large", raw: m.request("POST", path, body), alone: true, want: http.StatusRequestEntityTooLarge},
			garbage{kind: "too large in chunks", raw: chunked, alone: true, want: http.StatusRequestEntityTooLarge})
	}
	return list
}
