package api

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// dial opens a connection to the node and sends the beginning of a request.
func (b *bed) dial(text string) net.Conn {
	b.t.Helper()
	c, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(b.url, "http://"), "/api"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		b.t.Fatal(err)
	}
	return c
}

// No route takes a body of any size.
func TestEveryBodyIsLimited(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	routes := 0
	for _, route := range b.handler.(*gin.Engine).Routes() {
		if route.Method == http.MethodGet {
			continue
		}
		routes++
		path := strings.NewReplacer(":id", "sent", ":key", "k", "*path", "x").Replace(route.Path)
		c := b.dial(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n{", route.Method, path))
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), "the body is larger than") {
			t.Errorf("%s %s: %s %s", route.Method, path, res.Status, text)
		}
	}
	if routes < 20 {
		t.Errorf("only %d routes", routes)
	}
}

// zeros is a body whose length is not known beforehand.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// A body that turns out to be too large is refused as soon as it is, whether it is JSON or a form; one that is no form is told
// so.
func TestBodyOfUnknownLength(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	for path, header := range map[string]http.Header{
		"/env":             {"Content-Type": {"application/json"}},
		"/admin":           {"Content-Type": {"application/x-www-form-urlencoded"}},
		"/pipes/copy/pump": {"Content-Type": {"multipart/form-data; boundary=x"}},
	} {
		method := map[bool]string{true: "PUT", false: "POST"}[path == "/env"]
		answer := b.do(method, path, header, io.MultiReader(strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"operation\"\r\n\r\n"), io.LimitReader(zeros{}, largestBody+1)), 413)
		if text, _ := at(answer, "detail").(string); !strings.Contains(text, "larger than") {
			t.Errorf("%s: %s", path, text)
		}
	}
	b.do("POST", "/admin", http.Header{"Content-Type": {"multipart/form-data"}}, strings.NewReader("x"), 400)
	b.do("POST", "/admin", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader("operation=%zz"), 400)
	b.do("POST", "/admin", nil, nil, 400)
}

// A client that reads its answer only once it has sent everything learns why it is refused, although nobody reads the rest.
func TestRefusedBodyIsTakenToItsEnd(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	rest := `{"_id":"2","x":"` + strings.Repeat("x", 20<<20) + `"}]`
	for path, body := range map[string]string{"/receivers/sent/entities": `[{"a":1},` + rest, "/receivers/nobody/entities": "[" + rest} {
		c := b.dial(fmt.Sprintf("POST /api%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body))
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int{true: 404, false: 400}[strings.Contains(path, "nobody")]; res.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, res.Status, want)
		}
	}
}

// A client that does not read its answer keeps nobody from writing, even where the file must grow.
func TestReaderThatDoesNotRead(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	large := func(from int) string {
		var out []string
		for i := range 300 {
			out = append(out, fmt.Sprintf(`{"_id":"%d","x":"%s"}`, from+i, strings.Repeat("x", 20_000)))
		}
		return "[" + strings.Join(out, ",") + "]"
	}
	b.json("POST", "/receivers/sent/entities", large(0), 200)
	for range 3 {
		c := b.dial("GET /api/datasets/sent/entities HTTP/1.1\r\nHost: localhost\r\n\r\n")
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		b.json("POST", "/receivers/sent/entities", large(1000*(i+1)), 200)
	}
	b.do("DELETE", "/datasets/sent", nil, nil, 200)
}
