package extract_test

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// newSearch returns a switchboard before 60 contacts that have changed, in pages of three, of which searches say that they
// are so many that they are worth being cut.
func newSearch() *switchboard {
	ids := make([]uint64, 60)
	for i := range ids {
		ids[i] = uint64(100 + 10*i + i*i%7)
	}
	up := hubspottest.New(ids...)
	up.PageSize = 3
	up.Total = func(matches int) string { return fmt.Sprintf(`"total":%d,`, matches*hubspot.SearchLimit) }
	return newSwitchboard(up)
}

// span is the range of IDs that a search asks for, "" if the call is none.
func (c *heldCall) span() string {
	if !strings.HasSuffix(c.request.URL.Path, "/search") {
		return ""
	}
	from, to := "0", ""
	if found := afterID.FindStringSubmatch(c.body); found != nil {
		from = found[1]
	}
	if found := upToID.FindStringSubmatch(c.body); found != nil {
		to = found[1]
	}
	return from + "-" + to
}

var (
	afterID = regexp.MustCompile(`"hs_object_id","operator":"GT","value":"(\d+)"`)
	upToID  = regexp.MustCompile(`"hs_object_id","operator":"LTE","value":"(\d+)"`)
)

func changes() extract.Request { return extract.Request{Since: at(10, 0, 0, 0)} }

// The ranges of a search leave no ID between them, and overlap nowhere.
func TestASearchIsReadInRanges(t *testing.T) {
	for _, parallel := range []int{1, 2, 16} {
		s, opts := newSearch(), options()
		opts.Parallel = parallel
		ranges := 0
		o := s.play(t, opts, changes(), func() {
			if _, to, _ := strings.Cut(s.held()[0].span(), "-"); to != "" {
				ranges++
			}
			s.inOrder()
		})
		got := ids(o.got)
		for _, c := range s.up.Records {
			if n := got[fmt.Sprint(c.ID)]; n != 1 {
				t.Errorf("%d was returned %d times", c.ID, n)
			}
		}
		if o.err != nil || (ranges > 0) != (parallel > 1) || s.most > parallel {
			t.Errorf("parallel %d: %d searches of a range, %d calls in flight, %v", parallel, ranges, s.most, o.err)
		}
	}
}

// A range is cut while the search of all of it is in flight. What that search returns beyond the cut is left to the other
// part, wherever the cut is.
func TestARangeIsCutWhileACallIsInFlight(t *testing.T) {
	cuts, beyond := 0, 0
	for width := range uint64(40) {
		s, opts := newSearch(), options()
		s.up.PageSize = 12
		for i := range s.up.Records { // how dense they are decides where the cuts are
			s.up.Records[i].ID = 100 + uint64(i) + uint64(i*i)*width/20
		}
		o := s.play(t, opts, changes(), func() {
			for _, c := range s.held() {
				if at := s.cutWithin(c); at > 0 {
					s.arrive(c)
					cuts++
					if c.last() > at {
						beyond++
					}
					return
				}
			}
			s.inOrder()
		})
		got := ids(o.got)
		for _, c := range s.up.Records {
			if n := got[fmt.Sprint(c.ID)]; n != 1 || o.err != nil {
				t.Fatalf("width %d: %d was returned %d times, %v\n%s", width, c.ID, n, o.err, strings.Join(s.story, "\n"))
			}
		}
	}
	if cuts == 0 || beyond == 0 {
		t.Errorf("%d answers to searches that had been cut meanwhile, %d of which went beyond the cut", cuts, beyond)
	}
}

// cutWithin returns where another call begins to search within the range of c, 0 if none does.
func (s *switchboard) cutWithin(c *heldCall) uint64 {
	from, to := c.bounds()
	for _, other := range s.held() {
		if at, _ := other.bounds(); at > from && at < to {
			return at
		}
	}
	return 0
}

// bounds are those of the range of a search.
func (c *heldCall) bounds() (from, to uint64) {
	after, upTo, _ := strings.Cut(c.span(), "-")
	from, _ = strconv.ParseUint(after, 10, 64)
	to, err := strconv.ParseUint(upTo, 10, 64)
	if err != nil {
		to = math.MaxUint64
	}
	return from, to
}

// last is the ID of the last record of an answer.
func (c *heldCall) last() uint64 {
	found := matter.FindAllStringSubmatch(c.got, -1)
	for _, member := range slices.Backward(found) {
		if member[1] == "id" {
			id, _ := strconv.ParseUint(strings.Trim(strings.TrimPrefix(member[0], `"id":`), `"`), 10, 64)
			return id
		}
	}
	return 0
}

// A search whose filter on IDs does not work is no search to read in ranges.
func TestAnIDOutsideTheRangeIsAnError(t *testing.T) {
	s, opts := newSearch(), options()
	var wrong string
	s.up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		if wrong == "" {
			return false
		}
		_, _ = fmt.Fprintf(w, `{"total":1,"results":[{"id":%q}]}`, wrong)
		return true
	}
	o := s.play(t, opts, changes(), func() {
		c := s.held()[0]
		if _, to, _ := strings.Cut(c.span(), "-"); to != "" {
			n, _ := strconv.ParseUint(to, 10, 64)
			wrong = fmt.Sprint(n + 1)
		}
		s.arrive(c)
		wrong = ""
	})
	wantError(t, o.err, "was returned by a search for IDs up to")
}

// Without a number of matches, or with few, a search is not cut.
func TestASearchIsNotCutWithoutNeed(t *testing.T) {
	for _, total := range []string{``, `"total":0,`, `"total":402,`} {
		s, opts := newSearch(), options()
		s.up.Total = func(int) string { return total }
		o := s.play(t, opts, changes(), s.inOrder)
		if s.most != 1 || o.err != nil || len(ids(o.got)) != 60 {
			t.Errorf("total %q: %d calls in flight, %d contacts, %v", total, s.most, len(ids(o.got)), o.err)
		}
	}
}

// The audit goes by the number of the first page, however many parts there are. The parts' own numbers, and that at which
// HubSpot stops to count, are not the whole.
func TestTheAuditOfASearchInParts(t *testing.T) {
	for total, doubt := range map[string]string{
		`"total":12000,`: "announced 12000 changed contacts and returned 60",
		`"total":10000,`: "announced 10000 changed contacts and returned 60",
	} {
		s, opts := newSearch(), options()
		s.up.Total = func(int) string { return total }
		o := s.play(t, opts, changes(), s.inOrder)
		if o.err != nil || !strings.Contains(o.sum.Doubt, doubt) || s.most < 2 {
			t.Errorf("%s: doubt %q, %d calls in flight, %v", total, o.sum.Doubt, s.most, o.err)
		}
	}
	s, opts := newSearch(), options()
	first := true
	s.up.Total = func(int) string {
		if first {
			first = false
			return `"total":60,`
		}
		return `"total":12000,`
	}
	if o := s.play(t, opts, changes(), s.inOrder); o.err != nil || o.sum.Doubt != "" || s.most < 2 {
		t.Errorf("doubt %q, %d calls in flight, %v", o.sum.Doubt, s.most, o.err)
	}
}
