package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector/internal/config"
)

func from(env map[string]string) (config.Config, error) {
	return config.FromEnv(func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	})
}

func TestFromEnv(t *testing.T) {
	base := config.Default()
	base.APIKey = "k"
	for name, test := range map[string]struct {
		env  map[string]string
		want func(*config.Config)
	}{
		"nothing but the key":      {map[string]string{"api-key": "k"}, func(*config.Config) {}},
		"upper snake":              {map[string]string{"API_KEY": " k\n"}, func(*config.Config) {}},
		"the first tutorial":       {map[string]string{"hubspot-api-key": "k", "hubspot-base-url": "http://h/crm/v3/"}, func(c *config.Config) { c.BaseURL = "http://h/crm/v3/" }},
		"alias in upper snake":     {map[string]string{"HUBSPOT_API_KEY": "k"}, func(*config.Config) {}},
		"dashed before upper":      {map[string]string{"API_KEY": "x", "api-key": "k"}, func(*config.Config) {}},
		"empty is not set":         {map[string]string{"api-key": "", "API_KEY": "k", "settle-window": ""}, func(*config.Config) {}},
		"operator":                 {map[string]string{"api-key": "k", "since-operator": "gte"}, func(c *config.Config) { c.SinceOperator = "GTE" }},
		"another record's field":   {map[string]string{"api-key": "k", "since-field": "hs_lastmodifieddate"}, func(*config.Config) {}},
		"no settle window":         {map[string]string{"api-key": "k", "SETTLE_WINDOW": "0"}, func(c *config.Config) { c.SettleWindow = 0 }},
		"properties":               {map[string]string{"api-key": "k", "properties": "email, phone,,email"}, func(c *config.Config) { c.Properties = []string{"email", "phone"} }},
		"all properties":           {map[string]string{"api-key": "k", "properties": "*"}, func(c *config.Config) { c.Properties = []string{"*"} }},
		"dated version":            {map[string]string{"api-key": "k", "api-version": "2026-09"}, func(c *config.Config) { c.APIVersion = "2026-09" }},
		"rates":                    {map[string]string{"api-key": "k", "search-rate": "2.5", "request-rate": "10", "rate-share": "1"}, func(c *config.Config) { c.SearchRate, c.RequestRate, c.RateShare = 2.5, 10, 1 }},
		"times":                    {map[string]string{"api-key": "k", "retry-for": "90s", "stop-grace": "0s"}, func(c *config.Config) { c.RetryFor, c.StopGrace = 90*time.Second, 0 }},
		"port, level":              {map[string]string{"api-key": "k", "port": "0", "log-level": "DEBUG"}, func(c *config.Config) { c.Port, c.LogLevel = 0, slog.LevelDebug }},
		"basic auth":               {map[string]string{"api-key": "k", "USERNAME": "u", "password": "p"}, func(c *config.Config) { c.Username, c.Password = "u", "p" }},
		"a desktop's own USERNAME": {map[string]string{"api-key": "k", "USERNAME": "me"}, func(*config.Config) {}},
		"auth, deletes":            {map[string]string{"api-key": "k", "auth": "hapikey", "deleted-contacts": "rescan", "unknown": "x"}, func(c *config.Config) { c.Auth, c.DeletedContacts = "hapikey", "rescan" }},
	} {
		want := base
		test.want(&want)
		got, err := from(test.env)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestFaultsAreListedAllAtOnce(t *testing.T) {
	_, err := from(map[string]string{
		"base-url": "ftp://x", "api-version": "v4", "AUTH": "basic", "since-field": "createdate", "since-operator": "LT",
		"settle-window": "-5m", "deleted-contacts": "maybe", "properties": "a b", "search-rate": "NaN", "request-rate": "0",
		"rate-share": "2", "retry-for": "forever", "port": "70000", "stop-grace": "x", "log-level": "loud", "username": "a:b",
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		"base-url: want an http", "api-version: ", "AUTH: \"basic\", want bearer or hapikey", "since-field: ", "since-operator: ", "settle-window: ",
		"deleted-contacts: ", "properties: ", "search-rate: ", "request-rate: ", "rate-share: ", "retry-for: ", "port: ", "stop-grace: ",
		"log-level: ", "username: ", "api-key: missing",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in\n%v", part, err)
		}
	}
}

func TestSmallerFaults(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"password alone":    {"api-key": "k", "password": "p"},
		"user alone":        {"api-key": "k", "username": "u"},
		"star among others": {"api-key": "k", "properties": "*,email"},
		"key with a blank":  {"api-key": "a b"},
	} {
		if _, err := from(env); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A Config that was not read from the environment promises the same.
func TestValidate(t *testing.T) {
	for name, spoil := range map[string]func(*config.Config){
		"api-version":      func(c *config.Config) { c.APIVersion = "v4" },
		"auth":             func(c *config.Config) { c.Auth = "" },
		"since-field":      func(c *config.Config) { c.SinceField = "createdate" },
		"since-operator":   func(c *config.Config) { c.SinceOperator = "LT" },
		"deleted-contacts": func(c *config.Config) { c.DeletedContacts = "never" },
		"settle-window":    func(c *config.Config) { c.SettleWindow = -1 },
		"search-rate":      func(c *config.Config) { c.SearchRate = 0 },
		"request-rate":     func(c *config.Config) { c.RequestRate = math.NaN() },
		"rate-share":       func(c *config.Config) { c.RateShare = 1.1 },
		"retry-for":        func(c *config.Config) { c.RetryFor = -1 },
		"api-key":          func(c *config.Config) { c.APIKey = "" },
		"base-url":         func(c *config.Config) { c.BaseURL = "ftp://x" },
	} {
		c := config.Default()
		c.APIKey = "k"
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		spoil(&c)
		if err := c.Validate(); err == nil || !strings.HasPrefix(err.Error(), name+": ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRoot(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.hubapi.com/crm/v3":   "https://api.hubapi.com/crm",
		"https://api.hubapi.com/crm/v3//": "https://api.hubapi.com/crm",
		"https://api.hubapi.com/crm":      "https://api.hubapi.com/crm",
		"https://api.hubapi.com":          "https://api.hubapi.com/crm",
		"http://proxy:8080/hub/crm/v3":    "http://proxy:8080/hub/crm",
		"https://api.hubapi.com/crm/v4":   "",
		"https://u:p@api.hubapi.com/crm":  "",
		"https://h/crm/v3?hapikey=secret": "",
		"api.hubapi.com/crm/v3":           "",
		"http://[::1":                     "",
	} {
		u, err := config.Config{BaseURL: base}.Root()
		switch {
		case want == "" && (err == nil || strings.Contains(err.Error(), "secret")):
			t.Errorf("%s: %v, %v", base, u, err)
		case want != "" && (err != nil || u.String() != want):
			t.Errorf("%s: %v, %v", base, u, err)
		}
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	cfg := config.Default()
	cfg.APIKey, cfg.Password = "open-sesame", "open-sesame"
	text, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "cfg", cfg, "key", cfg.APIKey)
	all := string(text) + log.String() + fmt.Sprintf("%v %+v %#v %s %q %x %d", cfg, cfg, cfg, cfg.APIKey, cfg.APIKey, cfg.APIKey, cfg.APIKey)
	if strings.Contains(all, "open-sesame") || strings.Contains(all, fmt.Sprintf("%x", "open-sesame")) || !strings.Contains(all, "[hidden]") {
		t.Errorf("printed: %s", all)
	}
}

// The README's table has every setting, in the order of the code and with the
// default that holds, and no other.
func TestReadmeHasTheSettingsAsTheyAre(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "## Settings")
	table, _, _ = strings.Cut(table, "\n## ")
	var names []string
	told := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| ([^|]*) \\|").FindAllStringSubmatch(table, -1) {
		names = append(names, row[1])
		told[row[1]] = strings.Trim(row[2], "`")
	}
	if diff := cmp.Diff(config.Names(), names); diff != "" {
		t.Error(diff)
	}
	want := config.Default()
	want.APIKey = "k"
	env := map[string]string{"api-key": "k"}
	for name, value := range told { // words instead of a value mean that there is none
		if value != "required" && value != "none" && value != "learned" && value != "HubSpot's six" {
			env[name] = value
		}
	}
	got, err := from(env)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("the defaults the README tells are others: %v\n%s", err, diff)
	}
}
