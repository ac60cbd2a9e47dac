package connector

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// Config is the configuration of a [Connector]. The zero value is not usable: start from [DefaultConfig] or
// [ConfigFromEnv]. [Settings] lists the defaults; [Config.Validate] reports values that are not allowed, and which ones
// are.
type Config struct {
	APIKey     Secret // HubSpot access token
	BaseURL    string // URL of HubSpot's API, up to and including /crm/v3 whatever APIVersion is
	APIVersion string // "v3" or a dated version such as "2026-09"
	Auth       Auth   // how APIKey is sent

	SinceField    string        // property that holds the time of the last change; only "lastmodifieddate" is accepted
	SinceOperator Operator      // whether changes at exactly the offset are read again
	SettleWindow  time.Duration // how far HubSpot's search index may lag behind
	Deletes       Deletes       // how deletions reach Sesam

	ArchiveInterval time.Duration // how long HubSpot's archive is not read again; deletions are that much later
	Properties      []string      // names of the properties to read; empty for HubSpot's defaults, or "*" alone for all

	SearchRate  float64       // searches per second, over all reads
	RequestRate float64       // all other requests per second; 0 follows HubSpot's rate limit headers
	RateShare   float64       // fraction of the limit in those headers that is used; the rest is left to other apps
	Parallel    int           // most calls of one read that are in flight at a time; 1 reads with one cursor
	RetryFor    time.Duration // how long a failing call is retried without progress; at most 30s before the first page
	PageMemory  int64         // bytes that HubSpot's answers may take at a time, over all reads; one may take half of it

	Write Write // whether entities that Sesam sends are written to HubSpot

	Username string // user name that Sesam must send with basic authentication; empty requires none
	Password Secret // password that goes with Username; both are set, or neither

	// Only the connector program uses these; New and Start merely check them.
	Port      int           // port to listen on; 0 picks a free one
	StopGrace time.Duration // how long running reads may continue after SIGTERM
	LogLevel  slog.Level    // lowest level that is logged
}

// Auth is how the access token is sent to HubSpot.
type Auth string

// The ways to send the access token.
const (
	AuthBearer  Auth = "bearer"  // in the Authorization header
	AuthHAPIKey Auth = "hapikey" // in the query; only for old test doubles of HubSpot
)

// Operator is how the time of a change is compared with the offset of a pipe.
type Operator string

// The operators, named as in HubSpot's search API.
const (
	OperatorGT  Operator = "GT"  // later than the offset
	OperatorGTE Operator = "GTE" // at the offset or later
)

// Deletes is how deletions reach Sesam.
type Deletes string

// The ways deletions reach Sesam.
const (
	DeletesIncremental Deletes = "incremental" // as tombstones in every read since an offset
	DeletesRescan      Deletes = "rescan"      // by the pipe's full rescan only
)

// Write is whether entities that Sesam sends are written to HubSpot.
type Write string

// What is done with entities that Sesam sends.
const (
	WriteOff Write = "off" // they are refused
	WriteOn  Write = "on"
)

// DefaultConfig returns a configuration in which every setting has its default. Only the access token is missing.
func DefaultConfig() Config {
	var cfg Config
	for _, s := range settings {
		if s.Default == "" {
			continue
		}
		if err := s.value(&cfg).set(s.Default); err != nil {
			panic(fmt.Sprintf("connector: default of %s: %v", s.Name, err)) // a mistake in the table of settings
		}
	}
	return cfg
}

// ConfigFromEnv reads the configuration from the environment by means of lookup, which is usually [os.LookupEnv]. Each
// setting is looked up by its dashed name (api-key), then in upper snake case (API_KEY), then by its aliases in both
// forms. An empty value counts as not set. The error lists every invalid setting.
func ConfigFromEnv(lookup func(string) (string, bool)) (Config, error) {
	cfg := DefaultConfig()
	var invalid []error
	for _, s := range settings {
		name, text, found := s.find(lookup)
		if !found {
			if s.Required {
				invalid = append(invalid, fmt.Errorf("%w. A shell drops names with a dash: use %s there, or start the program without a shell (exec form)", s.missing(), upperSnake(s.Name)))
			}
			continue
		}
		if err := s.accept(&cfg, text); err != nil {
			invalid = append(invalid, fmt.Errorf("%s: %w", name, err))
		}
	}
	// Desktops set USERNAME by themselves: without a password it means nothing.
	if _, found := lookup("username"); !found && cfg.Password == "" {
		cfg.Username = ""
	}
	invalid = append(invalid, cfg.contradiction())
	return cfg, joinInvalid(invalid...)
}

// Validate returns one error that lists every invalid setting of c, or nil.
func (c Config) Validate() error {
	_, err := c.normalized()
	return err
}

// normalized returns c with every value in the form in which the settings are parsed. The error lists every invalid
// setting.
func (c Config) normalized() (Config, error) {
	var invalid []error
	for _, s := range settings {
		text := s.value(&c).text()
		if text == "" && s.Default == "" {
			if s.Required {
				invalid = append(invalid, s.missing())
			}
			continue
		}
		if err := s.accept(&c, text); err != nil {
			invalid = append(invalid, fmt.Errorf("%s: %w", s.Name, err))
		}
	}
	invalid = append(invalid, c.contradiction())
	return c, joinInvalid(invalid...)
}

// contradiction reports settings that are valid one by one but not together.
func (c *Config) contradiction() error {
	if (c.Username == "") != (c.Password == "") {
		return errors.New("username and password: set both or neither")
	}
	if c.ArchiveInterval > 0 && c.Deletes == DeletesRescan {
		return errors.New("archive-interval: has no effect if deletes is rescan, because the archive is then never read; set one of them")
	}
	return nil
}

// find returns the value of the setting in the environment and the name it was found by.
func (s *setting) find(lookup func(string) (string, bool)) (name, text string, found bool) {
	for _, candidate := range s.names() {
		if v, ok := lookup(candidate); ok && strings.Trim(v, around) != "" {
			return candidate, strings.Trim(v, around), true
		}
	}
	return "", "", false
}

// names returns every name the setting is looked up by. The first one that is set counts.
func (s *setting) names() []string {
	var names []string
	for _, dashed := range append([]string{s.Name}, s.Aliases...) {
		names = append(names, dashed, upperSnake(dashed))
	}
	return names
}

// accept sets the setting in cfg to what text means.
func (s *setting) accept(cfg *Config, text string) error {
	if err := plain(text); err != nil {
		return err
	}
	return s.value(cfg).set(text)
}

func (s *setting) missing() error {
	return fmt.Errorf("%s: missing; set it to the %s", s.Name, s.Usage)
}

func upperSnake(dashed string) string {
	return strings.ToUpper(strings.ReplaceAll(dashed, "-", "_"))
}
