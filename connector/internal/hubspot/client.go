// Package hubspot reads contacts from HubSpot's CRM API: lists, searches,
// batches and properties, with retries, rate budgets and typed errors.
package hubspot

import (
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// attemptTimeout bounds one attempt, answer included. HubSpot's edge gives up
// on its own after 100 seconds.
const attemptTimeout = 3 * time.Minute

// Options is what a Client needs; all but Observer must be set.
type Options struct {
	Root        *url.URL // base URL up to /crm
	Version     string   // "v3" or a dated version
	Key         string   // access token
	KeyInQuery  bool     // send it as hapikey, for old fakes only
	Transport   http.RoundTripper
	Clock       clock.Clock
	Chance      func() float64 // in [0,1), for jitter; safe for concurrent use
	Logger      *slog.Logger
	Observer    Observer
	SearchRate  float64       // searches a second
	RequestRate float64       // other calls a second; 0: learned
	RateShare   float64       // part of a learned limit that is used
	RetryFor    time.Duration // how long trouble is sat out without progress
}

// Client talks to one HubSpot account. Its rate budgets are shared by
// everything the process does.
type Client struct {
	opts     Options
	http     *http.Client
	searches *budget // per second, account-wide, without headers
	requests *budget // everything else
	pages    sync.Pool
	zone     zone
}

// New makes a Client; nothing is sent yet.
func New(opts Options) *Client {
	if opts.Observer == nil {
		opts.Observer = nobody{}
	}
	return &Client{
		opts: opts,
		http: &http.Client{
			Transport: opts.Transport,
			Timeout:   attemptTimeout,
			// A redirect is no answer of this API; following one would hand
			// the key to another address.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		searches: newBudget("search", &opts, opts.SearchRate),
		requests: newBudget("request", &opts, opts.RequestRate),
		pages:    sync.Pool{New: func() any { return new(Page) }},
	}
}

// path is the path of a resource of contacts: v3 and dated versions order
// their parts differently.
func (c *Client) path(resource, rest string) string {
	if c.opts.Version == "v3" {
		return c.opts.Root.Path + "/v3/" + resource + "/contacts" + rest
	}
	return c.opts.Root.Path + "/" + resource + "/" + c.opts.Version + "/contacts" + rest
}

func (c *Client) newPage() *Page {
	p, _ := c.pages.Get().(*Page)
	p.release = c.keep
	return p
}

// keep takes a page back, unless it is so large that it would hold memory
// for nothing.
func (c *Client) keep(p *Page) {
	p.release = nil
	if p.body.Cap() <= keepPage {
		c.pages.Put(p)
	}
}
