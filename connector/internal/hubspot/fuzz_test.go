package hubspot

import (
	"net/http"
	"testing"
	"time"
)

// Whatever an answer explains a status with, the error has a status, a text and a limited wait.
func FuzzStatusError(f *testing.F) {
	f.Add(429, "2", `{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","correlationId":"c","policyName":"DAILY"}`)
	f.Add(477, "Sun, 01 Mar 2026 12:00:09 GMT", `{"message":7}`)
	f.Add(503, "-1", `<html>`)
	f.Add(429, "1e9", `{"policyName":"TEN_SECONDLY_ROLLING"}`)
	f.Add(530, "NaN", ``)
	f.Fuzz(func(t *testing.T, status int, retryAfter, body string) {
		if status < 201 || status > 999 {
			return
		}
		e := statusError(nil, status, http.Header{"Date": {"Sun, 01 Mar 2026 12:00:00 GMT"}, "Retry-After": {retryAfter}}, []byte(body))
		if e.Status != status || e.Error() == "" || e.Reason() == "" {
			t.Fatalf("%+v", e)
		}
		if e.RetryAfter < 0 || e.RetryAfter > 292*365*24*time.Hour {
			t.Fatalf("wait of %s after %q", e.RetryAfter, retryAfter)
		}
	})
}

// Whatever a batch answers, only requested records are accepted, each once and in order, and none is missing without a
// reason.
func FuzzBatch(f *testing.F) {
	f.Add([]byte(`{"results":[{"id":"3"},{"id":"1"},{"id":"2"}]}`))
	f.Add([]byte(`{"results":[{"id":"9","properties":{"hs_merged_object_ids":"1;2"}},{"id":"3"}]}`))
	f.Add([]byte(`{"results":[{"id":"1"},{"id":"1"}],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["2","3"]}}]}`))
	f.Add([]byte(`{"results":[],"errors":[{"category":"INTERNAL"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := decoded(string(body))
		if err != nil || p.arrange(map[string]int{"1": 0, "2": 1, "3": 2}, false, Contacts) != nil {
			return
		}
		last := byte('0')
		for _, r := range p.Records {
			if len(r.ID) != 1 || r.ID[0] <= last || r.ID[0] > '3' {
				t.Fatalf("%s after %c", r.ID, last)
			}
			last = r.ID[0]
		}
		if gone, err := p.gone(); len(p.Records) < 3 && len(gone) == 0 && err == nil && !merges(body) {
			t.Fatalf("%d records, and no reason for the missing ones", len(p.Records))
		}
	})
}

// merges reports whether body may list merged or archived records.
func merges(body []byte) bool {
	p, err := decoded(string(body))
	if err != nil {
		return false
	}
	for _, r := range p.Records {
		if len(r.Merged) > 0 || r.Archived {
			return true
		}
	}
	return false
}
