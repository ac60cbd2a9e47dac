package fakehubspot

import (
	"errors"
	"fmt"
	"log"
	"log/slog"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// DefaultToken is the bearer token of a server that was given none.
const DefaultToken = "test-token"

// Option sets how a server starts. A reset of its state goes back to it.
type Option func(*options) error

type options struct {
	config hub.Config
	listen string
}

// resolve applies the options over the defaults.
func resolve(opts []Option) (*options, error) {
	o := &options{listen: "127.0.0.1:0"}
	o.config = hub.Config{
		Seed: 1, Lag: index.Lag{Mode: index.Fixed}, Logger: slog.New(slog.DiscardHandler),
		Real: time.Now, After: time.After,
	}
	for _, opt := range opts {
		if err := opt(o); err != nil {
			return nil, err
		}
	}
	if len(o.config.Tokens) == 0 {
		o.config.Tokens = []token.Token{{Value: DefaultToken}}
	}
	return o, nil
}

// errorLog takes what net/http has to say about connections.
func (o *options) errorLog() *log.Logger {
	return slog.NewLogLogger(o.config.Logger.Handler(), slog.LevelWarn)
}

// Contacts is how many contacts there are at the start, none by default. The first two are the sample contacts that
// every developer account has.
func Contacts(n int) Option {
	return func(o *options) error {
		if n < 0 {
			return fmt.Errorf("contacts: %d is not a number of contacts; give 0 or more", n)
		}
		o.config.Contacts = n
		return nil
	}
}

// Profile is what the contacts at the start are like: ordinary (the default), large, unicode or ties.
func Profile(name string) Option {
	return func(o *options) error { o.config.Profile = name; return nil }
}

// Seed decides everything that is left to chance; 1 by default.
func Seed(n uint64) Option {
	return func(o *options) error { o.config.Seed = n; return nil }
}

// Token adds a bearer token that may do everything. The first one given is what Server.Token returns.
func Token(value string) Option { return ScopedToken(value, nil, time.Time{}) }

// ScopedToken adds a bearer token with some scopes, such as crm.objects.contacts.read; nil means all. It stops to work
// at an instant; the zero time means never.
func ScopedToken(value string, scopes []string, expires time.Time) Option {
	return func(o *options) error {
		if value == "" {
			return errors.New("token: it is empty; give one of at least one character")
		}
		o.config.Tokens = append(o.config.Tokens, token.Token{Value: value, Scopes: scopes, Expires: expires})
		return nil
	}
}

// Listen is the address, 127.0.0.1:0 by default; port 0 picks a free one.
func Listen(address string) Option {
	return func(o *options) error { o.listen = address; return nil }
}

// Frozen starts with the clock standing still at an instant.
func Frozen(at time.Time) Option {
	return func(o *options) error {
		if at.IsZero() {
			return errors.New("frozen: the clock cannot stand at the zero time")
		}
		o.config.Frozen = at
		return nil
	}
}

// IndexLag is how late the search index learns of each write; not at all by default.
func IndexLag(d time.Duration) Option {
	return func(o *options) error { o.config.Lag.Delay = d; return o.config.Lag.Check() }
}

// IndexLagMode says how the lag applies: fixed (every write), random (every write its own time up to the lag) or record
// (every contact its own time up to the lag).
func IndexLagMode(mode string) Option {
	return func(o *options) error { o.config.Lag.Mode = index.Mode(mode); return o.config.Lag.Check() }
}

// ArchivedLag lets archived contacts leave the search results as late as changes show, until then as the index knew
// them; without it they leave at once.
func ArchivedLag() Option {
	return func(o *options) error { o.config.Lag.Archived = true; return nil }
}

// Plan is whose rate limits apply: off (the default), free, professional, enterprise, oauth and others.
func Plan(name string) Option {
	return func(o *options) error { o.config.Plan = name; return nil }
}

// ArchivingModifies moves lastmodifieddate when a contact is archived. No source says whether HubSpot does.
func ArchivingModifies() Option {
	return func(o *options) error { o.config.Habits.ArchivingModifies = true; return nil }
}

// MergedAreArchived lists contacts that were merged away among the archived ones. No source says whether HubSpot does.
func MergedAreArchived() Option {
	return func(o *options) error { o.config.Habits.MergedAreArchived = true; return nil }
}

// IDsAsText lets search filter and sort hs_object_id as text, 9 after 10, instead of as a number. Sources disagree on
// what HubSpot does.
func IDsAsText() Option {
	return func(o *options) error { o.config.Search.IDsAsText = true; return nil }
}

// EpochFails answers 500 to a search whose filter names the instant 0 of 1970, as HubSpot was seen to do.
func EpochFails() Option {
	return func(o *options) error { o.config.Search.EpochFails = true; return nil }
}

// PageLimit lets no page of a list or search have more than so many rows, whatever the caller asks for. The cursor
// goes on where the page ends: a client that takes a short page for the last one loses the rest.
func PageLimit(rows int) Option {
	return func(o *options) error {
		if rows < 1 {
			return fmt.Errorf("page limit: %d is not a number of rows; give 1 or more", rows)
		}
		o.config.Search.PageLimit = rows
		return nil
	}
}

// MaxURL is the longest address in bytes that is not refused with 414; 16,000 by default.
func MaxURL(bytes int) Option {
	return func(o *options) error { o.config.MaxURL = bytes; return nil }
}

// Journal is how many requests are remembered; 10,000 by default.
func Journal(requests int) Option {
	return func(o *options) error { o.config.Journal = requests; return nil }
}

// Logger takes what the server has to say; nothing by default.
func Logger(logger *slog.Logger) Option {
	return func(o *options) error { o.config.Logger = logger; return nil }
}
