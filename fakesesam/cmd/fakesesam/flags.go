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

// flags is what serve is told, by flag or by environment: --log-level is LOG_LEVEL.
type flags struct {
	listen        string
	config        string
	data          string
	env           string
	secrets       string
	microservices addresses
	schedule      bool
	token         string
	logLevel      slog.Level
}

// addresses is a flag that may be given more than once: id=url.
type addresses map[string]string

// String gives the addresses in no particular order; the flag package wants it.
func (a addresses) String() string { return fmt.Sprint(map[string]string(a)) }

// Set takes one id=url, or several with commas between them.
func (a addresses) Set(text string) error {
	for one := range strings.SplitSeq(text, ",") {
		id, address, _ := strings.Cut(strings.TrimSpace(one), "=")
		u, err := url.Parse(address)
		if id == "" || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return errors.New("must be id=url, as hubspot=http://localhost:5000")
		}
		a[id] = strings.TrimRight(address, "/")
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

// parseFlags reads flags, and where one is not given its environment variable.
func parseFlags(args []string, getenv func(string) string, stderr io.Writer) (flags, error) {
	f := flags{microservices: addresses{}, logLevel: slog.LevelInfo}
	schedule := onOff(true)
	set := flag.NewFlagSet("fakesesam serve", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&f.listen, "listen", "127.0.0.1:9042", "`address` to listen at; port 0 picks a free one")
	set.StringVar(&f.config, "config", "", "`folder` with pipes/, systems/ and node-metadata.conf.json; none: what was last uploaded")
	set.StringVar(&f.data, "data", "data", "`folder` for the datasets")
	set.StringVar(&f.env, "env", "", "`file` with a flat JSON object: what $ENV(name) stands for")
	set.StringVar(&f.secrets, "secrets", "", "`file` with a flat JSON object: what $SECRET(name) stands for")
	set.Var(f.microservices, "microservice", "`id=url` of a system:microservice; may be repeated")
	set.Var(&schedule, "schedule", "`on|off`: whether pumps start by themselves")
	set.StringVar(&f.token, "token", "", "bearer `token` that the API asks for; none: it asks for none")
	set.TextVar(&f.logLevel, "log-level", slog.LevelInfo, "`level`: debug, info, warn or error")
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if set.NArg() > 0 {
		return f, fmt.Errorf("serve takes no arguments, only flags: %q", set.Args())
	}
	given := map[string]bool{}
	set.Visit(func(fl *flag.Flag) { given[fl.Name] = true })
	var faults []error
	set.VisitAll(func(fl *flag.Flag) {
		name := strings.ToUpper(strings.ReplaceAll(fl.Name, "-", "_"))
		value := getenv(name)
		if given[fl.Name] || value == "" {
			return
		}
		if err := set.Set(fl.Name, value); err != nil {
			faults = append(faults, fmt.Errorf("environment %s: %w", name, err))
		}
	})
	f.schedule = bool(schedule)
	return f, errors.Join(faults...)
}
