package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// settings are the flags of serve and healthcheck.
type settings struct {
	listen       string
	hosts        names
	contacts     int
	records      counts
	profile      string
	seed         uint64
	tokens       string
	plan         string
	frozen       string
	lag          time.Duration
	lagMode      string
	cursors      string
	quirks       string
	rules        names
	page         int
	associations int
	maxURL       int
	journal      int
	state        string
	sesam        string
	sesamPage    string
	level        string
	format       string
}

// flags declares the flags, with the variables that they set.
func (s *settings) flags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet("fakehubspot "+name, flag.ContinueOnError)
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8080", "`host:port` to listen on; port 0 picks a free one")
	flags.Var(&s.hosts, "allow-host", "`name` under which the server may be addressed, besides its address and localhost; may be repeated")
	s.contacts = 1000
	flags.Var((*whole)(&s.contacts), "contacts", "`number` of contacts at the start")
	flags.Var(&s.records, "records", "comma-separated `object=number` of other records at the start, such as companies=200,deals=500; may be repeated")
	flags.StringVar(&s.profile, "profile", "ordinary", "`name` of what the records are like: ordinary, large, unicode or ties")
	s.seed = 1
	flags.Var((*seed)(&s.seed), "seed", "`number` that decides everything left to chance")
	flags.StringVar(&s.tokens, "token", fakehubspot.DefaultToken, "comma-separated bearer `tokens`")
	flags.StringVar(&s.plan, "plan", "off", "`plan` whose rate limits apply: off, free, professional, enterprise, oauth, …")
	flags.StringVar(&s.frozen, "frozen", "", "stop the clock at this RFC 3339 `time`")
	flags.Var((*span)(&s.lag), "index-lag", "`duration` by which the search index is late")
	flags.StringVar(&s.lagMode, "index-lag-mode", "fixed", "`mode` in which the lag applies: fixed, random or record")
	flags.StringVar(&s.cursors, "cursors", string(fakehubspot.CursorAfterLast), "`habit` of the lists' cursors: "+cursorHabits())
	flags.StringVar(&s.quirks, "quirks", "", "comma-separated `names` of behaviour that sources disagree about: "+quirkNames())
	flags.StringVar(&s.quirks, "habits", "", "older `name` of --quirks")
	flags.Var(&s.rules, "rule", "`rule` of the account's administrators, such as deals.dealstage=closedlost:closed_lost_reason; may be repeated")
	flags.Var((*whole)(&s.page), "page-limit", "largest `number` of results on a page, whatever limit a call has; 0 means HubSpot's own limits")
	flags.Var((*whole)(&s.associations), "association-page", "largest `number` of associated records on a page, whatever limit a call has; 0 means HubSpot's own limits")
	flags.Var((*whole)(&s.maxURL), "max-url", "length in `bytes` of the longest URL that is accepted; 0 means 16,000")
	flags.Var((*whole)(&s.journal), "journal", "`number` of calls that are recorded; 0 means 10,000")
	flags.StringVar(&s.state, "state", "", "`file` where the account is kept, also if the server is killed; empty keeps it nowhere")
	flags.StringVar(&s.sesam, "sesam", "", "`URL` where the server reaches the Sesam node that reads it, for the guided tour")
	flags.StringVar(&s.sesamPage, "sesam-page", "", "`URL` where a browser opens that node, if it is another")
	flags.StringVar(&s.level, "log-level", "info", "`level` of the log: debug, info, warn or error")
	flags.StringVar(&s.format, "log-format", "text", "`format` of the log: text or json")
	return flags
}

// variable is the environment variable of a flag. The prefix keeps a TOKEN or LISTEN that is meant for other programs
// from changing this one.
func variable(flagName string) string {
	return "FAKEHUBSPOT_" + strings.ToUpper(strings.ReplaceAll(flagName, "-", "_"))
}

// parse reads the flags; those that are not given come from the environment, and otherwise have their defaults. Its
// error lists every invalid variable.
func parse(name string, args []string, getenv func(string) (string, bool)) (settings, error) {
	var s settings
	flags := s.flags(name)
	flags.SetOutput(io.Discard) // main prints the error, and usage prints the flags
	var invalid []error
	flags.VisitAll(func(f *flag.Flag) {
		if value, given := getenv(variable(f.Name)); given && value != "" {
			if err := flags.Set(f.Name, value); err != nil {
				invalid = append(invalid, fmt.Errorf("%s=%q: %w", variable(f.Name), value, err))
			}
		}
	})
	if err := errors.Join(invalid...); err != nil {
		return settings{}, err
	}
	s.hosts.replace, s.records.replace, s.rules.replace = true, true, true
	if err := flags.Parse(args); err != nil {
		return settings{}, err
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("unexpected argument %q: %s takes only flags", flags.Arg(0), name)
	}
	return s, nil
}

// options turns the settings into options of the library. Its error lists every setting that is not one; New lists those
// that have invalid values.
func (s settings) options(logger *slog.Logger) ([]fakehubspot.Option, error) {
	options := []fakehubspot.Option{
		fakehubspot.Listen(s.listen), fakehubspot.Contacts(s.contacts), fakehubspot.Profile(fakehubspot.ProfileName(s.profile)),
		fakehubspot.Seed(s.seed), fakehubspot.Plan(fakehubspot.PlanName(s.plan)), fakehubspot.IndexLag(s.lag),
		fakehubspot.IndexLagMode(fakehubspot.LagMode(s.lagMode)), fakehubspot.MaxURL(s.maxURL),
		fakehubspot.Cursors(fakehubspot.CursorHabit(s.cursors)),
		fakehubspot.Journal(s.journal), fakehubspot.AllowHosts(s.hosts.all...), fakehubspot.Rules(s.rules.all...), fakehubspot.Sesam(s.sesam, s.sesamPage),
		fakehubspot.StateFile(s.state),
		fakehubspot.Logger(logger),
	}
	for _, one := range s.records.all {
		options = append(options, fakehubspot.Records(one.object, one.number))
	}
	for token := range strings.SplitSeq(s.tokens, ",") {
		options = append(options, fakehubspot.Token(strings.TrimSpace(token)))
	}
	if s.page != 0 {
		options = append(options, fakehubspot.PageLimit(s.page))
	}
	if s.associations != 0 {
		options = append(options, fakehubspot.AssociationPage(s.associations))
	}
	chosen, err := parseQuirks(s.quirks)
	options = append(options, chosen...)
	if s.frozen != "" {
		at, parseErr := time.Parse(time.RFC3339, s.frozen)
		if parseErr != nil {
			err = errors.Join(err, fmt.Errorf("frozen: must be an RFC 3339 time such as 2026-01-02T03:04:05Z, got %q", s.frozen))
		}
		options = append(options, fakehubspot.Frozen(at))
	}
	return options, err
}

func (s settings) logger(stderr io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.level)); err != nil {
		return nil, fmt.Errorf("log-level: must be debug, info, warn or error, got %q", s.level)
	}
	options := &slog.HandlerOptions{Level: level}
	switch s.format {
	case "text":
		return slog.New(slog.NewTextHandler(stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(stderr, options)), nil
	}
	return nil, fmt.Errorf("log-format: must be text or json, got %q", s.format)
}
