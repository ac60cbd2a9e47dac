// Package config turns the environment into the connector's configuration.
// Every fault is reported at once, and no secret is ever printed.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// The values of the settings that choose between a few.
const (
	FieldLastModified = "lastmodifieddate"

	OperatorGT  = "GT"
	OperatorGTE = "GTE"

	AuthBearer  = "bearer"
	AuthHAPIKey = "hapikey"

	DeletesIncremental = "incremental"
	DeletesRescan      = "rescan"

	// AllProperties in Properties stands for every readable property.
	AllProperties = "*"
)

// Config is everything the connector can be told. The zero value is not
// usable; start from Default or FromEnv.
type Config struct {
	APIKey     Secret // HubSpot access token
	BaseURL    string // up to and including /crm/v3, as the tutorials give it
	APIVersion string // "v3" or a dated version such as "2026-09"
	Auth       string // AuthBearer or AuthHAPIKey

	SinceField      string        // FieldLastModified
	SinceOperator   string        // OperatorGT or OperatorGTE
	SettleWindow    time.Duration // how late HubSpot's search index may be
	DeletedContacts string        // DeletesIncremental or DeletesRescan
	Properties      []string      // empty: HubSpot's defaults; or a list; or AllProperties alone

	SearchRate  float64       // searches per second
	RequestRate float64       // every other request per second; 0: learned from HubSpot's headers
	RateShare   float64       // part of the learned limit used, the rest is left to other apps
	RetryFor    time.Duration // how long trouble at HubSpot is sat out without any progress

	Port      int           // 0 picks a free one
	StopGrace time.Duration // time running reads get to finish on a stop
	LogLevel  slog.Level
	Username  string // with Password: basic auth asked of Sesam
	Password  Secret
}

// Default is the configuration with nothing set; only the key is missing.
func Default() Config {
	return Config{
		BaseURL:         "https://api.hubapi.com/crm/v3",
		APIVersion:      "v3",
		Auth:            AuthBearer,
		SinceField:      FieldLastModified,
		SinceOperator:   OperatorGT,
		SettleWindow:    5 * time.Minute,
		DeletedContacts: DeletesIncremental,
		SearchRate:      4,
		RateShare:       0.9,
		RetryFor:        10 * time.Minute,
		Port:            5000,
		StopGrace:       8 * time.Second,
		LogLevel:        slog.LevelInfo,
	}
}

// FromEnv reads the configuration through lookup (such as os.LookupEnv). Each
// setting is looked for by its dashed name (api-key), then in upper snake
// case (API_KEY), then by its aliases in both forms; an empty value counts as
// not set. The error lists every fault.
func FromEnv(lookup func(string) (string, bool)) (Config, error) {
	cfg := Default()
	var faults []error
	for _, s := range settings {
		name, value, found := find(lookup, s)
		if !found {
			continue
		}
		if err := s.set(&cfg, value); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
	}
	// Desktops set USERNAME on their own: without a password it means nothing.
	if _, found := lookup("username"); !found && cfg.Password == "" {
		cfg.Username = ""
	}
	if err := cfg.Validate(); err != nil {
		faults = append(faults, err)
	}
	return cfg, errors.Join(faults...)
}

func find(lookup func(string) (string, bool), s setting) (name, value string, found bool) {
	for _, dashed := range append([]string{s.name}, s.aliases...) {
		for _, candidate := range []string{dashed, upperSnake(dashed)} {
			if v, ok := lookup(candidate); ok && strings.TrimSpace(v) != "" {
				return candidate, strings.TrimSpace(v), true
			}
		}
	}
	return "", "", false
}

func upperSnake(dashed string) string {
	return strings.ToUpper(strings.ReplaceAll(dashed, "-", "_"))
}

// Validate reports what a Config lacks or contradicts, all at once.
func (c Config) Validate() error {
	var faults []error
	if c.APIKey == "" {
		faults = append(faults, errors.New("api-key: missing; set it to the HubSpot access token of a private app or service key"))
	}
	for _, setting := range []struct {
		name  string
		sound bool
		want  string
	}{
		{"api-version", c.APIVersion == "v3" || datedVersion.MatchString(c.APIVersion), "v3 or a dated one such as 2026-09"},
		{"auth", c.Auth == AuthBearer || c.Auth == AuthHAPIKey, AuthBearer + " or " + AuthHAPIKey},
		{"since-field", c.SinceField == FieldLastModified, FieldLastModified + ": by any other field updates would be lost"},
		{"since-operator", c.SinceOperator == OperatorGT || c.SinceOperator == OperatorGTE, OperatorGT + " or " + OperatorGTE},
		{"deleted-contacts", c.DeletedContacts == DeletesIncremental || c.DeletedContacts == DeletesRescan, DeletesIncremental + " or " + DeletesRescan},
		{"settle-window", c.SettleWindow >= 0, "0 or more"},
		{"search-rate", c.SearchRate > 0, "more than 0"},
		{"request-rate", c.RequestRate >= 0, "more than 0, or 0 to learn it"},
		{"rate-share", c.RateShare > 0 && c.RateShare <= 1, "more than 0, at most 1"},
		{"retry-for", c.RetryFor >= 0, "0 or more"},
	} {
		if !setting.sound {
			faults = append(faults, fmt.Errorf("%s: want %s", setting.name, setting.want))
		}
	}
	if (c.Username == "") != (c.Password == "") {
		faults = append(faults, errors.New("username and password: set both or neither"))
	}
	if _, err := c.Root(); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// Root is the base URL up to and including /crm, below which every version of
// the API lives.
func (c Config) Root() (*url.URL, error) {
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		// The value is not repeated: it may carry a key in its query.
		return nil, errors.New("base-url: want an http or https URL without user or query, such as https://api.hubapi.com/crm/v3")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	switch {
	case strings.HasSuffix(u.Path, "/crm/v3"):
		u.Path = strings.TrimSuffix(u.Path, "/v3")
	case strings.HasSuffix(u.Path, "/crm"):
	case u.Path == "":
		u.Path = "/crm"
	default:
		return nil, fmt.Errorf("base-url: path %q, want it to end in /crm/v3, such as https://api.hubapi.com/crm/v3", u.Path)
	}
	return u, nil
}

// Names lists the settings by their dashed names, for documentation.
func Names() []string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	return names
}
