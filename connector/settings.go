package connector

import (
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Setting describes one setting that [ConfigFromEnv] reads from the environment.
type Setting struct {
	Name     string   // as in the environment, such as "api-key"; API_KEY is read too
	Aliases  []string // other names for it
	Required bool     // whether ConfigFromEnv fails without it
	Default  string   // in the form in which the setting is written; empty if there is none
	Usage    string   // what it means, in one line
}

// Settings returns every setting, in the order of the documentation.
func Settings() []Setting {
	list := make([]Setting, len(settings))
	for i, s := range settings {
		list[i] = s.Setting
		list[i].Aliases = slices.Clone(s.Aliases)
	}
	return list
}

// setting is a Setting together with the field of the configuration that it sets.
type setting struct {
	Setting
	value func(*Config) value
}

// value reads and writes one field of a configuration as text.
type value interface {
	set(text string) error // no error repeats a secret
	text() string          // what set accepts, "" if the field is not set
}

// settings declares every setting: name, default, allowed values and meaning. Any other name in the environment is
// ignored. To add one, add a field to Config, an entry here and a row to the table in README.md, which a test compares
// with this one.
var settings = []setting{
	{Setting{
		Name: "api-key", Aliases: []string{"hubspot-api-key"}, Required: true,
		Usage: "HubSpot access token of a private app or service key",
	}, func(c *Config) value { return token{&c.APIKey} }},
	{Setting{
		Name: "base-url", Aliases: []string{"hubspot-base-url"}, Default: "https://api.hubapi.com/crm/v3",
		Usage: "HubSpot's API as the Sesam tutorials give it, whatever api-version",
	}, func(c *Config) value { return baseURL{&c.BaseURL} }},
	{Setting{
		Name: "api-version", Default: "v3",
		Usage: "v3, or a dated version such as 2026-09",
	}, func(c *Config) value { return apiVersion{&c.APIVersion} }},
	{Setting{
		Name: "auth", Default: "bearer",
		Usage: "bearer; hapikey sends the token in the query, for old test doubles of HubSpot only",
	}, func(c *Config) value { return choice[Auth]{&c.Auth, []Auth{AuthBearer, AuthHAPIKey}} }},
	{Setting{
		Name: "since-field", Default: hubspot.Contacts.Modified,
		Usage: "property that holds the time of the last change; any other one would lose updates and is rejected",
	}, func(c *Config) value { return sinceField{&c.SinceField} }},
	{Setting{
		Name: "since-operator", Default: "GT",
		Usage: "GT; GTE reads changes at exactly the offset again",
	}, func(c *Config) value { return choice[Operator]{&c.SinceOperator, []Operator{OperatorGT, OperatorGTE}} }},
	{Setting{
		Name: "settle-window", Default: "5m",
		Usage: "how far HubSpot's search index may lag behind; 0 returns exact counts at the risk of losing late changes",
	}, func(c *Config) value { return duration{&c.SettleWindow, 0, 24 * time.Hour} }},
	{Setting{
		Name: "deletes", Aliases: []string{"deleted-contacts"}, Default: "incremental",
		Usage: "incremental; rescan returns no tombstones and leaves deletions to the pipe's full rescan",
	}, func(c *Config) value {
		return choice[Deletes]{&c.Deletes, []Deletes{DeletesIncremental, DeletesRescan}}
	}},
	{Setting{
		Name: "archive-interval", Default: "0",
		Usage: "how long what was read of HubSpot's archive is used again; deletions reach Sesam up to that much later; 0 reads it in every run",
	}, func(c *Config) value { return duration{&c.ArchiveInterval, 0, 24 * time.Hour} }},
	{Setting{
		Name:  "properties",
		Usage: "comma-separated names such as email,phone, or * for all that can be read; none: HubSpot's defaults. A pipe's url can name others",
	}, func(c *Config) value { return properties{&c.Properties} }},
	{Setting{
		Name: "search-rate", Default: "4",
		Usage: "searches per second; HubSpot allows an account 5, shared by all its apps",
	}, func(c *Config) value { return number{&c.SearchRate, 0.01, 1000} }},
	{Setting{
		Name:  "request-rate",
		Usage: "other requests per second; none: HubSpot's rate limit headers are followed",
	}, func(c *Config) value { return number{&c.RequestRate, 0.01, 1e6} }},
	{Setting{
		Name: "rate-share", Default: "0.9",
		Usage: "fraction of the limit in those headers that is used; the rest is left to other apps",
	}, func(c *Config) value { return number{&c.RateShare, 0.05, 1} }},
	{Setting{
		Name: "parallel", Default: "16",
		Usage: "most calls to HubSpot that one read has in flight at a time; 1 reads with one cursor",
	}, func(c *Config) value { return count{&c.Parallel, 1, 64} }},
	{Setting{
		Name: "retry-for", Default: "10m",
		Usage: "how long a failing call to HubSpot is retried without progress (at most 30s before the first page)",
	}, func(c *Config) value { return duration{&c.RetryFor, 0, time.Hour} }},
	{Setting{
		Name: "page-memory", Default: "48MiB",
		Usage: "memory that HubSpot's answers may take at a time, over all reads; one answer may take half of it",
	}, func(c *Config) value { return size{&c.PageMemory, 16 << 20, 16 << 30} }},
	{Setting{
		Name: "write", Default: "off",
		Usage: "on accepts entities at /push_… and /transform_… and writes them to HubSpot; the key then needs write scopes",
	}, func(c *Config) value { return choice[Write]{&c.Write, []Write{WriteOff, WriteOn}} }},
	{Setting{
		Name: "port", Default: "5000",
		Usage: "port to listen on; 0 picks a free one",
	}, func(c *Config) value { return port{&c.Port} }},
	{Setting{
		Name: "stop-grace", Default: "8s",
		Usage: "time that running reads are given on SIGTERM before they are cut",
	}, func(c *Config) value { return duration{&c.StopGrace, 0, time.Hour} }},
	{Setting{
		Name: "log-level", Default: "info",
		Usage: "debug, info, warn or error; the log is JSON on standard error",
	}, func(c *Config) value { return logLevel{&c.LogLevel} }},
	{Setting{
		Name:  "username",
		Usage: "user name of the basic authentication expected from Sesam on everything but /, /healthz and /readyz; needs password",
	}, func(c *Config) value { return username{&c.Username} }},
	{Setting{
		Name:  "password",
		Usage: "password of the basic authentication; needs username",
	}, func(c *Config) value { return password{&c.Password} }},
}
