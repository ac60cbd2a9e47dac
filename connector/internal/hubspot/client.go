// Package hubspot calls HubSpot's CRM API: it reads lists, searches, batches, associations and properties, and writes records and
// associations in batches, with retries of what may be repeated, rate budgets and typed errors.
package hubspot

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// Options is what a Client needs. All but Observer and MemoryShort must be set.
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
	PageMemory  int64         // bytes that answers may take at a time; one may be half as large

	// MemoryShort is called every now and then while an answer waits for memory, with the context of its call.
	MemoryShort func(context.Context)
}

// Client is a client of one HubSpot account. Its rate budgets are shared by everything the process does.
type Client struct {
	opts     Options
	searches *budget // per second, account-wide, without headers
	requests *budget // everything else
	mask     *said.Mask
	memory   *memory
	links    *memory  // for answers about associations
	parking  *parking // for pages whose associations are not known yet
	pages    sync.Pool
	usual    usual
	zone     timeZone
}

// New returns a Client. It sends nothing yet.
func New(opts Options) *Client {
	if opts.Observer == nil {
		opts.Observer = noObserver{}
	}
	if opts.MemoryShort == nil {
		opts.MemoryShort = func(context.Context) {}
	}
	return &Client{
		opts:     opts,
		searches: newBudget("search", &opts, opts.SearchRate),
		requests: newBudget("request", &opts, opts.RequestRate),
		mask:     said.NewMask(opts.Key),
		memory:   newMemory(opts.PageMemory, opts.MemoryShort),
		links:    newMemory(opts.PageMemory/associationsPart, opts.MemoryShort),
		parking:  newParking(opts.PageMemory / associationsPart),
		pages:    sync.Pool{New: func() any { return new(Page) }},
	}
}

// Mask hides the key. That of no client knows none.
func (c *Client) Mask() *said.Mask {
	if c == nil {
		return nil
	}
	return c.mask
}

func (c *Client) newBody() body { return body{memory: c.memory} }

// linksBody is the body of an answer about associations, which pages of records wait for: it has memory of its own, and is
// released before anything else is waited for.
func (c *Client) linksBody() body { return body{memory: c.links} }

func (c *Client) newPage() *Page {
	p, _ := c.pages.Get().(*Page)
	p.body, p.parking, p.mask = c.newBody(), c.parking, c.mask
	p.release = c.keep
	return p
}

// keep gives the memory of a page back and puts the page itself into the pool.
func (c *Client) keep(p *Page) {
	p.release = nil
	p.body.release()
	c.pages.Put(p)
}
