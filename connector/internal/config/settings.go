package config

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// setting is one name of the environment and what a value of it does.
type setting struct {
	name    string
	aliases []string
	set     func(*Config, string) error
}

// settings is every name the connector reads; any other name is ignored.
var settings = []setting{
	{"api-key", []string{"hubspot-api-key"}, func(c *Config, v string) error {
		if strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
			return errors.New("the token has a blank or control character inside")
		}
		c.APIKey = Secret(v)
		return nil
	}},
	{"base-url", []string{"hubspot-base-url"}, func(c *Config, v string) error { c.BaseURL = v; return nil }},
	{"api-version", nil, setAPIVersion},
	{"auth", nil, oneOf(func(c *Config) *string { return &c.Auth }, AuthBearer, AuthHAPIKey)},
	{"since-field", nil, setSinceField},
	{"since-operator", nil, oneOf(func(c *Config) *string { return &c.SinceOperator }, OperatorGT, OperatorGTE)},
	{"settle-window", nil, duration(func(c *Config) *time.Duration { return &c.SettleWindow }, 0, 24*time.Hour)},
	{"deleted-contacts", nil, oneOf(func(c *Config) *string { return &c.DeletedContacts }, DeletesIncremental, DeletesRescan)},
	{"properties", nil, setProperties},
	{"search-rate", nil, number(func(c *Config) *float64 { return &c.SearchRate }, 0.01, 1000)},
	{"request-rate", nil, number(func(c *Config) *float64 { return &c.RequestRate }, 0.01, 1e6)},
	{"rate-share", nil, number(func(c *Config) *float64 { return &c.RateShare }, 0.05, 1)},
	{"retry-for", nil, duration(func(c *Config) *time.Duration { return &c.RetryFor }, 0, time.Hour)},
	{"port", nil, setPort},
	{"stop-grace", nil, duration(func(c *Config) *time.Duration { return &c.StopGrace }, 0, time.Hour)},
	{"log-level", nil, setLogLevel},
	{"username", nil, func(c *Config, v string) error {
		if strings.Contains(v, ":") {
			return errors.New("a colon cannot be part of a basic auth user name")
		}
		c.Username = v
		return nil
	}},
	{"password", nil, func(c *Config, v string) error { c.Password = Secret(v); return nil }},
}

var (
	datedVersion = regexp.MustCompile(`^20\d\d-\d\d(-beta)?$`)
	propertyName = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
)

func setAPIVersion(c *Config, v string) error {
	if v != "v3" && !datedVersion.MatchString(v) {
		return fmt.Errorf("%q is no version, want v3 or a dated one such as 2026-09", v)
	}
	c.APIVersion = v
	return nil
}

// setSinceField also takes hs_lastmodifieddate, the name other kinds of record
// use, and reads it as the field that HubSpot keeps for contacts.
func setSinceField(c *Config, v string) error {
	if v != FieldLastModified && v != "hs_"+FieldLastModified {
		return fmt.Errorf("%q, want %s: by any other field updates would be lost", v, FieldLastModified)
	}
	c.SinceField = FieldLastModified
	return nil
}

func setProperties(c *Config, v string) error {
	var names []string
	for name := range strings.SplitSeq(v, ",") {
		name = strings.TrimSpace(name)
		switch {
		case name == "" || slices.Contains(names, name):
		case name == AllProperties || propertyName.MatchString(name):
			names = append(names, name)
		default:
			return fmt.Errorf("%q is no property name, want a list such as email,firstname or %s", name, AllProperties)
		}
	}
	if slices.Contains(names, AllProperties) && len(names) > 1 {
		return fmt.Errorf("%s stands alone, want either it or a list of names", AllProperties)
	}
	c.Properties = names
	return nil
}

func setPort(c *Config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q is no port, want 0 to 65535", v)
	}
	c.Port = n
	return nil
}

func setLogLevel(c *Config, v string) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(v)); err != nil {
		return fmt.Errorf("%q is no level, want debug, info, warn or error", v)
	}
	c.LogLevel = level
	return nil
}

// oneOf accepts the values in any letter case and stores them as listed.
func oneOf(field func(*Config) *string, values ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		for _, want := range values {
			if strings.EqualFold(v, want) {
				*field(c) = want
				return nil
			}
		}
		return fmt.Errorf("%q, want %s", v, strings.Join(values, " or "))
	}
}

func duration(field func(*Config) *time.Duration, low, high time.Duration) func(*Config, string) error {
	return func(c *Config, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < low || d > high {
			return fmt.Errorf("%q, want a duration from %s to %s, such as 90s or 5m", v, low, high)
		}
		*field(c) = d
		return nil
	}
}

func number(field func(*Config) *float64, low, high float64) func(*Config, string) error {
	return func(c *Config, v string) error {
		// Written so that NaN is refused too.
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || !(n >= low && n <= high) {
			return fmt.Errorf("%q, want a number from %v to %v", v, low, high)
		}
		*field(c) = n
		return nil
	}
}
