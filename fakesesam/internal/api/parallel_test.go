package api

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// inParallel sends n requests at once and counts the statuses of their answers.
func (b *bed) inParallel(n int, method, path string, body func(i int) string) map[int]int {
	b.t.Helper()
	var (
		mu       sync.Mutex
		statuses = map[int]int{}
		group    sync.WaitGroup
		start    = make(chan struct{})
	)
	for i := range n {
		group.Go(func() {
			<-start
			req, err := http.NewRequest(method, b.url+path, strings.NewReader(body(i)))
			if err != nil {
				b.t.Error(err)
				return
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				b.t.Error(err)
				return
			}
			_ = res.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			statuses[res.StatusCode]++
		})
	}
	close(start)
	group.Wait()
	return statuses
}

func TestVariablesAddedInParallelAllStay(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	const n = 60
	for _, path := range []string{"/env", "/secrets"} {
		b.equal(b.inParallel(n, "POST", path, func(i int) string { return fmt.Sprintf(`{"name%d":"value"}`, i) }), map[int]int{200: n})
	}
	b.equal(len(b.get("/env").(map[string]any)), n)
	b.equal(len(b.get("/secrets").([]any)), n)
}

func TestVariablesDeletedInParallelAllGo(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	const n = 20
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`"name%d":%d`, i, i))
	}
	b.json("PUT", "/env", "{"+strings.Join(all, ",")+"}", 200)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { b.inParallel(1, "DELETE", fmt.Sprintf("/env/name%d", i), func(int) string { return "" }) })
	}
	group.Wait()
	b.equal(b.get("/env"), map[string]any{})
}

func TestOneOfManyEqualComponentsIsAdded(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	const n = 20
	pipe := func(i int) string {
		return fmt.Sprintf(`{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"%d"}]}}`, i)
	}
	b.equal(b.inParallel(n, "POST", "/pipes", pipe), map[int]int{201: 1, 409: n - 1})
	system := func(i int) string {
		return fmt.Sprintf(`{"_id":"s","type":"system:url","url_pattern":"http://x%d/%%s"}`, i)
	}
	b.equal(b.inParallel(n, "POST", "/systems", system), map[int]int{201: 1, 409: n - 1})
	for range 15 { // the window between check and removal is small
		b.equal(b.inParallel(n, "DELETE", "/pipes/p", pipe), map[int]int{200: 1, 404: n - 1})
		b.equal(b.inParallel(n, "DELETE", "/systems/s", pipe), map[int]int{200: 1, 404: n - 1})
		b.json("POST", "/pipes", pipe(0), 201)
		b.json("POST", "/systems", system(0), 201)
	}
}

func TestComponentsAreAddedTogetherOrNotAtAll(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	const (
		good   = `{"_id":"good","type":"pipe","source":{"type":"embedded","entities":[]}}`
		bad    = `{"_id":"bad","type":"pipe","source":{"type":"file"}}`
		noName = `{"type":"pipe","source":{"type":"embedded","entities":[]}}`
	)
	for list, want := range map[string]int{
		"[" + good + "," + bad + "]":    400,
		"[" + good + "," + noName + "]": 400,
		"[" + good + "," + good + "]":   409,
	} {
		b.json("POST", "/pipes", list, want)
		b.equal(b.get("/pipes"), []any{})
	}
	b.json("POST", "/pipes?force=true", "["+good+","+bad+"]", 201)
	b.equal(len(b.get("/pipes").([]any)), 2)
	b.json("POST", "/pipes", `[{"_id":"new","type":"pipe","source":{"type":"embedded","entities":[]}},`+good+`]`, 409)
	b.equal(len(b.get("/pipes").([]any)), 2)
}
