package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
)

// flags are the settings of serve. Each can be set by a flag or by an environment variable: --log-level by
// FAKESESAM_LOG_LEVEL.
type flags struct {
	listen        string
	config        string
	data          string
	env           string
	secrets       string
	microservices baseURLs
	schedule      onOff
	token         string
	allowHosts    names
	hubspot       string
	hubspotPage   string
	logLevel      slog.Level
}

// baseURLs is a flag that may be repeated: id=url.
type baseURLs map[string]string

// String returns the URLs in no particular order; the flag package needs it.
func (b baseURLs) String() string { return fmt.Sprint(map[string]string(b)) }

// Set takes one id=url, or several separated by commas.
func (b baseURLs) Set(text string) error {
	for one := range strings.SplitSeq(text, ",") {
		id, base, _ := strings.Cut(strings.TrimSpace(one), "=")
		u, err := url.Parse(base)
		if id == "" || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return errors.New("must be id=url, for example hubspot=http://localhost:5000")
		}
		b[id] = strings.TrimRight(base, "/")
	}
	return nil
}

// names is a flag that may be repeated.
type names []string

func (n *names) String() string { return strings.Join(*n, ",") }

// Set takes one name, or several separated by commas.
func (n *names) Set(text string) error {
	for one := range strings.SplitSeq(text, ",") {
		*n = append(*n, strings.TrimSpace(one))
	}
	return nil
}

// onOff is a flag that is on or off.
type onOff bool

func (b *onOff) String() string {
	if *b {
		return "on"
	}
	return "off"
}

func (b *onOff) Set(text string) error {
	switch text {
	case "on", "off":
		*b = text == "on"
		return nil
	default:
		return errors.New("must be on or off")
	}
}

// newFlagSet declares the flags with their defaults.
func newFlagSet() (*flag.FlagSet, *flags) {
	f := &flags{microservices: baseURLs{}, schedule: true}
	set := flag.NewFlagSet("fakesesam", flag.ContinueOnError)
	set.SetOutput(io.Discard) // main prints the error
	set.StringVar(&f.listen, "listen", "127.0.0.1:9042", "`host:port` to listen on; port 0 picks a free one")
	set.StringVar(&f.config, "config", "", "`folder` with pipes/, systems/ and node-metadata.conf.json; without it, what was last uploaded")
	set.StringVar(&f.data, "data", "data", "`folder` for the datasets")
	set.StringVar(&f.env, "env", "", "`file` with a flat JSON object: the values of $ENV(name)")
	set.StringVar(&f.secrets, "secrets", "", "`file` with a flat JSON object: the values of $SECRET(name)")
	set.Var(f.microservices, "microservice", "`id=url`: base URL of a system:microservice; may be repeated")
	set.Var(&f.schedule, "schedule", "`on|off`: whether pumps start when they are due")
	set.StringVar(&f.token, "token", "", "bearer `token` that the API requires; with it there are no web pages")
	set.Var(&f.allowHosts, "allow-host", "`name` under which the node may be called, besides its address and localhost; may be repeated")
	set.StringVar(&f.hubspot, "hubspot", "", "`URL` where the node reaches the fake HubSpot that it reads, for the guided tour")
	set.StringVar(&f.hubspotPage, "hubspot-page", "", "`URL` where a browser opens that HubSpot, if it is another")
	set.TextVar(&f.logLevel, "log-level", slog.LevelInfo, "`level`: debug, info, warn or error")
	return set, f
}

// parseFlags reads the flags and, for those not given, their environment variables. The error is flag.ErrHelp for -h and
// --help.
func parseFlags(args []string, getenv func(string) string) (*flags, error) {
	set, f := newFlagSet()
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, fmt.Errorf("%w; \"fakesesam help\" lists the flags", err)
	}
	if set.NArg() > 0 {
		return nil, fmt.Errorf("unexpected arguments %q: a command takes no arguments, only flags", set.Args())
	}
	given := map[string]bool{}
	set.Visit(func(fl *flag.Flag) { given[fl.Name] = true })
	var invalid []error
	set.VisitAll(func(fl *flag.Flag) {
		name := variable(fl.Name)
		value := getenv(name)
		if given[fl.Name] || value == "" {
			return
		}
		if err := set.Set(fl.Name, value); err != nil {
			invalid = append(invalid, fmt.Errorf("environment variable %s: %w", name, err))
		}
	})
	return f, errors.Join(invalid...)
}

// variable is the environment variable of a flag. The prefix keeps variables that somebody's shell has for another purpose,
// such as TOKEN, from changing the node.
func variable(name string) string {
	return "FAKESESAM_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

const usage = `Usage: fakesesam [command] [flags]

A small Sesam node, with web pages at the URL that it prints, and its API under /api.

Commands:
  serve        run a node; the default
  healthcheck  exit with 0 if the node on this machine is healthy
  version      print the version
  help         print this text

Flags of serve and healthcheck. Each can also be set by an environment variable: --log-level by FAKESESAM_LOG_LEVEL.
`

// help prints the usage.
func help(stdout io.Writer) error {
	if _, err := io.WriteString(stdout, usage); err != nil {
		return err
	}
	set, _ := newFlagSet()
	set.SetOutput(stdout)
	set.PrintDefaults()
	return nil
}
