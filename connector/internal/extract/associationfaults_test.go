package extract_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// What HubSpot answers about the associations of a batch can end them too soon in many ways. None passes for all.
func TestAssociationsThatNeverEndOrLackSomethingAreErrors(t *testing.T) {
	const answer = `{"results":[{"from":{"id":"1"},"to":%s,"paging":{"next":{"after":"same"}}}]}`
	for body, part := range map[string]string{
		fmt.Sprintf(answer, `[{"toObjectId":5,"associationTypes":[]}]`):                     "those of contact 1 with companies never end: the same cursor",
		`{"results":[],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["1"]}}]}`: "HubSpot does not know contact 1, which exists",
	} {
		up := hubspottest.New(1)
		up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, "/associations/") {
				_, _ = io.WriteString(w, body)
				return true
			}
			return false
		}
		_, order, err := texts(extract.Start(client(up), options(), associated(time.Time{})))
		if wantError(t, err, part); len(order) > 0 {
			t.Errorf("%s: %v", body, order)
		}
	}
}

// HubSpot may leave records without associations out of an answer. It is believed if it leaves them out of two, of which the second
// is about nothing else. That costs one call more for each batch, not one for each record.
func TestRecordsThatAreLeftOutTwiceHaveNoAssociations(t *testing.T) {
	ids := make([]uint64, 1000)
	for i := range ids {
		ids[i] = uint64(i + 1)
	}
	up := hubspottest.New(ids...)
	up.Silent = true
	up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {7: {{To: 15}}, 900: {{To: 15}}}}
	opts := options()
	opts.Parallel = 1
	run := extract.StartPairs(client(up), opts, hubspot.Contacts, companies, false)
	if _, order, err := texts(run); err != nil || !slices.Equal(order, []string{"7:15", "900:15"}) {
		t.Fatalf("%v, %v", order, err)
	}
	var asked []int
	for _, r := range up.Requests() {
		if inputs, ok := r.Body["inputs"].([]any); ok {
			asked = append(asked, len(inputs))
		}
	}
	if !slices.Equal(asked, []int{1000, 998}) {
		t.Errorf("asked for %v records", asked)
	}
}

// A server that passes a cursor over returns the first page again and again, perhaps each time with another cursor.
func TestAssociationsThatBeginAnewNeverEnd(t *testing.T) {
	for _, links := range []string{``, `{"toObjectId":5,"associationTypes":[]},{"toObjectId":6,"associationTypes":[]}`} {
		up := hubspottest.New(1)
		calls := 0
		up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "/associations/") {
				return false
			}
			calls++
			_, _ = fmt.Fprintf(w, `{"results":[{"from":{"id":"1"},"to":[%s],"paging":{"next":{"after":"%d"}}}]}`, links, calls)
			return true
		}
		_, order, err := texts(extract.StartPairs(client(up), options(), hubspot.Contacts, companies, false))
		if wantError(t, err, "those of contact 1 with companies never end"); len(order) > 0 || calls > 200 {
			t.Errorf("%v after %d calls", order, calls)
		}
	}
}

// A record that HubSpot leaves out after it has announced more of its associations has more.
func TestARecordThatIsLeftOutInTheMiddleIsAnError(t *testing.T) {
	up := hubspottest.New(1)
	calls := 0
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/associations/") {
			return false
		}
		body := `{"results":[]}`
		if calls++; calls == 1 {
			body = `{"results":[{"from":{"id":"1"},"to":[{"toObjectId":5,"associationTypes":[]}],"paging":{"next":{"after":"x"}}}]}`
		}
		_, _ = io.WriteString(w, body)
		return true
	}
	_, order, err := texts(extract.StartPairs(client(up), options(), hubspot.Contacts, companies, false))
	if wantError(t, err, "those of contact 1 with companies end in the middle"); len(order) > 0 {
		t.Error(order)
	}
}

// A contact that is archived between its page and its associations has none any more.
func TestARecordThatGoesMeanwhileHasNoAssociations(t *testing.T) {
	up := hubspottest.New(1, 2)
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/associations/") {
			return false
		}
		up.Records[0].ArchivedAt = at(12, 0, 0, 0)
		w.WriteHeader(http.StatusMultiStatus)
		_, _ = io.WriteString(w, `{"results":[{"from":{"id":"2"},"to":[{"toObjectId":5,"associationTypes":[]}]}],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"fromObjectId":["1"]}}]}`)
		return true
	}
	req := extract.Request{Object: hubspot.Contacts, Associations: []*hubspot.Object{companies}}
	got, _, err := texts(extract.Start(client(up), options(), req))
	if err != nil || !strings.Contains(got["1"], `"companies":[]`) || !strings.Contains(got["2"], `"companies":[{"id":"5","types":[]}]`) {
		t.Errorf("%v, %v", got, err)
	}
}

// A record that has a member associations already would have two.
func TestARecordWithAssociationsOfItsOwnIsAnError(t *testing.T) {
	up := hubspottest.New(1)
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/contacts") {
			return false
		}
		_, _ = io.WriteString(w, `{"results":[{"id":"1","properties":{},"associations":{}}]}`)
		return true
	}
	_, _, err := texts(extract.Start(client(up), options(), associated(time.Time{})))
	wantError(t, err, "contact 1: it has a member associations already")
	if got, _, err := texts(extract.Start(client(up), options(), extract.Request{Object: hubspot.Contacts})); err != nil || strings.Count(got["1"], "associations") != 1 {
		t.Errorf("%v, %v", got, err)
	}
}
