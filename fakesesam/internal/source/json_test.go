package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// pull reads everything from a service.
func pull(t *testing.T, s *JSON, since *string) ([]string, error) {
	t.Helper()
	var out []string
	for raw, err := range s.Read(context.Background(), since) {
		if err != nil {
			return out, err
		}
		out = append(out, string(raw))
	}
	return out, nil
}

func serving(t *testing.T, handler http.HandlerFunc) *JSON {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &JSON{Service: service.Service{URL: server.URL + "/things", Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}}
}

// cut responds with raw bytes and closes the connection.
func cut(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buf, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = buf.WriteString(answer)
		_ = buf.Flush()
		_ = conn.Close()
	}
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func status(code int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, text)
	}
}

// A body that is not a complete JSON array of objects is an error that says what is wrong; the entities before it are read.
func TestAnswers(t *testing.T) {
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		whole  int
		code   int
		want   string // part of the error; "" for none
	}{
		{"empty array", body(" [ ] \n"), 0, 0, ""},
		{"two", body(`[{"_id":"1"}, {"_id":"2"}]`), 2, 0, ""},
		{"text/html is fine", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, `[{"_id":"1"}]`)
		}, 1, 0, ""},
		{"204", status(204, ""), 0, 1, "the body must be a JSON array, got an empty body"},
		{"no closing bracket", body(`[{"_id":"1"},{"_id":"2"}`), 2, 1, "the body ends in the middle of the array, after 2 complete entities"},
		{"cut in an entity", body(`[{"_id":"1"},{"_id":`), 1, 1, "the body ends in the middle of the array, after 1 complete entity"},
		{"connection cut in a chunk", cut(chunked + "20\r\n[{\"_id\":\"1\"},"), 1, 1, "the body ends in the middle"},
		{"no final chunk", cut(chunked + "e\r\n[{\"_id\":\"1\"}]\n\r\n"), 1, 1, "unexpected EOF"},
		{"short of its length", cut("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{\"_id\":\"1\"}]"), 1, 1, "unexpected EOF"},
		{"something behind", body(`[{"_id":"1"}] {"error":"late"}`), 1, 1, "unexpected data after the array of 1 entity"},
		{"two arrays", body(`[{"_id":"1"}][]`), 1, 1, "unexpected data after the array"},
		{"an object", body(`{"message":"no"}`), 0, 1, "must be a JSON array, but begins with {"},
		{"a word", body(`Internal error`), 0, 1, "must be a JSON array: malformed JSON at byte 0"},
		{"not an object in it", body(`[{"_id":"1"}, 7]`), 1, 1, "element 2 of the array must be an object, got a number"},
		{"no comma", body(`[{"_id":"1"} {"_id":"2"}]`), 1, 1, "after 1 complete entity: malformed JSON"},
		{"text that is none", body("[{\"_id\":\"\xff\"},{\"_id\":\"\\ud800\"}]"), 2, 0, ""},
		{"a word in it", body(`["hush",1]`), 0, 1, "element 1 of the array must be an object, got a string"},
		{"deep", body(`[{"_id":"1"},{"a":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}]`), 1, 1, "entity 2 is nested more than 1000 levels deep"},
		{"deeper than allowed", body(`[{"a":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}]`), 0, 1, "entity 1 is nested more than 1000 levels deep"},
		{"deep, but allowed", body(`[{"a":` + strings.Repeat("[", 999) + strings.Repeat("]", 999) + `}]`), 1, 0, ""},
		{"nothing at all", cut("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), 0, 1, "got an empty body"},
		{"401", status(401, `{"message":"no such key"}`), 0, 0, "the service answered 401 Unauthorized: {\"message\":\"no such key\"}"},
		{"500 that looks whole", status(500, `[]`), 0, 0, "the service answered 500"},
		{"404 with a long page", status(404, strings.Repeat("x", 10_000)), 0, 0, "the service answered 404 Not Found: xxx"},
		{"hung up", cut(""), 0, 0, "the service closed the connection without an answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := pull(t, serving(t, test.answer), nil)
			if len(got) != test.whole {
				t.Errorf("%d complete entities, want %d", len(got), test.whole)
			}
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var failed *ReadError
			if !errors.As(err, &failed) || failed.Code != test.code || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v with code %v, want %d and %q", err, failed, test.code, test.want)
			}
			if len(err.Error()) > 1000 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	s := &JSON{Service: service.Service{URL: "http://user:secret@" + address + "/x?key=secret", Client: &http.Client{Transport: &http.Transport{}}}}
	_, err = pull(t, s, nil)
	var failed *ReadError
	if !errors.As(err, &failed) || failed.Code != CodeCommunication || !strings.Contains(err.Error(), "connection refused") {
		t.Fatal(err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Fatalf("the error tells a secret: %v", err)
	}
}

func TestRequest(t *testing.T) {
	var got *http.Request
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		_, _ = io.WriteString(w, "[]")
	})
	s.Service.URL += "?a=1&b=%2F"
	s.Service.Header = http.Header{"X-Own": {"yes"}}
	s.Service.Basic, s.Service.Username, s.Service.Password = true, "u", "p"
	since := "2022-04-14T07:45:39.582+02:00 &x"
	if _, err := pull(t, s, &since); err != nil {
		t.Fatal(err)
	}
	if want := "/things?a=1&b=%2F&since=2022-04-14T07%3A45%3A39.582%2B02%3A00+%26x"; got.RequestURI != want {
		t.Errorf("%s, want %s", got.RequestURI, want)
	}
	user, password, _ := got.BasicAuth()
	if got.Method != http.MethodGet || got.Header.Get("X-Own") != "yes" || user != "u" || password != "p" {
		t.Errorf("%s %v", got.Method, got.Header)
	}
	if _, err := pull(t, s, nil); err != nil {
		t.Fatal(err)
	}
	if q := got.URL.Query(); q.Has("since") || q.Has("limit") || q.Has("subset") {
		t.Errorf("a full read asked for %s", got.RequestURI)
	}
	s.Service.URL += `&name=Kari Nordmann&where={"å":"%C3%A5+1"}`
	if _, err := pull(t, s, nil); err != nil {
		t.Fatal(err)
	}
	if want := "/things?a=1&b=%2F&name=Kari%20Nordmann&where=%7B%22%C3%A5%22:%22%C3%A5+1%22%7D"; got.RequestURI != want {
		t.Errorf("%s, want %s", got.RequestURI, want)
	}
	s.Service.URL, _, _ = strings.Cut(s.Service.URL, "&name=")
	s.Subset = `["eq","_S.kind","a&b"]`
	if _, err := pull(t, s, nil); err != nil {
		t.Fatal(err)
	}
	if want := "/things?a=1&b=%2F&subset=%5B%22eq%22%2C%22_S.kind%22%2C%22a%26b%22%5D"; got.RequestURI != want {
		t.Errorf("%s, want %s", got.RequestURI, want)
	}
}

// A configured value, of a variable for example, may have characters that a URL cannot.
func TestQueryIsEncoded(t *testing.T) {
	var got string
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.RequestURI
		_, _ = io.WriteString(w, "[]")
	})
	s.Service.URL += `?key=p å"|%2F+&q={x}`
	if _, err := pull(t, s, nil); err != nil {
		t.Fatal(err)
	}
	if want := "/things?key=p%20%C3%A5%22%7C%2F+&q=%7Bx%7D"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
}

func TestPages(t *testing.T) {
	var asked []string
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		var since int
		_, _ = fmt.Sscan(r.URL.Query().Get("since"), &since)
		var out []string
		for i := since + 1; i <= 7 && len(out) < 3; i++ {
			out = append(out, fmt.Sprintf(`{"_id":"%d","_updated":%d}`, i, i))
		}
		_, _ = io.WriteString(w, "["+strings.Join(out, ",")+"]")
	})
	s.PageSize = 3
	got, err := pull(t, s, nil)
	if err != nil || len(got) != 7 {
		t.Fatal(len(got), err)
	}
	if want := "[limit=3 since=3&limit=3 since=6&limit=3]"; fmt.Sprint(asked) != want {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

// A page that ends with the offset it was requested with would be requested endlessly.
func TestPagesThatDoNotMove(t *testing.T) {
	s := serving(t, body(`[{"_id":"1","_updated":"a"},{"_id":"2","_updated":"a"}]`))
	s.PageSize = 2
	if _, err := pull(t, s, nil); err == nil || !strings.Contains(err.Error(), "paging cannot continue") {
		t.Fatal(err)
	}
}

func TestLateReader(t *testing.T) {
	s := serving(t, body(`[{"_id":"1"},{"_id":"2"}]`))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range s.Read(ctx, nil) {
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
}
