package fakesesam

import (
	"context"
	"log/slog"
	"maps"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// Option is one setting of a node.
type Option func(*settings)

type settings struct {
	node   node.Options
	listen string
	token  string
	logTo  *slog.Logger
}

// Clock is where a node has its time from.
type Clock interface {
	// Now is the present time.
	Now() time.Time
	// Sleep waits for d, or until ctx ends and then gives its error.
	Sleep(ctx context.Context, d time.Duration) error
}

// Config is the folder with pipes/*.conf.json, systems/*.conf.json and node-metadata.conf.json. Without it the node has
// the configuration that was last uploaded to it, or none.
func Config(dir string) Option { return func(s *settings) { s.node.Config = dir } }

// Data is the directory that the datasets are kept in; it is made when it is not there. Without it the node uses a
// directory of its own that Close removes.
func Data(dir string) Option { return func(s *settings) { s.node.Data = dir } }

// Microservice says where a system of type system:microservice answers; without it the node asks http://<id>:<port>.
func Microservice(id, url string) Option {
	return func(s *settings) {
		if s.node.Microservices == nil {
			s.node.Microservices = map[string]string{}
		}
		s.node.Microservices[id] = url
	}
}

// Env is what $ENV(…) stands for.
func Env(values map[string]string) Option {
	return func(s *settings) { s.node.Env = maps.Clone(values) }
}

// Secrets is what $SECRET(…) stands for. Their values are in no log and no answer.
func Secrets(values map[string]string) Option {
	return func(s *settings) { s.node.Secrets = maps.Clone(values) }
}

// Schedule says whether pumps start when they are due (off unless given). Off, they run when told to.
func Schedule(on bool) Option { return func(s *settings) { s.node.Schedule = on } }

// Listen is the address to listen at; "127.0.0.1:0", a free port, unless given.
func Listen(address string) Option { return func(s *settings) { s.listen = address } }

// Token makes the API ask for a bearer token.
func Token(token string) Option { return func(s *settings) { s.token = token } }

// WithClock gives the node its time.
func WithClock(c Clock) Option { return func(s *settings) { s.node.Clock = c } }

// Frozen gives the node a clock that stands until Advance moves it.
func Frozen(at time.Time) Option {
	return func(s *settings) { s.node.Clock = clock.NewManual(at) }
}

// Logger is where the node says what it does; nowhere unless given.
func Logger(log *slog.Logger) Option { return func(s *settings) { s.logTo = log } }

// Seed makes the jitter of schedules and the ids of events repeatable.
func Seed(seed uint64) Option { return func(s *settings) { s.node.Seed = seed } }

// NoSync leaves out waiting for the disk: faster, for tests. A crash of the machine may then cost data.
func NoSync() Option { return func(s *settings) { s.node.NoSync = true } }
