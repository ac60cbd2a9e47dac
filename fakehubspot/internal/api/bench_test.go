package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

// BenchmarkList measures the pages of a list that one client gets, and sixteen at once: the more processors there are, the
// more the sixteen must get.
func BenchmarkList(b *testing.B) {
	r := newRig(b, 20_000)
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			var asked atomic.Int64
			var group sync.WaitGroup
			for range clients {
				group.Go(func() {
					for n := asked.Add(1); n <= int64(b.N); n = asked.Add(1) {
						request := httptest.NewRequest(http.MethodGet, fmt.Sprintf("%s?limit=100&after=%d", contacts, 57_000_000_000+n*997%490_000), http.NoBody)
						request.Header.Set("Authorization", "Bearer secret")
						w := httptest.NewRecorder()
						r.handler.ServeHTTP(w, request)
						if w.Code != http.StatusOK || w.Body.Len() < 10_000 {
							b.Error(w.Code, w.Body)
						}
					}
				})
			}
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}
