package api

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// publishers has a pipe of each kind over one dataset.
func publishers(t *testing.T) *bed {
	t.Helper()
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", `[
		{"_id":"d","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1","<a>":"x"},{"_id":"2","<a>":"y","_deleted":true},{"_id":"n:3","<a>":"z"}]}},
		{"_id":"j","type":"pipe","source":{"type":"dataset","dataset":"d"},"sink":{"type":"http_endpoint","filename":"all.json"}},
		{"_id":"c","type":"pipe","source":{"type":"dataset","dataset":"d"},"sink":{"type":"csv_endpoint","columns":["_id","_deleted"],
			"filename":"søk.csv","content_disposition":"inline"}},
		{"_id":"all","type":"pipe","source":{"type":"dataset","dataset":"d"},"sink":{"type":"csv_endpoint","columns":["_id","_deleted"],
			"include_header":false,"skip-deleted-entities":false}},
		{"_id":"x","type":"pipe","source":{"type":"dataset","dataset":"d"},"sink":{"type":"xml_endpoint"}},
		{"_id":"bad","type":"pipe","source":{"type":"dataset","dataset":"d"},"transform":{"type":"dtl","rules":{"default":[["copy","*"],
			["if",["eq","_S._id","n:3"],["add","<b>",1]]]}},"sink":{"type":"xml_endpoint","filename":"bad.xml"}},
		{"_id":"gone","type":"pipe","source":{"type":"json","url":"http://127.0.0.1:1/x"},"sink":{"type":"csv_endpoint","columns":["_id"],"filename":"a.csv"}},
		{"_id":"away","type":"pipe","source":{"type":"json","url":"http://127.0.0.1:1/x"},"sink":{"type":"http_endpoint","filename":"a.json"}},
		{"_id":"fed","type":"pipe","source":{"type":"http_endpoint"},"sink":{"type":"csv_endpoint","columns":["_id"]}}]`, 200)
	b.runAll()
	return b
}

// header returns an answer's headers and body.
func (b *bed) header(path string) (http.Header, string) {
	b.t.Helper()
	res, err := http.Get(b.url + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %s, %v: %s", path, res.Status, err, body)
	}
	return res.Header, string(body)
}

func TestPublishers(t *testing.T) {
	b := publishers(t)
	const csv, xml = "text/csv; charset=utf-8", "application/xml"
	for _, c := range []struct{ path, contentType, disposition, body string }{
		{"/publishers/c/csv", csv, `inline; filename*=utf-8''s%C3%B8k.csv`, "_id,_deleted\r\n1,false\r\nn:3,false\r\n"},
		{"/publishers/c/csv/my%20file%22.csv", csv, `inline; filename="my file\".csv"`, "_id,_deleted\r\n1,false\r\nn:3,false\r\n"},
		{"/publishers/c/csv?limit=1", csv, `inline; filename*=utf-8''s%C3%B8k.csv`, "_id,_deleted\r\n1,false\r\n"},
		{"/publishers/c/csv?since=0", csv, `inline; filename*=utf-8''s%C3%B8k.csv`, "_id,_deleted\r\nn:3,false\r\n"},
		{"/publishers/c/csv?since=2", csv, `inline; filename*=utf-8''s%C3%B8k.csv`, "_id,_deleted\r\n"},
		{"/publishers/all/csv", csv, ``, "1,false\r\n2,true\r\nn:3,false\r\n"},
		{"/publishers/all/csv/a.csv?limit=2", csv, `attachment; filename=a.csv`, "1,false\r\n2,true\r\n"},
		{"/publishers/x/xml", xml, ``, "<a>x</a><a>z</a>"},
		{"/publishers/x/xml/a.xml?since=1", xml, `attachment; filename=a.xml`, "<a>z</a>"},
		{"/publishers/j/entities?since=1", jsonType, `attachment; filename=all.json`, `[{"_id":"n:3","_deleted":false,"_updated":2,"<a>":"z"}]`},
		{"/publishers/j/entities?since=7", jsonType, `attachment; filename=all.json`, `[]`},
		{"/publishers/d/entities/d.json?since=7", jsonType, `attachment; filename=d.json`, `[]`},
		{"/pipes/c/entities?since=1", jsonType, ``, `[{"_id":"n:3","_deleted":false,"_updated":2,"<a>":"z"}]`},
		{"/pipes/x/entities?since=1", jsonType, ``, `[{"_id":"n:3","_deleted":false,"_updated":2,"<a>":"z"}]`},
	} {
		header, body := b.header(c.path)
		if header.Get("Content-Type") != c.contentType || header.Get("Content-Disposition") != c.disposition || body != c.body {
			t.Errorf("%s: %q, %q, %q", c.path, header.Get("Content-Type"), header.Get("Content-Disposition"), body)
		}
	}
}

func TestPublishersRefuse(t *testing.T) {
	b := publishers(t)
	for _, c := range []struct {
		path   string
		status int
		detail string
	}{
		{"/publishers/none/csv", 404, "none"},
		{"/publishers/none/excel", 404, "none"},
		{"/publishers/j/csv", 404, "the sink of pipe j is of type http_endpoint: its entities are at /api/publishers/j/entities"},
		{"/publishers/c/xml", 404, "the sink of pipe c is of type csv_endpoint: its entities are at /api/publishers/c/csv"},
		{"/publishers/c/entities", 404, "the sink of pipe c is of type csv_endpoint: its entities are at /api/publishers/c/csv"},
		{"/publishers/x/csv/a.csv", 404, "the sink of pipe x is of type xml_endpoint: its entities are at /api/publishers/x/xml"},
		{"/publishers/d/csv", 404, "the sink of pipe d is of type dataset: its entities are at /api/publishers/d/entities"},
		{"/publishers/c/excel", 501, "not excel"},
		{"/publishers/c/excel/a.xlsx", 501, "not excel"},
		{"/publishers/j/sdshare-collection", 501, "not sdshare-collection"},
		{"/publishers/c/csv?linked_excel_file=a", 501, "linked_excel_file"},
		{"/publishers/c/yaml", 404, "entities (JSON), csv or xml, not yaml"},
		{"/publishers/c/csv?limit=some", 400, `limit must be an integer, got "some"`},
		{"/publishers/c/csv?limit=-1", 400, `limit must be 0 or more, got "-1"`},
		{"/publishers/j/entities?limit=-1", 400, `limit must be 0 or more, got "-1"`},
		{"/publishers/fed/csv", 400, "the pipe has no pump: it is fed by a receiver"},
		{"/publishers/c/csv?since=abc", 400, `since must be an integer, got "abc"`},
		{"/publishers/j/entities?since=1.5", 400, `since must be an integer, got "1.5"`},
		{"/pipes/j/entities?since=abc&stage=source", 400, `since must be an integer, got "abc"`},
	} {
		answer := b.do("GET", c.path, nil, nil, c.status)
		if detail, _ := at(answer, "detail").(string); !strings.Contains(detail, c.detail) {
			t.Errorf("%s: %s", c.path, detail)
		}
	}
}

// An error before the first byte is a complete answer, and not a file for a browser.
func TestPublisherThatFailsAtOnce(t *testing.T) {
	b := publishers(t)
	for path, want := range map[string]int{
		"/publishers/bad/xml": 500, "/publishers/gone/csv": 500, "/publishers/away/entities": 500,
		"/publishers/c/csv?since=x": 400, "/publishers/j/entities?since=x": 400,
	} {
		res, err := http.Get(b.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != want || res.Header.Get("Content-Disposition") != "" || res.Header.Get("Content-Type") != jsonType {
			t.Errorf("%s: %s, %v, %v: %s", path, res.Status, err, res.Header, body)
		}
		if path == "/publishers/bad/xml" && !strings.Contains(string(body), `entity \"n:3\" cannot be written as XML: each object must have exactly one property`) {
			t.Errorf("%s", body)
		}
	}
}

// entityService sends entities until its client disconnects, or until last returns how it ends.
type entityService struct {
	last func(i int) string
}

func (s entityService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, "[")
	filling := strings.Repeat("x", 200)
	for i := 0; r.Context().Err() == nil; i++ {
		if end := s.last(i); end != "" {
			_, _ = io.WriteString(w, end)
			return
		}
		_, _ = fmt.Fprintf(w, `{"_id":"%d","_updated":%d,"<a>":"%s"},`, i, i, filling)
	}
}

func endless(t *testing.T, last func(i int) string) *bed {
	t.Helper()
	service := httptest.NewServer(entityService{last})
	t.Cleanup(service.Close)
	b := newBed(t, node.Options{Microservices: map[string]string{"ms": service.URL}, Secrets: map[string]string{"key": "hush-hush"}}, "")
	b.json("PUT", "/config", `[`+project["systems/ms.conf.json"]+`,
		{"_id":"c","type":"pipe","source":{"type":"json","system":"ms","url":"/things"},"sink":{"type":"csv_endpoint","columns":["_id","<a>"]}},
		{"_id":"x","type":"pipe","source":{"type":"json","system":"ms","url":"/things"},"sink":{"type":"xml_endpoint","wrapper":"w"}}]`, 200)
	return b
}

// An error after the first byte cuts the answer, so that nobody takes a part for the whole.
func TestPublisherThatFailsLater(t *testing.T) {
	for what, end := range map[string]string{"the entity": `{"_id":"last","<a>":"x","<b>":"y"}]`, "the source": `{"_id":"last","<`} {
		b := endless(t, func(i int) string {
			if i < 2000 {
				return ""
			}
			return end
		})
		res, err := http.Get(b.url + "/publishers/x/xml")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(string(body), "</w>") {
			t.Errorf("%s: %s, %v after %d bytes", what, res.Status, err, len(body))
		}
	}
}

// Entities are streamed while the source is still sending: memory does not grow with their number.
func TestPublishersStream(t *testing.T) {
	for _, path := range []string{"/publishers/c/csv", "/publishers/x/xml"} {
		more := make(chan struct{})
		release := sync.OnceFunc(func() { close(more) })
		b := endless(t, func(i int) string {
			if i == 2000 {
				<-more
			}
			return ""
		})
		t.Cleanup(release)
		client := http.Client{Timeout: 30 * time.Second} // an answer that waits for more waits for ever
		res, err := client.Get(b.url + path)
		if err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(res.Body)
		skip := func(n int64) {
			if _, err := io.CopyN(io.Discard, in, n); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
		skip(64 << 10)
		release()
		skip(512 << 10)
		before := heap()
		skip(6 << 20)
		if after := heap(); after > before+4<<20 {
			t.Errorf("%s: the heap grew from %d to %d bytes", path, before, after)
		}
		_ = res.Body.Close()
	}
}

// heap returns the memory in use: the minimum of a few readings, because the publisher is still running.
func heap() uint64 {
	least := uint64(math.MaxUint64)
	for range 5 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		least = min(least, m.HeapAlloc)
	}
	return least
}
