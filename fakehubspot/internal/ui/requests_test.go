package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

// calls lets the account get calls, each "METHOD /path body", through everything that stands before HubSpot's API.
func calls(shown ui.Page, requests ...string) {
	handler := shown.Hub.Handler()
	for _, request := range requests {
		method, rest, _ := strings.Cut(request, " ")
		target, body, _ := strings.Cut(rest, " ")
		func() {
			defer func() { _ = recover() }() // as net/http does
			handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, target, strings.NewReader(body)))
		}()
	}
}

// numbers are those of the requests that a page lists.
func numbers(page string) string {
	var all []string
	for _, one := range regexp.MustCompile(`data-key="call(\d+)"`).FindAllStringSubmatch(page, -1) {
		all = append(all, one[1])
	}
	return strings.Join(all, " ")
}

func TestRequestsOfAnEmptyJournal(t *testing.T) {
	page := body(t, newPage(t, 0), "/_ui/requests")
	has(t, page, "0 recorded", `href="/_fake/requests?limit=50&amp;order=newest"`, "No requests yet")
	if strings.Contains(page, "Forget all") {
		t.Error("there is nothing to forget")
	}
}

func TestRequestsAreListedAndShown(t *testing.T) {
	shown := newPage(t, 0)
	if _, err := shown.Hub.Faults().Add(fault.Fault{Name: "50% <off>", Kind: "status", Status: 503, Count: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := shown.Hub.Faults().Add(fault.Fault{Name: "gone", Kind: "cut"}); err != nil {
		t.Fatal(err)
	}
	calls(shown, "POST /crm/v3/objects/contacts?a=%3Cb%3E&c "+`{"x":"<script>"}`, "GET /crm")
	page := body(t, shown, "/_ui/requests")
	if got := numbers(page); got != "2 1" {
		t.Errorf("listed %s", got)
	}
	has(t, page, "2 recorded", `<b>GET</b> <bdi>/crm`, ` cut</span>`, "⚡<bdi>gone</bdi>", "<b>POST</b>", "/crm/<wbr>v3/<wbr>objects/<wbr>contacts", "?a=%3Cb%3E&amp;c", `chip bad">503`, "⚡<bdi>50% &lt;off&gt;</bdi>")
	page = body(t, shown, "/_ui/requests?seq=1")
	has(t, page, `aria-current="true"`, `id="detail"`, `href="/_fake/requests/1"`, `/_fake/requests/near-misses?method=POST&amp;path=%2Fcrm%2Fv3%2Fobjects%2Fcontacts`,
		"503</span> Service Unavailable", "2026-03-01 12:00:00.123 UTC", "now", "?fault=50%25%20%3coff%3e",
		"<bdi>a</bdi></th><td><bdi>&lt;b&gt;</bdi>", "<bdi>c</bdi></th><td><bdi></bdi>", "&#34;x&#34;: &#34;&lt;script&gt;&#34;", "Content-Type", "503 Service")
	has(t, page, `data-copy="curl -X &#39;POST&#39; &#39;http://example.com/crm/v3/objects/contacts?a=%3Cb%3E&amp;c&#39; -H &#34;Authorization: Bearer $TOKEN&#34;`)
	has(t, body(t, shown, "/_ui/requests?seq=2"), "The answer broke off before its end")
	has(t, body(t, shown, "/_ui/requests?seq=7"), "Request 7 is no longer here", "the journal has 1 to 2")
	if got := numbers(body(t, shown, "/_ui/requests?fault=gone")); got != "2" {
		t.Errorf("struck by the fault: %s", got)
	}
}

// A page stays where it is while requests arrive, and leads to both sides.
func TestRequestsPages(t *testing.T) {
	shown := newPageWith(t, 500)
	for i := range 120 {
		calls(shown, fmt.Sprintf("GET /crm/%d", i+1))
	}
	first := body(t, shown, "/_ui/requests")
	has(t, first, `data-key="call120"`, `href="/_ui/requests?pin=121&amp;seq=120"`, `data-key="call71"`, `rel="next" data-soft href="/_ui/requests?before=71"`)
	if strings.Contains(first, `rel="prev"`) || strings.Contains(first, "newer") {
		t.Error("there is something newer than the newest")
	}
	pinned := body(t, shown, "/_ui/requests?pin=121&seq=100")
	calls(shown, "GET /crm/121", "GET /crm/122")
	after := body(t, shown, "/_ui/requests?pin=121&seq=100")
	if numbers(pinned) != numbers(after) {
		t.Error("the list moved under an open request")
	}
	has(t, after, `href="/_ui/requests">2 newer`, `data-close href="/_ui/requests"`)
	last := body(t, shown, "/_ui/requests?before=21")
	has(t, last, "102 newer", `rel="prev" data-soft href="/_ui/requests?before=71"`)
	if got := numbers(last); !strings.HasPrefix(got, "20 19 ") || !strings.HasSuffix(got, " 2 1") || strings.Contains(last, `rel="next"`) {
		t.Errorf("the last page: %s", got)
	}
	if got := numbers(body(t, shown, "/_ui/requests?before=71")); !strings.HasPrefix(got, "70 ") || !strings.HasSuffix(got, " 21") {
		t.Errorf("the second page: %s", got)
	}
	has(t, body(t, shown, "/_ui/requests?before=1"), "Nothing older")
}

func TestRequestsFilters(t *testing.T) {
	shown := newPage(t, 0)
	calls(shown, "GET /crm/a", "POST /crm/b needle", "DELETE /b")
	for query, want := range map[string]string{"text=needle": "2", "text=NEEdle": "2", "method=post": "2", "path=/crm/*": "2 1", "status=4xx": "3 2 1", "status=401": "3 2 1", "status=404": "", "method=GET&path=/b": ""} {
		if got := numbers(body(t, shown, "/_ui/requests?"+query)); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	page := body(t, shown, "/_ui/requests?method=GET&path=/b&text=%22%3E%3Cb%3E")
	has(t, page, `value="&#34;&gt;&lt;b&gt;"`, "<option selected>GET</option>", "No recorded request matches", "These come closest", "/_fake/requests/near-misses?method=GET")
	has(t, body(t, shown, "/_ui/requests?text=nothing"), "No recorded request matches", "capital letters alike")
	for query, wrong := range map[string]string{"path=crm": "path must begin with /", "status=nine": "status must be between 100 and 599", "method=%20a%20b": "method must be a method"} {
		has(t, body(t, shown, "/_ui/requests?"+query), `class="fault"`, wrong)
	}
	for _, odd := range []string{"before=x", "seq=-1", "pin=99999999999999999999", "seq=18446744073709551615"} {
		if w := get(t, shown, "/_ui/requests?"+odd); w.Code != http.StatusOK {
			t.Errorf("%s: %d", odd, w.Code)
		}
	}
}
