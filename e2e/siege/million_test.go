package siege

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A million contacts are read in a container of 64 MiB, all of them and all since an offset, and a hundred thousand written.
func TestAMillionContactsInAContainerOf64MiB(t *testing.T) {
	const contacts, written, batch = 1_000_000, 100_000, 10_000
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
			_, err := push(ctx, s.ConnectorURL()+"/push_contacts", persons(first, batch, 10))
			must(t, err)
		}
		t.Logf("%d contacts written: %s", written, time.Since(began))
		if n, err := count(ctx, s.ConnectorURL()+"/get_contacts"); err != nil || n != contacts+written {
			t.Errorf("%d contacts afterwards (%v), want %d", n, err, contacts+written)
		}
		recovers(ctx, t, s, before)
		neverAtItsLimit(t, before.pid)
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
				must(t, s.HubSpot.AddFault(ctx, stack.Fault{Kind: "delay", Delay: "1s", Match: stack.FaultMatch{Operation: "batch-create"}}))
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
				neverAtItsLimit(t, before.pid)
			})
		})
	}
}

// neverAtItsLimit requires that the container did not run out of memory, and that of what it took the program's own was less than all.
func neverAtItsLimit(t *testing.T, pid int) {
	t.Helper()
	n, peak, err := refusals(pid)
	must(t, err)
	t.Logf("the container's memory: peak %.1f MiB, %d times refused", float64(peak)/(1<<20), n)
	if n > 0 || peak >= memory {
		t.Errorf("the container reached its limit %d times; its peak was %d bytes", n, peak)
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

// count reads an array to its end and counts its entities, each ID once: what comes twice is an error. IDs are dense enough for a bit
// each.
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
	var seen set
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

// largestID is beyond every ID of an account with a few million contacts: the fake counts.
const largestID = 1 << 30

// set is a set of IDs.
type set struct {
	words []uint64
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
		if number > largestID {
			return nil, fmt.Errorf("contact %d is not one of the fake's", number)
		}
		if word := number / bits.UintSize; word >= len(s.words) {
			s.words = append(s.words, make([]uint64, word+1-len(s.words))...)
		}
		bit := uint64(1) << (number % bits.UintSize)
		if s.words[number/bits.UintSize]&bit != 0 {
			return nil, fmt.Errorf("contact %d came twice", number)
		}
		s.words[number/bits.UintSize] |= bit
		s.n++
		text = text[begin+len(mark):]
	}
}
