package connector_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector"
)

func from(env map[string]string) (connector.Config, error) {
	return connector.ConfigFromEnv(func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	})
}

func TestFromEnv(t *testing.T) {
	base := connector.DefaultConfig()
	base.APIKey = "k"
	for name, test := range map[string]struct {
		env  map[string]string
		want func(*connector.Config)
	}{
		"nothing but the key":      {map[string]string{"api-key": "k"}, func(*connector.Config) {}},
		"upper snake":              {map[string]string{"API_KEY": " k\n"}, func(*connector.Config) {}},
		"the first tutorial":       {map[string]string{"hubspot-api-key": "k", "hubspot-base-url": "http://h/crm/v3/"}, func(c *connector.Config) { c.BaseURL = "http://h/crm/v3/" }},
		"alias in upper snake":     {map[string]string{"HUBSPOT_API_KEY": "k"}, func(*connector.Config) {}},
		"dashed before upper":      {map[string]string{"API_KEY": "x", "api-key": "k"}, func(*connector.Config) {}},
		"empty is not set":         {map[string]string{"api-key": "", "API_KEY": "k", "settle-window": ""}, func(*connector.Config) {}},
		"operator":                 {map[string]string{"api-key": "k", "since-operator": "gte"}, func(c *connector.Config) { c.SinceOperator = connector.OperatorGTE }},
		"another record's field":   {map[string]string{"api-key": "k", "since-field": "hs_lastmodifieddate"}, func(*connector.Config) {}},
		"no settle window":         {map[string]string{"api-key": "k", "SETTLE_WINDOW": "0"}, func(c *connector.Config) { c.SettleWindow = 0 }},
		"properties":               {map[string]string{"api-key": "k", "properties": "email, phone,,email"}, func(c *connector.Config) { c.Properties = []string{"email", "phone"} }},
		"all properties":           {map[string]string{"api-key": "k", "properties": "*"}, func(c *connector.Config) { c.Properties = []string{"*"} }},
		"dated version":            {map[string]string{"api-key": "k", "api-version": "2026-09"}, func(c *connector.Config) { c.APIVersion = "2026-09" }},
		"rates":                    {map[string]string{"api-key": "k", "search-rate": "2.5", "request-rate": "10", "rate-share": "1"}, func(c *connector.Config) { c.SearchRate, c.RequestRate, c.RateShare = 2.5, 10, 1 }},
		"parallel":                 {map[string]string{"api-key": "k", "PARALLEL": "1"}, func(c *connector.Config) { c.Parallel = 1 }},
		"memory":                   {map[string]string{"api-key": "k", "PAGE_MEMORY": "1GiB"}, func(c *connector.Config) { c.PageMemory = 1 << 30 }},
		"memory in bytes":          {map[string]string{"api-key": "k", "page-memory": "50000001 B"}, func(c *connector.Config) { c.PageMemory = 50000001 }},
		"times":                    {map[string]string{"api-key": "k", "retry-for": "90s", "stop-grace": "0s"}, func(c *connector.Config) { c.RetryFor, c.StopGrace = 90*time.Second, 0 }},
		"port, level":              {map[string]string{"api-key": "k", "port": "0", "log-level": "DEBUG"}, func(c *connector.Config) { c.Port, c.LogLevel = 0, slog.LevelDebug }},
		"basic auth":               {map[string]string{"api-key": "k", "USERNAME": "u", "password": "p"}, func(c *connector.Config) { c.Username, c.Password = "u", "p" }},
		"a desktop's own USERNAME": {map[string]string{"api-key": "k", "USERNAME": "me"}, func(*connector.Config) {}},
		"archive":                  {map[string]string{"api-key": "k", "ARCHIVE_INTERVAL": "1h"}, func(c *connector.Config) { c.ArchiveInterval = time.Hour }},
		"deletes' older name":      {map[string]string{"api-key": "k", "DELETED_CONTACTS": "rescan"}, func(c *connector.Config) { c.Deletes = "rescan" }},
		"auth, deletes":            {map[string]string{"api-key": "k", "auth": "hapikey", "deletes": "rescan", "unknown": "x"}, func(c *connector.Config) { c.Auth, c.Deletes = "hapikey", "rescan" }},
	} {
		want := base
		test.want(&want)
		got, err := from(test.env)
		if diff := gocmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestEveryInvalidSettingIsListed(t *testing.T) {
	_, err := from(map[string]string{
		"base-url": "ftp://x", "api-version": "v4", "AUTH": "basic", "since-field": "createdate", "since-operator": "LT",
		"settle-window": "-5m", "deletes": "maybe", "archive-interval": "25h", "properties": "a b", "search-rate": "NaN", "request-rate": "0",
		"rate-share": "2", "parallel": "65", "retry-for": "forever", "page-memory": "64", "port": "70000", "stop-grace": "x", "log-level": "loud", "username": "a:b",
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		"base-url: must be an http", "api-version: ", "AUTH: must be bearer or hapikey, got \"basic\"", "since-field: ", "since-operator: ", "settle-window: ",
		"deletes: ", "archive-interval: must be a duration between 0s and 24h, ", "properties: ", "search-rate: ", "request-rate: ", "rate-share: ", "parallel: must be a whole number between 1 and 64, got \"65\"", "retry-for: ", "page-memory: must be a size between 16MiB and 16GiB, such as 64MiB, got \"64\"", "port: ", "stop-grace: ",
		"log-level: ", "username: ", "api-key: missing",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in\n%v", part, err)
		}
	}
}

func TestOtherInvalidSettings(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"archive never read": {"api-key": "k", "deletes": "rescan", "archive-interval": "1h"},
		"password alone":     {"api-key": "k", "password": "p"},
		"user alone":         {"api-key": "k", "username": "u"},
		"star among others":  {"api-key": "k", "properties": "*,email"},
		"no property":        {"api-key": "k", "properties": ","},
		"key with a blank":   {"api-key": "a b"},
		"level in between":   {"api-key": "k", "log-level": "INFO+3"},
		"level by a sum":     {"api-key": "k", "log-level": "info+4"},
	} {
		if _, err := from(env); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A Config that was not read from the environment is validated in the same way.
func TestValidate(t *testing.T) {
	for name, spoil := range map[string]func(*connector.Config){
		"api-version":      func(c *connector.Config) { c.APIVersion = "v4" },
		"auth":             func(c *connector.Config) { c.Auth = "" },
		"since-field":      func(c *connector.Config) { c.SinceField = "createdate" },
		"since-operator":   func(c *connector.Config) { c.SinceOperator = "LT" },
		"deletes":          func(c *connector.Config) { c.Deletes = "never" },
		"settle-window":    func(c *connector.Config) { c.SettleWindow = -1 },
		"archive-interval": func(c *connector.Config) { c.ArchiveInterval = -1 },
		"search-rate":      func(c *connector.Config) { c.SearchRate = 0 },
		"request-rate":     func(c *connector.Config) { c.RequestRate = math.NaN() },
		"rate-share":       func(c *connector.Config) { c.RateShare = 1.1 },
		"parallel":         func(c *connector.Config) { c.Parallel = -1 },
		"retry-for":        func(c *connector.Config) { c.RetryFor = -1 },
		"api-key":          func(c *connector.Config) { c.APIKey = "" },
		"base-url":         func(c *connector.Config) { c.BaseURL = "ftp://x" },
	} {
		c := connector.DefaultConfig()
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

func TestSecretsAreNeverPrinted(t *testing.T) {
	cfg := connector.DefaultConfig()
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

// The README's table has every setting, in the order of the code, with its default and what it means, and no other.
func TestReadmeHasTheSettingsAsTheyAre(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "## Settings")
	table, _, _ = strings.Cut(table, "\n## ")
	var rows []string
	for _, row := range regexp.MustCompile("(?m)^\\| `[^\n]*$").FindAllString(table, -1) {
		rows = append(rows, strings.ReplaceAll(row, "`", ""))
	}
	var want []string
	for _, s := range connector.Settings() {
		fallback := cmp.Or(s.Default, "none")
		if s.Required {
			fallback = "required"
		}
		name := strings.Join(append([]string{s.Name}, s.Aliases...), ", ")
		want = append(want, fmt.Sprintf("| %s | %s | %s |", name, fallback, s.Usage))
	}
	if diff := gocmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// The log shows the settings that matter, and of a base URL nothing that may be a key, however wrong it is.
func TestASettingsLogIsSafe(t *testing.T) {
	for base, shown := range map[string]string{
		"https://open-sesame:open-sesame@h/crm/v3?hapikey=open-sesame#open-sesame": "https://%5Bhidden%5D@h/crm/v3",
		"open-sesame": "[hidden]",
	} {
		cfg := connector.DefaultConfig()
		cfg.APIKey, cfg.Password, cfg.BaseURL, cfg.Properties = "open-sesame", "open-sesame", base, []string{"email", "phone"}
		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "cfg", cfg)
		want := fmt.Sprintf(`"cfg":{"base-url":%q,"api-version":"v3","properties":"email,phone"}`, shown)
		if !strings.Contains(log.String(), want) || strings.Contains(log.String(), "sesame") {
			t.Errorf("%s, want %s", log.String(), want)
		}
	}
}
