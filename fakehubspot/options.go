package fakehubspot

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// DefaultToken is the bearer token of a server that was started without a token.
const DefaultToken = "test-token"

// Option sets how a server starts, and the state that [Server.Reset] goes back to. A nil Option is an error.
type Option func(*options) error

type options struct {
	config hub.Config
	listen string
	hosts  origin.Hosts
	sesam  tour.Peer
}

// resolve applies the options over the defaults. Its error lists every invalid one.
func resolve(opts []Option) (*options, error) {
	o := &options{listen: "127.0.0.1:0", hosts: origin.Hosts{}}
	o.config = hub.Config{
		Seed: 1, Lag: index.Lag{Mode: index.Fixed}, Logger: slog.New(slog.DiscardHandler),
		Real: time.Now, After: time.After,
	}
	var invalid []error
	for i, opt := range opts {
		if opt == nil {
			invalid = append(invalid, fmt.Errorf("option %d is nil", i+1))
			continue
		}
		invalid = append(invalid, opt(o))
	}
	if err := errors.Join(invalid...); err != nil {
		return nil, err
	}
	if len(o.config.Tokens) == 0 {
		o.config.Tokens = []token.Token{{Value: DefaultToken}}
	}
	return o, nil
}

// errorLog is where net/http logs about connections.
func (o *options) errorLog() *log.Logger {
	return slog.NewLogLogger(o.config.Logger.Handler(), slog.LevelWarn)
}

// Contacts sets how many contacts there are at the start, at most 10,000,000; the default is 0. The first two are the
// sample contacts that every developer account has.
func Contacts(n int) Option {
	return func(o *options) error {
		if err := hub.CheckContacts(n); err != nil {
			return err
		}
		o.config.Contacts = n
		return nil
	}
}

// Records sets how many records of an object type there are at the start, at most 10,000,000; the default is 0. It may be
// given once for each standard type but contacts, for which there is [Contacts]; object is any of the names of the type, such
// as companies, company or 0-2. The records are associated with one another: see [Server.Associations].
func Records(object string, n int) Option {
	return func(o *options) error {
		records, err := hub.NewRecords(object, n)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(o.config.Records, func(other hub.Records) bool { return other.Object == records.Object }) {
			return fmt.Errorf("records of %s are given twice", records.Object)
		}
		o.config.Records = append(o.config.Records, records)
		return nil
	}
}

// Profile sets what the records at the start are like; the default is ProfileOrdinary.
func Profile(name ProfileName) Option {
	return func(o *options) error {
		if name != "" && !slices.Contains(seed.Profiles(), string(name)) {
			return fmt.Errorf("profile %q is unknown; use one of %s", name, strings.Join(seed.Profiles(), ", "))
		}
		o.config.Profile = string(name)
		return nil
	}
}

// Seed sets the seed, which decides everything that is left to chance; the default is 1.
func Seed(n uint64) Option {
	return func(o *options) error { o.config.Seed = n; return nil }
}

// Token adds a bearer token that may do everything. The first token is the one that [Server.Token] returns. Without any,
// the server has [DefaultToken].
func Token(value string) Option { return ScopedToken(value, nil, time.Time{}) }

// ScopedToken adds a bearer token with scopes, such as crm.objects.contacts.read; nil means all of them. It stops working
// at the given time; the zero time means never.
func ScopedToken(value string, scopes []string, expires time.Time) Option {
	return func(o *options) error {
		t := token.Token{Value: value, Scopes: scopes, Expires: expires}
		if err := t.Check(); err != nil {
			return err
		}
		if slices.ContainsFunc(o.config.Tokens, func(other token.Token) bool { return other.Value == value }) {
			return errors.New("token is duplicated")
		}
		o.config.Tokens = append(o.config.Tokens, t)
		return nil
	}
}

// Listen sets the host and port to listen on; port 0 picks a free one. The default is "127.0.0.1:0".
func Listen(address string) Option {
	return func(o *options) error {
		host, port, err := net.SplitHostPort(address)
		if err == nil {
			_, err = net.DefaultResolver.LookupPort(context.Background(), "tcp", port)
		}
		if err != nil {
			return fmt.Errorf("listen must be a host and port such as 127.0.0.1:8080, got %q", address)
		}
		o.listen = address
		if named, err := origin.NewHosts(host); err == nil { // an address is allowed in any case
			maps.Copy(o.hosts, named)
		}
		return nil
	}
}

// Frozen starts the server with a clock that stands still at the given time: see [Server.SetTime] for which times it shows.
func Frozen(at time.Time) Option {
	return func(o *options) error {
		if at.IsZero() {
			return errors.New("frozen must not be the zero time")
		}
		if err := clock.Check(at); err != nil {
			return fmt.Errorf("frozen %w", err)
		}
		o.config.Frozen = at
		return nil
	}
}

// AllowHosts adds names under which the server may be addressed, such as "hubspot.example.com". IP addresses, localhost
// and names below it, names without a dot, host.docker.internal and the name that it listens on are always allowed. Under
// any other name the control API and the web page answer 403, and HubSpot's API does without one of the tokens: such a
// request may come from a web page of another site.
func AllowHosts(names ...string) Option {
	return func(o *options) error {
		hosts, err := origin.NewHosts(names...)
		maps.Copy(o.hosts, hosts)
		return err
	}
}

// Sesam says where the Sesam node is that reads this HubSpot, for the guided tour on the web pages: url is where the server calls
// it, page is where a browser opens it; with "" for page, that is the same. [Server.ConnectSesam] says it later. By default, none
// is known.
func Sesam(url, page string) Option {
	return func(o *options) error {
		peer := tour.Peer{URL: url, Page: page}
		if err := peer.Check(); err != nil {
			return fmt.Errorf("sesam: %w", err)
		}
		o.sesam = peer
		return nil
	}
}

// IndexLag sets how late the search index gets each write, at most 30 days; the default is 0.
func IndexLag(d time.Duration) Option {
	return func(o *options) error {
		if err := (index.Lag{Delay: d, Mode: index.Fixed}).Check(); err != nil {
			return err
		}
		o.config.Lag.Delay = d
		return nil
	}
}

// IndexLagMode sets how the lag applies; the default is LagFixed.
func IndexLagMode(mode LagMode) Option {
	return func(o *options) error {
		if err := (index.Lag{Mode: index.Mode(mode)}).Check(); err != nil {
			return err
		}
		o.config.Lag.Mode = index.Mode(mode)
		return nil
	}
}

// Cursors sets the habit of the cursors of lists; the default is CursorAfterLast.
func Cursors(habit CursorHabit) Option {
	return func(o *options) error {
		if err := cursor.Habit(habit).Check(); err != nil {
			return err
		}
		o.config.Cursors = cursor.Habit(habit)
		return nil
	}
}

// Plan sets the plan whose rate limits apply; the default is PlanOff.
func Plan(name PlanName) Option {
	return func(o *options) error {
		if name == "" {
			name = PlanOff
		}
		if err := (Limits{Plan: name}).internal().Check(); err != nil {
			return err
		}
		o.config.Plan = string(name)
		return nil
	}
}

// Rules sets what the account's administrators require of records, which binds the writes of API version 2026-09 and later:
// each is such as "deals.dealstage=closedlost:closed_lost_reason", which says that deals in that stage need a reason. What
// HubSpot answers to a write that breaks one is not known; here it is a 400 that names the properties.
func Rules(rules ...string) Option {
	return func(o *options) error {
		var invalid []error
		for _, text := range rules {
			rule, err := api.ParseRule(text)
			o.config.Rules = append(o.config.Rules, rule)
			invalid = append(invalid, err)
		}
		return errors.Join(invalid...)
	}
}

// PageLimit sets the largest number of results on a page of a list or search, whatever limit a call asks for; it must be
// at least 1. By default, HubSpot's own limits apply. The cursor continues where the page ends: a client that takes a
// short page for the last one misses the rest.
func PageLimit(results int) Option {
	return func(o *options) error {
		if err := bound.Int("page limit", results, 1, bound.Most); err != nil {
			return err
		}
		o.config.Search.PageLimit = results
		return nil
	}
}

// AssociationPage sets the largest number of associated records on a page, at most 1,000, whatever limit a call asks for:
// those shown with a record, those of one record and those of each record in a batch. By default, these are HubSpot's own
// 100, 500 and 1,000, and 100 in a batch of v3. With a small one, few associations make many pages.
func AssociationPage(records int) Option {
	return func(o *options) error {
		if err := bound.Int("association page", records, 1, maxAssociationPage); err != nil {
			return err
		}
		o.config.AssociationPage = records
		return nil
	}
}

// maxAssociationPage is the largest page of associations that HubSpot has.
const maxAssociationPage = 1_000

// maxURL is the longest URL that can be accepted: net/http reads a little more than that of a request's headers.
const maxURL = 1_000_000

// MaxURL sets the length in bytes of the longest URL that is accepted, at most 1,000,000; a longer one gets a 414. With 0,
// the default, it is 16,000.
func MaxURL(bytes int) Option {
	return func(o *options) error {
		if err := bound.Int("max URL", bytes, 0, maxURL); err != nil {
			return err
		}
		o.config.MaxURL = bytes
		return nil
	}
}

// maxJournal is the most calls that a journal can be made for.
const maxJournal = 1_000_000

// Journal sets how many calls the journal holds, at most 1,000,000 and together 64 MiB; the newest are kept. With 0, the
// default, it is 10,000.
func Journal(calls int) Option {
	return func(o *options) error {
		if err := bound.Int("journal", calls, 0, maxJournal); err != nil {
			return err
		}
		o.config.Journal = calls
		return nil
	}
}

// Logger sets where the server logs. With nil, the default, it logs nowhere.
func Logger(logger *slog.Logger) Option {
	return func(o *options) error {
		if logger == nil {
			logger = slog.New(slog.DiscardHandler)
		}
		o.config.Logger = logger
		return nil
	}
}
