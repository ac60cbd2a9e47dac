// Package hubspot reads records from HubSpot's CRM API: lists, searches, batches and properties, with retries, rate
// budgets and typed errors.
package hubspot

import (
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// attemptTimeout bounds one attempt, including the answer. HubSpot's edge gives up by itself after 100 seconds.
const attemptTimeout = 3 * time.Minute

// Options is what a Client needs. All but Observer must be set.
type Options struct {
	Root        *url.URL // base URL up to /crm
	Version     string   // "v3" or a dated version
	Key         string   // access token
	KeyInQuery  bool     // send it as hapikey in the query
	Transport   http.RoundTripper
	Clock       clock.Clock
	Chance      func() float64 // in [0,1), for jitter; safe for concurrent use
	Logger      *slog.Logger
	Observer    Observer
	SearchRate  float64       // searches per second
	RequestRate float64       // other calls per second; 0 follows HubSpot's headers
	RateShare   float64       // fraction of the limit in those headers that is used
	RetryFor    time.Duration // how long failures are retried for without progress
}

// Client is a client of one HubSpot account. Its rate budgets are shared by everything the process does.
type Client struct {
	opts     Options
	http     *http.Client
	searches *budget // per second, account-wide, without headers
	requests *budget // everything else
	pages    sync.Pool
	zone     timeZone
}

// New returns a Client. It sends nothing yet.
func New(opts Options) *Client {
	if opts.Observer == nil {
		opts.Observer = noObserver{}
	}
	return &Client{
		opts: opts,
		http: &http.Client{
			Transport: opts.Transport,
			Timeout:   attemptTimeout,
			// This API does not answer with redirects. Following one would send the key to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		searches: newBudget("search", &opts, opts.SearchRate),
		requests: newBudget("request", &opts, opts.RequestRate),
		pages:    sync.Pool{New: func() any { return new(Page) }},
	}
}

func (c *Client) newPage() *Page {
	p, _ := c.pages.Get().(*Page)
	p.release = c.keep
	return p
}

// keep puts a page back into the pool, unless it is so large that it would waste memory there.
func (c *Client) keep(p *Page) {
	p.release = nil
	if p.body.Cap() <= keepPage {
		c.pages.Put(p)
	}
}
