// Package system connects to the systems that pipes read from and write to: it knows their URLs, their authentication, and how patient
// to be with them.
package system

import (
	"crypto/tls"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/icholy/digest"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// System is a configured system that can be reached.
type System struct {
	*config.System
	base  string
	calls *Calls
}

// New returns a system. A microservice answers at base; without one it answers at its own name and port, as in a container
// network. A system of type system:url has its address in its configuration.
func New(cfg *config.System, base string) *System {
	if base == "" {
		base = containerURL(cfg)
	}
	return &System{System: cfg, base: base}
}

// Counting returns the system with its calls counted.
func (s *System) Counting(calls *Calls) *System {
	s.calls = calls
	return s
}

// Health returns what is known of the system; nothing if its calls are not counted.
func (s *System) Health() Health { return s.calls.Health() }

// None stands for the system of a source that has an absolute URL and names no system.
func None() *System {
	return &System{System: &config.System{ConnectTimeout: time.Minute, ReadTimeout: 30 * time.Minute}}
}

func containerURL(cfg *config.System) string {
	scheme, port := "http", ""
	if cfg.UseHTTPS {
		scheme = "https"
	}
	if cfg.Docker != nil {
		port = ":" + strconv.Itoa(cfg.Docker.Port)
	}
	return scheme + "://" + cfg.ID + port
}

// URL returns the URL of a path at the system; an absolute URL is returned as it is.
func (s *System) URL(path string) string { return s.System.URL(s.base, path) }

// Transport connects as the system is configured, answers a challenge for digest authentication, and counts the calls.
func (s *System) Transport() http.RoundTripper {
	if s.calls == nil {
		return s.connect()
	}
	return counted{s.calls, s.connect()}
}

func (s *System) connect() http.RoundTripper {
	dialer := &net.Dialer{Timeout: s.ConnectTimeout}
	plain := &http.Transport{
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: s.ConnectTimeout,
		TLSClientConfig:     &tls.Config{InsecureSkipVerify: !s.VerifySSL}, //nolint:gosec // verify_ssl decides, and is false by default on a real node
		ReadBufferSize:      64 << 10,
		// A connection kept for the next run, minutes later, would only be found closed.
		DisableKeepAlives: true,
	}
	if s.Authentication == "digest" {
		return &digest.Transport{Username: s.Username, Password: s.Password, Transport: plain}
	}
	return plain
}

// Basic reports whether requests carry the user name and password as basic authentication.
func (s *System) Basic() bool { return s.Authentication == "basic" }

// Retry returns what the system's retry_strategy says about a failed request with an HTTP status, 0 if there was no answer.
func (s *System) Retry(status int) config.Retry {
	retry, _ := s.RetryStrategy.For(status)
	return retry
}

// ReadRetries returns what the system's retry_strategy says about an HTTP status.
func (s *System) ReadRetries(status int) (retries int, delay time.Duration) {
	retry, ok := s.RetryStrategy.For(status)
	if !ok || retry.MaxReadRetries == nil {
		return 0, 0
	}
	if retry.ReadRetryDelay == nil {
		return *retry.MaxReadRetries, 0
	}
	return *retry.MaxReadRetries, *retry.ReadRetryDelay
}
