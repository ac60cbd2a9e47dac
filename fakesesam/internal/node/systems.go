package node

import (
	"crypto/tls"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/icholy/digest"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// newPump makes the pump of a pipe with the source its configuration names.
func (n *Node) newPump(set *config.Set, pipe *config.Pipe) (*pump.Pump, error) {
	system := set.Systems[pipe.Source.System]
	d := pump.Deps{
		Pipe: pipe, Store: n.store, Clock: n.clock, Chance: n.random, ID: n.NewID, Mask: n.Mask, Log: n.log,
	}
	if pipe.Valid() {
		d.Source = n.source(pipe, system)
	}
	if system != nil {
		d.Retry = func(status int) (int, time.Duration) { return readRetries(system, status) }
	}
	return pump.New(d)
}

// source gives what a pipe reads; nil for a pipe that is fed by a receiver.
func (n *Node) source(pipe *config.Pipe, system *config.System) source.Source {
	cfg := pipe.Source
	switch cfg.Type {
	case config.SourceEmbedded:
		return source.Embedded{Entities: cfg.Entities}
	case config.SourceDataset:
		return source.Dataset{
			Store: n.store, Name: cfg.Dataset, History: cfg.IncludePreviousVersions, Subset: cfg.Subset,
			WithoutReplaced: !cfg.IncludeReplaced, Completeness: cfg.Completeness,
		}
	case config.SourceJSON:
		if system == nil {
			system = &config.System{ConnectTimeout: time.Minute, ReadTimeout: 30 * time.Minute}
		}
		header := http.Header{}
		for _, more := range []map[string]string{system.Headers, cfg.Headers} {
			for name, value := range more {
				header.Set(name, value)
			}
		}
		json := &source.JSON{
			Address:  system.URL(n.BaseURL(system), cfg.URL),
			Header:   header,
			Basic:    system.Authentication == "basic",
			Username: system.Username, Password: system.Password,
			PageSize:    cfg.PageSize,
			ReadTimeout: system.ReadTimeout,
			Client:      &http.Client{Transport: Transport(system)},
		}
		if cfg.Subset != nil {
			json.Subset = cfg.Subset.String()
		}
		return json
	default:
		return nil
	}
}

// BaseURL is where a microservice answers: as the node was told, else at its own name and port, as in a container
// network.
func (n *Node) BaseURL(system *config.System) string {
	if base := n.opts.Microservices[system.ID]; base != "" {
		return base
	}
	scheme, port := "http", ""
	if system.UseHTTPS {
		scheme = "https"
	}
	if system.Docker != nil {
		port = ":" + strconv.Itoa(system.Docker.Port)
	}
	return scheme + "://" + system.ID + port
}

// Transport connects the way a system is configured, and answers its challenge when it asks for digest authentication.
func Transport(system *config.System) http.RoundTripper {
	dialer := &net.Dialer{Timeout: system.ConnectTimeout}
	plain := &http.Transport{
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: system.ConnectTimeout,
		TLSClientConfig:     &tls.Config{InsecureSkipVerify: !system.VerifySSL}, //nolint:gosec // verify_ssl is the configuration's to say, and false by default on a real node
		ReadBufferSize:      64 << 10,
		// One request a run: a connection kept for the next run, minutes later, would only be found closed.
		DisableKeepAlives: true,
	}
	if system.Authentication == "digest" {
		return &digest.Transport{Username: system.Username, Password: system.Password, Transport: plain}
	}
	return plain
}

// readRetries is what a system's retry_strategy says about an HTTP status.
func readRetries(system *config.System, status int) (int, time.Duration) {
	retry, ok := system.RetryStrategy.For(status)
	if !ok || retry.MaxReadRetries == nil {
		return 0, 0
	}
	if retry.ReadRetryDelay == nil {
		return *retry.MaxReadRetries, 0
	}
	return *retry.MaxReadRetries, *retry.ReadRetryDelay
}
