package siege

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A million contacts are read in a container of 64 MiB, all of them and all since an offset, and twenty thousand written.
func TestAMillionContactsInAContainerOf64MiB(t *testing.T) {
	const contacts, written, batch = 1_000_000, 20_000, 10_000
	options := stack.Options{Contacts: contacts, Seed: 92, Environment: map[string]string{"search-rate": "1000"}}
	besieged(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		before, err := look(ctx, s)
		must(t, err)
		for _, query := range []string{"", "?since=1971-01-01T00:00:00Z"} {
			began := time.Now()
			n, err := count(ctx, s.ConnectorURL()+"/get_contacts"+query)
			must(t, err)
			if n != contacts {
				t.Errorf("%q: %d contacts, want %d", query, n, contacts)
			}
			t.Logf("%q: %s", query, time.Since(began))
		}
		began := time.Now()
		for first := 0; first < written; first += batch {
			got, err := push(ctx, s.ConnectorURL()+"/push_contacts", persons(first, batch, 10))
			must(t, err)
			if want := fmt.Sprintf(`{"created":%d}`, batch); got.text != want {
				t.Errorf("the answer to a push is %.300s, want %s", got.text, want)
			}
		}
		t.Logf("%d contacts written: %s", written, time.Since(began))
		recovers(ctx, t, s, before)
		fits(t, before.pid, roomy)
	})
}

// Eight pushes of large entities at once, and as many transforms, fit into the container while HubSpot is slow.
func TestLargeEntitiesFitIntoTheContainer(t *testing.T) {
	const senders, entities, size = 8, 400, 20_000
	for _, route := range []string{"push", "transform"} {
		t.Run(route, func(t *testing.T) {
			besieged(t, stack.Options{Contacts: 10, Seed: 93}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
				before, err := look(ctx, s)
				must(t, err)
				must(t, s.HubSpot.AddFault(ctx, stack.Fault{Kind: "delay", Delay: "300ms", Match: stack.FaultMatch{Operation: "batch-create"}}))
				errs := make([]error, senders)
				var all sync.WaitGroup
				for i := range senders {
					all.Go(func() {
						_, errs[i] = push(ctx, s.ConnectorURL()+"/"+route+"_contacts", persons(i*entities, entities, size))
					})
				}
				all.Wait()
				must(t, errors.Join(errs...))
				found, err := s.HubSpot.Contacts(ctx)
				must(t, err)
				if len(found) != 10+senders*entities {
					t.Errorf("HubSpot has %d contacts, want %d", len(found), 10+senders*entities)
				}
				recovers(ctx, t, s, before)
				fits(t, before.pid, memory*9/10)
			})
		})
	}
}

// fits requires that the container never had more memory than most, the pages of the program's file included. That it had no more than
// it may, its engine sees to: by killing the program, which would be another one now.
func fits(t *testing.T, pid, most int) {
	t.Helper()
	refused, peak, err := groupMemory(pid)
	must(t, err)
	t.Logf("the container's memory: peak %.1f MiB, refused %d times", float64(peak)/(1<<20), refused)
	if peak > most {
		t.Errorf("the peak of the container's memory is %d bytes, want at most %d", peak, most)
	}
}

// persons are entities, numbered from first on, each with a text of that size.
func persons(first, n, size int) []byte {
	type person struct {
		ID      string `json:"_id"`
		Email   string `json:"email"`
		Company string `json:"company"`
	}
	list := make([]person, n)
	for i := range list {
		list[i] = person{fmt.Sprintf("erp:%d", first+i), fmt.Sprintf("person.%d@siege.example", first+i), strings.Repeat("x", size)}
	}
	text, _ := json.Marshal(list) // of texts only
	return text
}

// mark is how an entity of the connector's begins. Within a text, its quotes would be escaped.
const mark = `{"_id":"`

// count reads an array to its end and counts its entities, each ID once: what comes twice is an error.
func count(ctx context.Context, address string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	response, err := honest.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return 0, errors.New(response.Status)
	}
	seen := set{words: map[int]uint64{}}
	buf, rest := make([]byte, 256<<10), []byte(nil)
	last := byte(0)
	for {
		n, err := response.Body.Read(buf)
		if n > 0 {
			last = buf[n-1]
			var broken error
			if rest, broken = seen.scan(append(rest, buf[:n]...)); broken != nil {
				return 0, broken
			}
		}
		switch {
		case errors.Is(err, io.EOF) && last != ']':
			return 0, errors.New("the array does not end")
		case errors.Is(err, io.EOF):
			return seen.n, nil
		case err != nil:
			return 0, err
		}
	}
}

// set is a set of IDs, a bit for each: by that many of them.
type set struct {
	words map[int]uint64
	n     int
}

// scan adds the IDs in text and returns what of it may be the beginning of another one.
func (s *set) scan(text []byte) ([]byte, error) {
	for {
		begin := bytes.Index(text, []byte(mark))
		if begin < 0 {
			return bytes.Clone(text[max(0, len(text)-len(mark)):]), nil
		}
		id, _, whole := bytes.Cut(text[begin+len(mark):], []byte(`"`))
		if !whole {
			return bytes.Clone(text[begin:]), nil
		}
		number, err := strconv.Atoi(string(id))
		if err != nil {
			return nil, err
		}
		bit := uint64(1) << (number % 64)
		if s.words[number/64]&bit != 0 {
			return nil, fmt.Errorf("contact %d came twice", number)
		}
		s.words[number/64] |= bit
		s.n++
		text = text[begin+len(mark):]
	}
}
