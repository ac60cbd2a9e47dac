package writing

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// people are entities with addresses of their own.
func people(n int, properties string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`{"_id":"%d","email":"p%d@example.com",%s}`, i, i, properties)
	}
	return "[" + strings.Join(list, ",") + "]"
}

// spent are the calls that one request costs: those that read records, and those that write.
func (b *bed) spent(path, body string) (reads, writes int) {
	b.t.Helper()
	b.hub.ResetRequests()
	if a := b.push(path, body); a.status != 200 {
		b.t.Fatalf("%d %s", a.status, a.body)
	}
	return len(b.reads()), len(b.writes())
}

func TestCalls(t *testing.T) {
	b := newBed(t, nil)
	for _, test := range []struct {
		name          string
		n             int
		properties    string
		reads, writes int
	}{
		{"new ones", 100, `"firstname":"A"`, 1, 1},
		{"unchanged ones", 100, `"firstname":"A"`, 1, 0},
		{"changed ones", 100, `"firstname":"B"`, 1, 1},
		{"new and unchanged ones", 250, `"firstname":"B"`, 3, 2},
		{"many unchanged ones", 250, `"firstname":"B","lastname":null`, 3, 0},
		{"many changed ones", 250, `"firstname":"C"`, 3, 3},
	} {
		if reads, writes := b.spent("contacts", people(test.n, test.properties)); reads != test.reads || writes != test.writes {
			t.Errorf("%s: %d reads and %d writes, want %d and %d", test.name, reads, writes, test.reads, test.writes)
		}
	}
}

// untraced is a HubSpot that refuses a whole batch for the sake of one input: it does not learn the trace IDs that would let the
// others be written.
func untraced(t *testing.T, hub http.Handler) string {
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		body = traceID.ReplaceAll(body, nil)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		hub.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL
}

var traceID = regexp.MustCompile(`"objectWriteTraceId":"[0-9]+",`)

func TestOneBadOfAHundred(t *testing.T) {
	b := newBed(t, nil)
	through := connector.DefaultConfig()
	through.APIKey, through.BaseURL, through.Write = connector.Secret(key), untraced(t, b.hub.Handler())+"/crm/v3", connector.WriteOn
	b.url = connector.Start(t, through, connector.WithClock(hubTime{b.hub})).URL()
	b.push("contacts", people(100, `"firstname":"A"`))
	for _, bad := range []int{0, 42, 99} {
		b.hub.ResetRequests()
		// HubSpot alone knows that the address is none.
		body := strings.Replace(people(100, fmt.Sprintf(`"firstname":"B%d"`, bad)), fmt.Sprintf(`"email":"p%d@example.com"`, bad), `"email":"none"`, 1)
		a := b.push("contacts", body)
		if told := a.failure(t); a.status != 400 || told.Failed != 1 || told.Entities[0].Index != bad {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if writes := len(b.writes()); writes > 1+2*7 {
			t.Errorf("%d writes", writes)
		}
		changed := 0
		for _, contact := range b.hub.Contacts() {
			if contact.Properties["firstname"] == fmt.Sprintf("B%d", bad) {
				changed++
			}
		}
		if changed != 99 {
			t.Errorf("%d of the 99 others are written", changed)
		}
	}
	// Of existing records, one is to get an address that another has.
	b.hub.ResetRequests()
	all := b.hub.Contacts()
	list := make([]string, 100)
	for i := range list {
		list[i] = fmt.Sprintf(`{"id":"%s","lastname":"C"}`, all[i].ID)
	}
	list[57] = fmt.Sprintf(`{"id":"%s","email":"%s"}`, all[57].ID, all[58].Properties["email"])
	a := b.push("contacts", "["+strings.Join(list, ",")+"]")
	if told := a.failure(t); a.status != 400 || told.Failed != 1 || told.Entities[0].Index != 57 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if writes := len(b.writes()); writes < 3 || writes > 2+2*7+1 {
		t.Errorf("%d writes", writes)
	}
}

func TestTheSameFiveTimes(t *testing.T) {
	for to, body := range map[string]string{
		"contacts":               `[{"email":"new@example.com","firstname":"New"}]`,
		"contacts?match=erp_id":  `[{"erp_id":"E-7","firstname":"New"}]`,
		"products":               `[{"hs_sku":"S-7","name":"New"}]`,
		"line_items":             `[{"hs_external_id":"L-7","name":"New"}]`,
		"companies?match=erp_id": `[{"erp_id":"C-7","name":"New"}]`,
	} {
		b := newBed(t, nil)
		b.furnish()
		object, _, _ := strings.Cut(to, "?")
		before, err := b.hub.Object(object).All()
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if a := b.push(to, body); a.status != 200 {
				t.Errorf("%s: %d %s", to, a.status, a.body)
			}
		}
		after, err := b.hub.Object(object).All()
		if err != nil || len(after) != len(before)+1 || len(b.writes()) != 1 {
			t.Errorf("%s: %d records became %d by %d writes, %v", to, len(before), len(after), len(b.writes()), err)
		}
	}
}

func TestAHundredAtOnce(t *testing.T) {
	for to, body := range map[string]string{
		"contacts":              `[{"email":"new@example.com","firstname":"New"}]`,
		"contacts?match=erp_id": `[{"erp_id":"E-7","firstname":"New"}]`,
	} {
		b := newBed(t, nil)
		b.furnish()
		before := len(b.hub.Contacts())
		answers := make([]answer, 100)
		var sending sync.WaitGroup
		for i := range answers {
			sending.Go(func() { answers[i] = b.push(to, body) })
		}
		sending.Wait()
		written := 0
		for _, a := range answers {
			switch a.status {
			case http.StatusOK:
				written++
			case http.StatusServiceUnavailable: // it is asked to come back
			default:
				t.Errorf("%s: %d %s %v", to, a.status, a.body, a.err)
			}
		}
		if after := len(b.hub.Contacts()); after != before+1 || written == 0 {
			t.Errorf("%s: %d contacts became %d, %d requests succeeded", to, before, after, written)
		}
	}
}

// Of several entities about one record in one request the basis of the first counts, however many batches lie between them: what
// the request itself has written is no conflict.
func TestTheBasisOfTheFirstCounts(t *testing.T) {
	b := newBed(t, nil)
	if a := b.push("contacts", people(1, `"jobtitle":"Before"`)); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	change := func(title string) string {
		return `{"_id":"0","email":"p0@example.com","jobtitle":"` + title + `","$based_on":{"jobtitle":"Before"}}`
	}
	others := strings.TrimSuffix(strings.TrimPrefix(people(250, `"firstname":"A"`), "["), "]")
	if a := b.push("contacts", "["+change("Second")+","+others+","+change("Third")+"]"); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := b.push("contacts", "["+change("Third")+","+others+","+change("Last")+"]"); a.status != 200 {
		t.Errorf("%d %s: the first counts, and HubSpot has what it wants", a.status, a.body)
	}
	if a := b.push("contacts", "["+change("Fourth")+"]"); a.status != 400 || !strings.Contains(a.body, `"conflict"`) {
		t.Errorf("%d %s, want a conflict: another request has changed it", a.status, a.body)
	}
	if a := b.push("contacts", `[{"_id":"0","email":"p0@example.com","jobtitle":"Last"}]`); a.body != `{"unchanged":1}` {
		t.Errorf("%s, want what the last has written", a.body)
	}
}
