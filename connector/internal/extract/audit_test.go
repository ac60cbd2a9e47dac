package extract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

func TestAuditComparesWithTheAnnouncedTotal(t *testing.T) {
	const (
		old    = `{"id":"1","properties":{"lastmodifieddate":"2026-03-01T11:00:00Z"}}`
		recent = `{"id":"2","properties":{"lastmodifieddate":"2026-03-01T11:58:00Z"}}`
		gone   = `{"id":"3","archived":true,"archivedAt":"2026-03-01T11:59:00Z"}`
	)
	for name, test := range map[string]struct {
		total          string
		found, archive string
		doubt          string
	}{
		"agrees":                {`"total":2,`, old + "," + recent, "", ""},
		"none announced":        {``, old, "", ""},
		"too few":               {`"total":3,`, old + "," + recent, "", "announced 3 changed contacts and returned 2"},
		"archived meanwhile":    {`"total":3,`, old + "," + recent, gone, ""},
		"too many":              {`"total":0,`, old, "", "announced 0 changed contacts and returned 1"},
		"changed meanwhile":     {`"total":1,`, old + "," + recent, "", ""},
		"HubSpot stopped count": {`"total":10000,`, old, "", "announced 10000 changed contacts and returned 1"},
	} {
		t.Run(name, func(t *testing.T) {
			up := answering(`{`+test.total+`"results":[`+test.found+`]}`, `{"results":[`+test.archive+`]}`)
			_, sum, err := read(up, options(), at(10, 0, 0, 0))
			if err != nil || !strings.Contains(sum.Doubt, test.doubt) || (sum.Doubt == "") != (test.doubt == "") {
				t.Errorf("doubt %q, %v", sum.Doubt, err)
			}
		})
	}
}

// Beyond 10,000 HubSpot may have stopped counting, so more than that raises no doubt.
func TestAuditDoesNotTrustASaturatedTotal(t *testing.T) {
	up := hubspottest.New()
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n > 51 {
			return false
		}
		records := make([]string, 200)
		for i := range records {
			records[i] = fmt.Sprintf(`{"id":"%d","properties":{"lastmodifieddate":"2026-03-01T11:00:00Z"}}`, n*200+i)
		}
		next := `,"paging":{"next":{"after":"1"}}`
		if n == 51 {
			next = ""
		}
		_, _ = fmt.Fprintf(w, `{"total":10000,"results":[%s]%s}`, strings.Join(records, ","), next)
		return true
	}
	opts := options()
	opts.Parallel = 1 // the answers come in this order, whatever is asked
	_, sum, err := read(up, opts, at(10, 0, 0, 0))
	if err != nil || sum.Emitted != 10200 || sum.Doubt != "" {
		t.Errorf("%+v, %v", sum, err)
	}
}

func TestAFullRunIsNotAudited(t *testing.T) {
	_, sum, err := read(answering(`{"total":7,"results":[]}`), options(), time.Time{})
	if err != nil || sum.Doubt != "" {
		t.Errorf("%+v, %v", sum, err)
	}
}
