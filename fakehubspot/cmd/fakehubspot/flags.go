package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// settings are the flags of serve. Each can also be given by environment: --log-level is LOG_LEVEL.
type settings struct {
	listen   string
	contacts int
	profile  string
	seed     uint64
	tokens   string
	plan     string
	frozen   string
	lag      time.Duration
	lagMode  string
	habits   string
	page     int
	level    string
	format   string
}

// parse reads flags over the environment over the defaults.
func parse(name string, args []string, getenv func(string) (string, bool), stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("fakehubspot "+name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	flags.IntVar(&s.contacts, "contacts", 1000, "contacts at the start")
	flags.StringVar(&s.profile, "profile", "ordinary", "what they are like: ordinary, large, unicode, ties")
	flags.Uint64Var(&s.seed, "seed", 1, "decides everything left to chance")
	flags.StringVar(&s.tokens, "token", fakehubspot.DefaultToken, "bearer tokens, parted by commas")
	flags.StringVar(&s.plan, "plan", "off", "rate limits: off, free, professional, enterprise, oauth, ...")
	flags.StringVar(&s.frozen, "frozen", "", "let the clock stand still at this RFC 3339 time")
	flags.DurationVar(&s.lag, "index-lag", 0, "how late the search index is")
	flags.StringVar(&s.lagMode, "index-lag-mode", "fixed", "how the lag applies: fixed, random, record")
	flags.StringVar(&s.habits, "habits", "", "what sources disagree about, parted by commas: "+habitNames())
	flags.IntVar(&s.page, "page-limit", 0, "most rows of a page, whatever is asked for; 0 is HubSpot's own limits")
	flags.StringVar(&s.level, "log-level", "info", "debug, info, warn, error")
	flags.StringVar(&s.format, "log-format", "text", "text or json")

	var wrong []string
	flags.VisitAll(func(f *flag.Flag) {
		variable := strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value, given := getenv(variable); given && value != "" {
			if err := flags.Set(f.Name, value); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s=%q: %v", variable, value, err))
			}
		}
	})
	if len(wrong) > 0 {
		return settings{}, fmt.Errorf("environment: %s", strings.Join(wrong, "; "))
	}
	if err := flags.Parse(args); err != nil {
		return settings{}, err
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("argument %q is not understood, only flags are", flags.Arg(0))
	}
	return s, nil
}

// options turns the settings into those of the library.
func (s settings) options(logger *slog.Logger) ([]fakehubspot.Option, error) {
	options := []fakehubspot.Option{
		fakehubspot.Listen(s.listen), fakehubspot.Contacts(s.contacts), fakehubspot.Profile(s.profile),
		fakehubspot.Seed(s.seed), fakehubspot.Plan(s.plan), fakehubspot.IndexLag(s.lag),
		fakehubspot.IndexLagMode(s.lagMode), fakehubspot.Logger(logger),
	}
	for token := range strings.SplitSeq(s.tokens, ",") {
		options = append(options, fakehubspot.Token(strings.TrimSpace(token)))
	}
	chosen, err := parseHabits(s.habits)
	if err != nil {
		return nil, err
	}
	options = append(options, chosen...)
	if s.page != 0 {
		options = append(options, fakehubspot.PageLimit(s.page))
	}
	if s.frozen != "" {
		at, err := time.Parse(time.RFC3339, s.frozen)
		if err != nil {
			return nil, fmt.Errorf("frozen: %q is not an RFC 3339 time such as 2026-01-02T03:04:05Z", s.frozen)
		}
		options = append(options, fakehubspot.Frozen(at))
	}
	return options, nil
}

func (s settings) logger(stderr io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.level)); err != nil {
		return nil, fmt.Errorf("log-level: %q is unknown, want debug, info, warn or error", s.level)
	}
	options := &slog.HandlerOptions{Level: level}
	switch s.format {
	case "text":
		return slog.New(slog.NewTextHandler(stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(stderr, options)), nil
	}
	return nil, fmt.Errorf("log-format: %q is unknown, want text or json", s.format)
}
