package bench

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// relayEnvironment is the variable that holds the relay's credential.
const relayEnvironment = "HUBSPOT_TOKEN"

// RelayToken returns the relay's credential.
func RelayToken(getenv func(string) string) string { return getenv(relayEnvironment) }

// boundByProcessor is the bound of every read without limits and latency.
const boundByProcessor = "bound: the processor, which the fake HubSpot and the reader share with what is measured"

// fullRead compares the connector with a relay that copies the same pages the
// connector requested. HubSpot has no latency and no limits here, so all time is
// spent on handling the data.
func fullRead(ctx context.Context, l *Lab) ([]Result, error) {
	of, err := l.account(ctx, l.sizes.Usual)
	if err != nil {
		return nil, err
	}
	defer func() { _ = of.Stop() }()
	connector, _, err := l.connector(ctx, of, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = connector.Stop() }()
	relay, err := l.relay(ctx, of, connector)
	if err != nil {
		return nil, err
	}
	defer func() { _ = relay.Stop() }()

	copied, err := read(ctx, relay.URL(), entityMark) // warms up, and shows how much there is
	if err != nil {
		return nil, err
	}
	rounds := make([]pair, l.sizes.Rounds)
	for i := range rounds {
		err := inTurns(i, func() error {
			r, err := readContacts(ctx, connector.URL(), time.Time{}, of.contacts)
			rounds[i].measured = r.perSecond(of.contacts)
			return err
		}, func() error {
			r, err := read(ctx, relay.URL(), entityMark)
			rounds[i].reference = r.perSecond(of.contacts)
			if err == nil && r.bytes != copied.bytes {
				err = fmt.Errorf("the relay copied %d bytes, but %d in an earlier round", r.bytes, copied.bytes)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		l.progressf("round %d of %d: connector %.0f contacts/s, relay %.0f", i+1, len(rounds), rounds[i].measured, rounds[i].reference)
	}
	return []Result{
		{Name: "full-read.ratio", Value: ratio(rounds), Unit: "of the relay", Budget: atLeast(0.75), Note: boundByProcessor},
		{Name: "full-read.connector", Value: medianMeasured(rounds), Unit: "contacts/s"},
		{Name: "full-read.relay", Value: medianReference(rounds), Unit: "contacts/s"},
	}, nil
}

// relay lets the connector read once, records which pages it requested, and
// starts a relay that requests the same ones.
func (l *Lab) relay(ctx context.Context, of *account, connector *processes.Program) (*processes.Program, error) {
	l.progressf("recording the pages that the connector requests")
	if err := of.ForgetRequests(ctx); err != nil {
		return nil, err
	}
	if _, err := readContacts(ctx, connector.URL(), time.Time{}, of.contacts); err != nil {
		return nil, err
	}
	asked, err := of.Requests(ctx, http.MethodGet, "/crm/v3/objects/contacts")
	if err != nil {
		return nil, err
	}
	const perPage = 100
	if want := (of.contacts + perPage - 1) / perPage; len(asked) < want {
		return nil, fmt.Errorf("the journal has %d pages, but %d contacts take %d", len(asked), of.contacts, want)
	}
	var pages strings.Builder
	for _, request := range asked {
		fmt.Fprintf(&pages, "%s%s?%s\n", of.URL(), request.Path, request.Query)
	}
	file := filepath.Join(l.dir, "pages")
	if err := os.WriteFile(file, []byte(pages.String()), 0o600); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p, err := processes.Launch(ctx, "relay", self, []string{relayEnvironment + "=" + stack.Token}, []string{RelayCommand, file})
	if err == nil {
		l.running = append(l.running, p)
	}
	return p, err
}

// RelayCommand is the first argument that makes the bench program run as the
// relay.
const RelayCommand = "relay"
