package siege

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

const (
	besiegers = 100
	// honestWithin is how long an honest client may have to wait: half a minute until those that take nothing make room, the pause
	// that a 503 demands, and what a busy machine needs.
	honestWithin = 3 * time.Minute
)

// A hundred clients read a byte at a time or nothing, vanish in the middle, and send headers and bodies that do not end. Honest
// clients are served meanwhile, HubSpot is not called for those that are gone, and nothing is left of any of them.
func TestSlowAndVanishingClients(t *testing.T) {
	const contacts, companies = 20_000, 300
	options := stack.Options{Contacts: contacts, Records: map[string]int{"companies": companies}, Seed: 94}
	besieged(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		before, err := look(ctx, s)
		must(t, err)
		siege, lift := context.WithCancel(ctx)
		defer lift()
		var outside sync.WaitGroup
		for i := range besiegers {
			outside.Go(func() { besiege(siege, strings.TrimPrefix(s.ConnectorURL(), "http://"), manners[i%len(manners)]) })
		}
		must(t, stack.Await(ctx, "the places to be taken", func() bool {
			now, err := look(ctx, s)
			return err == nil && now.files > before.files+besiegers/4
		}))

		errs := make([]error, 8)
		took := make([]time.Duration, len(errs))
		var inside sync.WaitGroup
		for i := range errs {
			inside.Go(func() {
				got, err := pull(ctx, s.ConnectorURL()+"/get_companies")
				if took[i] = got.took; err == nil && len(got.changed) != companies {
					err = fmt.Errorf("%d companies, want %d", len(got.changed), companies)
				}
				if err == nil {
					_, err = push(ctx, s.ConnectorURL()+"/push_products?match=hs_sku", fmt.Appendf(nil, `[{"_id":"%d","hs_sku":"S-%d","name":"x"}]`, i, i))
				}
				errs[i] = err
			})
		}
		inside.Wait()
		for i, err := range errs {
			if err != nil || took[i] > honestWithin {
				t.Errorf("honest client %d: %s, %v", i, took[i], err)
			}
		}
		t.Logf("among %d others, honest clients took %s", besiegers, took)

		lift()
		outside.Wait()
		recovers(ctx, t, s, before)
		fits(t, before.pid, memory)
		calls, err := s.HubSpot.CountRequests(ctx, "GET", "/crm/v3/objects/contacts", 0)
		must(t, err)
		if whole := contacts / 100 * besiegers * 4 / len(manners); calls > whole/2 {
			t.Errorf("HubSpot was called %d times for contacts that nobody takes, want at most half of the %d that all of them are", calls, whole)
		}
		again, err := s.HubSpot.CountRequests(ctx, "", "", 0)
		must(t, err)
		must(t, readyAgain(ctx, s))
		if later, err := s.HubSpot.CountRequests(ctx, "", "", 0); err != nil || later > again+2 {
			t.Errorf("HubSpot is called for those that are gone: %d times, then %d (%v)", again, later, err)
		}
	})
}

// readyAgain asks for one contact, whole.
func readyAgain(ctx context.Context, s *stack.Stack) error {
	_, err := pull(ctx, s.ConnectorURL()+"/get_contacts?limit=1")
	return err
}

// manner is how a client behaves that besieges the connector.
type manner struct {
	name string
	says string
	then func(ctx context.Context, conn *net.TCPConn)
}

var manners = []manner{
	{"reads a byte a second", readAll, sip},
	{"reads nothing", readAll, stare},
	{"resets in the middle of the array", readAll, reset},
	{"closes its half and reads nothing", readAll, func(ctx context.Context, conn *net.TCPConn) {
		_ = conn.CloseWrite()
		stare(ctx, conn)
	}},
	{"sends its header a byte a second", "GET /get_contacts HTTP/1.1\r\nHost: x\r\nX-Slow: ", drip},
	{"sends a body a byte a second", "POST /push_contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n[", drip},
	{"sends a body that does not go on", "POST /push_companies HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[    \r\n", stare},
	{"sends what is to be transformed a byte a second", "POST /transform_products HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n[", drip},
	{"sends a body to a read", "POST /get_contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n[", drip},
	{"says nothing", "", stare},
}

const readAll = "GET /get_contacts?properties=* HTTP/1.1\r\nHost: x\r\n\r\n"

// besiege behaves like that until the connector has closed the connection, or ctx ends.
func besiege(ctx context.Context, address string, as manner) {
	dialled, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return // refused, so nothing is besieged
	}
	conn, ok := dialled.(*net.TCPConn)
	if !ok {
		return
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	_ = conn.SetReadBuffer(4 << 10)
	_, _ = io.WriteString(conn, as.says)
	as.then(ctx, conn)
}

// sip reads a byte a second.
func sip(ctx context.Context, conn *net.TCPConn) {
	one := make([]byte, 1)
	everySecond(ctx, func() bool {
		_, err := conn.Read(one)
		return err == nil
	})
}

// drip sends a byte a second.
func drip(ctx context.Context, conn *net.TCPConn) {
	everySecond(ctx, func() bool {
		_, err := io.WriteString(conn, " ")
		return err == nil
	})
}

// stare does nothing.
func stare(ctx context.Context, _ *net.TCPConn) { <-ctx.Done() }

// reset takes some of the answer, and then resets the connection.
func reset(_ context.Context, conn *net.TCPConn) {
	_, _ = io.CopyN(io.Discard, conn, 600<<10)
	_ = conn.SetLinger(0)
}

// everySecond acts once a second, until that fails or ctx ends.
func everySecond(ctx context.Context, act func() bool) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for act() {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}
