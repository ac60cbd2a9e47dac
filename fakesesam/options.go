package fakesesam

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/tour"
)

// Option is one setting of a node. Of two that set the same thing, the later one counts. A nil Option is an error.
type Option func(*options) error

type options struct {
	node    node.Options
	listen  string
	token   string
	hosts   origin.Hosts
	hubspot tour.Peer
	logTo   *slog.Logger
}

// collected applies options in order; of two that set the same thing, the later one counts. The error lists every invalid one.
func collected(opts []Option) (options, error) {
	all := options{listen: "127.0.0.1:0", hosts: origin.Hosts{}}
	var invalid []error
	for i, opt := range opts {
		if opt == nil {
			invalid = append(invalid, fmt.Errorf("option %d is nil", i+1))
			continue
		}
		if err := opt(&all); err != nil {
			invalid = append(invalid, err)
		}
	}
	return all, errors.Join(invalid...)
}

// Clock is a source of time for a node.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
	// Sleep waits for d. If ctx ends first, it returns the error of ctx.
	Sleep(ctx context.Context, d time.Duration) error
}

// Config sets the folder with pipes/*.conf.json, systems/*.conf.json and node-metadata.conf.json. With "", the default, the
// node has the configuration that was last uploaded to it, or an empty one.
func Config(dir string) Option {
	return func(o *options) error {
		o.node.Config = dir
		return nil
	}
}

// Data sets the directory that holds the datasets; it is created if it does not exist. With "", the default, the node uses a
// temporary directory that Close removes.
func Data(dir string) Option {
	return func(o *options) error {
		o.node.Data = dir
		return nil
	}
}

// Microservice sets the base URL, http or https, of a system of type system:microservice. By default, the node calls
// http://<id>:<port>.
func Microservice(id, baseURL string) Option {
	return func(o *options) error {
		u, err := url.Parse(baseURL)
		if id == "" || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("Microservice: must be an id and an http or https URL, got %q and %q", id, baseURL)
		}
		if o.node.Microservices == nil {
			o.node.Microservices = map[string]string{}
		}
		o.node.Microservices[id] = strings.TrimRight(baseURL, "/")
		return nil
	}
}

// Env sets the environment variables that $ENV(…) refers to. With nil, the default, the node has those last uploaded to it.
func Env(values map[string]string) Option {
	return func(o *options) error {
		o.node.Env = maps.Clone(values)
		return nil
	}
}

// Secrets sets the secrets that $SECRET(…) refers to. Their values appear in no log and no answer. With nil, the default,
// the node has those last uploaded to it.
func Secrets(values map[string]string) Option {
	return func(o *options) error {
		o.node.Secrets = maps.Clone(values)
		return nil
	}
}

// Schedule sets whether pumps start when they are due. The default is false: pumps run only when a test or a request
// starts them.
func Schedule(on bool) Option {
	return func(o *options) error {
		o.node.Schedule = on
		return nil
	}
}

// Listen sets the host and port to listen on. With "", the default, it is "127.0.0.1:0": a free port.
func Listen(hostport string) Option {
	return func(o *options) error {
		if hostport == "" {
			hostport = "127.0.0.1:0"
		}
		if _, _, err := net.SplitHostPort(hostport); err != nil {
			return fmt.Errorf("Listen: must be host:port, got %q", hostport)
		}
		o.listen = hostport
		return nil
	}
}

// Token makes the API require this bearer token, and switches the web pages off. With "", the default, no token is required.
func Token(token string) Option {
	return func(o *options) error {
		o.token = token
		return nil
	}
}

// AllowHosts adds names under which the node may be called, such as "node.example.com". IP addresses, localhost and names
// that end with .localhost, names without a dot and host.docker.internal are always allowed. A request under any other name
// is answered with 403: it may come from a web page of another site.
func AllowHosts(names ...string) Option {
	return func(o *options) error {
		hosts, err := origin.NewHosts(names...)
		if err != nil {
			return fmt.Errorf("AllowHosts: %w", err)
		}
		maps.Copy(o.hosts, hosts)
		return nil
	}
}

// HubSpot says where the fake HubSpot is that the node reads, for the guided tour on the web pages: baseURL is where the node
// calls it, page is where a browser opens it; with "" for page, that is the same. [Node.ConnectHubSpot] says it later. By default,
// none is known.
func HubSpot(baseURL, page string) Option {
	return func(o *options) error {
		peer := tour.Peer{URL: baseURL, Page: page}
		if err := peer.Check(); err != nil {
			return fmt.Errorf("HubSpot: %w", err)
		}
		o.hubspot = peer
		return nil
	}
}

// WithClock sets the node's source of time. With nil, the default, it is the machine's clock.
func WithClock(c Clock) Option {
	return func(o *options) error {
		o.node.Clock = c
		return nil
	}
}

// Frozen gives the node a clock that stands still at the given time, which must not be the zero time, until
// [Node.Advance] moves it.
func Frozen(at time.Time) Option {
	return func(o *options) error {
		if at.IsZero() {
			return errors.New("Frozen: must be a time, got the zero time")
		}
		o.node.Clock = clock.NewManual(at)
		return nil
	}
}

// Logger sets where the node logs what it does. With nil, the default, it logs nowhere; GET /api/logs has the last lines
// in any case.
func Logger(log *slog.Logger) Option {
	return func(o *options) error {
		o.logTo = log
		return nil
	}
}

// Seed makes the jitter of schedules and the IDs of events reproducible. With 0, the default, they are random.
func Seed(seed uint64) Option {
	return func(o *options) error {
		o.node.Seed = seed
		return nil
	}
}

// NoSync makes writes faster by not waiting for the disk. If the machine crashes, data may be lost.
func NoSync() Option {
	return func(o *options) error {
		o.node.NoSync = true
		return nil
	}
}
